"""Where the files of a queue are, each under its one name."""

from __future__ import annotations

from pathlib import Path

FILE = "journal.csv"


class Places:
    """Where the files of a queue are."""

    def __init__(self, folder: Path, mirror_folder: Path) -> None:
        self.folder = folder
        self.mirror_folder = mirror_folder
        self.journal = folder / FILE
        """The truth."""
        self.mirror = mirror_folder / FILE
        """The same bytes once more, best on another disk."""
        self.lock = folder / ".lock"
        """Held by whoever reads on or writes; never renamed."""
        self.mark = folder / "view.lock"
        """Tells a seq that the journal once had: the clerk's copy is made from it."""
        self.copy = folder / "requests.csv"
        """The clerk's copy."""
        self.forgotten = folder / "forgotten.csv"
        """The list of what is forgotten: numbers and days, for journals from before."""
        self.aside = folder / "aside"
        """The folder for what was taken out of journal or mirror; nothing is thrown away."""
