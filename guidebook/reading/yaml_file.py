"""One YAML file as an editor typed it: every scalar a text, every value with its line.

`yaml.safe_load` would turn 0571 into 377, 9:30 into 570 and `no` into False, and keep the last of
two equal keys without a word. `yaml_reading` takes the structure from the parser; the model
converts the values.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from guidebook.model.walk import Location
from guidebook.reading.problems import Problem, key_name


@dataclass
class YamlFile:
    """The values of one file, the line of each of them, and the faults met while reading."""

    path: str
    values: Any = None
    lines: dict[Location, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def line_of(self, location: Location) -> int:
        """Return the line of a value, or of the nearest value around it."""
        while location and location not in self.lines:
            location = location[:-1]
        return self.lines.get(location, 1)

    def as_written(self, location: Location) -> Location:
        """Leave out steps that the editor did not write.

        Such are the `zh` of a plain text, and the place of what stands alone without a list.
        """
        values = self.values
        for n, step in enumerate(location):
            if isinstance(values, str):
                return location[:n]
            if step == 0 and isinstance(values, dict):
                return self.as_written((*location[:n], *location[n + 1 :]))
            try:
                values = values[step]
            except (KeyError, IndexError, TypeError):
                return location
        return location

    def typed(self, location: Location) -> str | None:
        """Return what the editor typed for a scalar, None for a value that comes from the model."""
        values = self.values
        for step in self.as_written(location):
            values = values.get(step) if isinstance(values, dict) else values[step]
            if values is None:
                return None
        return str(values)

    def problem(self, location: Location, message: str, line: int | None = None) -> Problem:
        """Make a problem that stands at a value of this file."""
        key = key_name(self.as_written(location))
        return Problem(self.path, line or self.line_of(location), key, message)
