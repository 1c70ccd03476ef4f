"""The pages of whoever sends a request."""
