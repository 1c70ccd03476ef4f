"""Sheets on which those who know check the facts, and what comes back into the files."""
