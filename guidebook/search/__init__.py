"""Search: the index that the browser looks through, and how its texts are compared."""
