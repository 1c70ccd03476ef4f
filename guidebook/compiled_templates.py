"""Templates are compiled once, and kept as Python keeps its own modules, with these."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import jinja2
from jinja2 import Environment
from jinja2.bccache import Bucket

OPTIONS = ("sandboxed", "autoescape", "trim_blocks", "lstrip_blocks", "keep_trailing_newline")
"""What an environment may be made with, and what is compiled depends on."""


class CompiledTemplates(jinja2.FileSystemBytecodeCache):
    """What Jinja compiled, by file and options; disposable at any time.

    Where nobody may write, nothing is kept. It is not beside the templates: a preview watches
    these, and would build again.
    """

    def __init__(self, folder: Path = Path(__file__).parent / "__pycache__") -> None:
        self._folder = folder
        super().__init__(str(folder), f"jinja-{jinja2.__version__}-%s")

    def get_bucket(
        self, environment: Environment, name: str, filename: str | None, source: str
    ) -> Bucket:
        """Return the place of a template, as an environment of these options compiles it."""
        options = [getattr(environment, option) for option in OPTIONS]
        kind = f"{options} {sorted(environment.extensions)}"
        return super().get_bucket(environment, f"{kind} {name}", filename, source)

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take what was kept of the template as it is now; what is damaged is nothing."""
        with suppress(Exception):  # Jinja reads it as a pickle, which may raise anything
            super().load_bytecode(bucket)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled, if this may be written."""
        with suppress(OSError):
            self._folder.mkdir(exist_ok=True)
            super().dump_bytecode(bucket)
