"""Counts that may be published, and those that may not."""
