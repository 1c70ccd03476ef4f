"""Templates are compiled once, and kept as Python keeps its own modules, with these."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import jinja2
from jinja2.bccache import Bucket


class CompiledTemplates(jinja2.FileSystemBytecodeCache):
    """What Jinja compiled, by name and file; disposable at any time.

    A file is for environments of the same options. Where nobody may write, nothing is kept. It is
    not beside the templates: a preview watches these, and would build again.
    """

    def __init__(self, folder: Path = Path(__file__).parent / "__pycache__") -> None:
        self._folder = folder
        super().__init__(str(folder), f"jinja-{jinja2.__version__}-%s")

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take what was kept of the template as it is now; what is damaged is nothing."""
        with suppress(Exception):  # Jinja reads it as a pickle, which may raise anything
            super().load_bytecode(bucket)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled, if this may be written."""
        with suppress(OSError):
            self._folder.mkdir(exist_ok=True)
            super().dump_bytecode(bucket)
