"""Templates are compiled once, and kept as Python keeps its own modules, with these."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import Any

import jinja2
from jinja2 import Environment, nodes
from jinja2.bccache import Bucket
from jinja2.compiler import CodeGenerator

OPTIONS = ("sandboxed", "autoescape", "trim_blocks", "lstrip_blocks", "keep_trailing_newline")
"""What an environment may be made with, and what is compiled depends on."""

FOLDER = Path(__file__).parent / "__pycache__"
"""Not beside the templates: a preview watches these, and would build again."""


def keep_compiled(environment: Environment, folder: Path = FOLDER) -> None:
    """Let an environment keep what it compiles for the next process; disposable at any time.

    Nothing is computed ahead: a filter of a constant may say something else in the next process.
    Where nobody may write, nothing is kept.
    """
    environment.optimized = False
    environment.code_generator_class = _NothingAhead
    environment.bytecode_cache = _Kept(folder)


class _NothingAhead(CodeGenerator):
    """Leaves to the time of printing what Jinja would compute when it compiles."""

    def _output_child_to_const(self, node: nodes.Expr, *more: Any) -> str:
        if not isinstance(node, nodes.TemplateData):
            raise nodes.Impossible
        return super()._output_child_to_const(node, *more)


class _Kept(jinja2.FileSystemBytecodeCache):
    """What Jinja compiled, by name, file and options."""

    def __init__(self, folder: Path) -> None:
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
        """Keep what was compiled, if this may be written, for all who may read the program.

        Jinja's own would keep it for this account alone: another could not copy the program.
        """
        place = Path(self._get_cache_filename(bucket))
        new = place.with_name(f"{place.name}.{os.getpid()}.new")
        with suppress(OSError):
            self._folder.mkdir(exist_ok=True)
            with new.open("wb") as file:
                bucket.write_bytecode(file)
            new.replace(place)
