"""The truth on disk: rows, their mirror, and how both stay whole."""
