"""The content of a building service guide: read, check and publish it."""
