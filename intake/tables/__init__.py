"""One row a request, for people."""
