"""The finished site: poured, followed link by link, written."""
