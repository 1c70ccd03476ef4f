"""How much a form may send; a full one with rare characters needs about 16 kB."""

LARGEST_BODY = 64 * 1024
"""Bytes."""
MOST_FIELDS = 60
