"""Policies compared with what a company says of itself; the browser does the same by match.js."""
