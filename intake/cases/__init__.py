"""The life of one request: pure rules, no web, no file, no lock."""
