"""Whoever has to know of a request is told: the office by robot or mail, the company by mail."""
