"""Faults and warnings as machines read them, so that a review shows each beside its line."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from guidebook.load import load_guidebook
from guidebook.reading.problems import ContentError, Problem

Told = Sequence[tuple[str, Problem]]
"""`error` or `warning`, with what it is about."""

_SEVERITY = {"error": "major", "warning": "info"}


def as_workflow_commands(told: Told) -> str:
    """Write what GitHub and Gitea show beside a line: one workflow command a line."""
    lines = []
    for level, problem in told:
        place = f"file={_escaped(problem.path, ',:')},line={problem.line}"
        words = f"{problem.key}: {problem.message}" if problem.key else problem.message
        lines.append(f"::{level} {place}::{_escaped(words)}")
    return "\n".join(lines)


def _escaped(text: str, more: str = "") -> str:
    for sign in ("%", "\r", "\n", *more):
        text = text.replace(sign, f"%{ord(sign):02X}")
    return text


def as_json(told: Told) -> str:
    """Write a list that programs read; it is what GitLab takes for a code quality report."""
    entries = [
        {
            "description": f"{problem.key}: {problem.message}" if problem.key else problem.message,
            "check_name": problem.key or "content",
            "fingerprint": hashlib.sha256(str(problem).encode()).hexdigest(),
            "severity": _SEVERITY[level],
            "location": {"path": problem.path, "lines": {"begin": problem.line}},
        }
        for level, problem in told
    ]
    return json.dumps(entries, ensure_ascii=False, indent=2)


FORMATS: Mapping[str, Callable[[Told], str]] = {"github": as_workflow_commands, "json": as_json}


def told_of(guides: Path, today: date, pages: Path) -> Told:
    """Check the content; return every fault, or the warnings, with paths from where we are."""
    try:
        _guidebook, warnings = load_guidebook(guides, today, pages)
        found = [("warning", problem) for problem in warnings]
    except ContentError as error:
        found = [("error", problem) for problem in error.problems]
    around = {guides.name: guides.resolve().parent, pages.name: pages.resolve().parent}
    return [(level, _from_here(problem, around)) for level, problem in found]


def _from_here(problem: Problem, around: Mapping[str, Path]) -> Problem:
    """Name a file as the repository does that the command runs in."""
    folder = around.get(problem.path.partition("/")[0])
    path = os.path.relpath(folder / problem.path) if folder else problem.path
    return replace(problem, path=path)
