"""Search: the index that the browser looks through, and the same names layer in Python."""

from guidebook.search.files import names_of, search_files
from guidebook.search.names import Names

__all__ = ["Names", "names_of", "search_files"]
