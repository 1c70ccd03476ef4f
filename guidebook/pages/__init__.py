"""Page bodies and what goes with them: marks, terms, cards, feeds."""
