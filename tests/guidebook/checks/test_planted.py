"""Faults as editors make them: nearly all are found, at their line, with a remedy that is named."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from guides_folder import SAMPLE, TODAY
from planted import Planted, Result, judge, mend, plant, planted_faults

from guidebook.load import load_guidebook
from guidebook.reading.problems import ContentError, Problem

FEWEST_FOUND = 0.95
MOST_MESSAGES = 3
"""What one fault leads to: more would bury it."""

SITE_SRC = SAMPLE.parent / "site_src"


def every() -> list[Planted]:
    return list(planted_faults())


def three_of_each_kind() -> list[Planted]:
    """Return the first, the middle and the last fault of each kind."""
    kinds: dict[str, list[Planted]] = {}
    for fault in planted_faults():
        kinds.setdefault(fault.kind, []).append(fault)
    return [kind[n] for kind in kinds.values() for n in (0, len(kind) // 2, -1)]


@pytest.fixture(
    scope="module", params=[three_of_each_kind, pytest.param(every, marks=pytest.mark.long)]
)
def results(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> list[Result]:
    folders = [tmp_path_factory.mktemp(name) for name in ("planted", "originals")]
    for folder in folders:
        shutil.copytree(SAMPLE, folder / "guides")
        shutil.copytree(SITE_SRC, folder / "site_src")
    return list(_results(request.param(), *folders))


def _results(faults: list[Planted], root: Path, originals: Path) -> Iterator[Result]:
    known = set(_told(root))
    for fault in faults:
        first = plant(fault, root)
        yield judge(fault, first, [problem for problem in _told(root) if problem not in known])
        mend(fault, root, originals)
    assert set(_told(root)) == known


def _told(root: Path) -> tuple[Problem, ...]:
    try:
        return load_guidebook(root / "guides", TODAY, root / "site_src")[1]
    except ContentError as error:
        return error.problems


def _table(results: list[Result]) -> str:
    """Write how many of each kind were planted, found, and found at their line; and the others."""
    planted = Counter(result.planted.kind for result in results)
    found = Counter(result.planted.kind for result in results if result.is_found)
    right = Counter(result.planted.kind for result in results if result.is_at_its_line)
    missed = [result for result in results if not result.is_at_its_line]
    lines = [f"{n:4} {found[kind]:4} {right[kind]:4}  {kind}" for kind, n in planted.items()]
    for result in missed:
        lines += [str(result.planted), *(f"    {problem}" for problem in result.problems)]
    return "\n".join(lines)


def test_planted_faults_are_found_at_their_line(results: list[Result]) -> None:
    print(_table(results))  # shown when it fails, or with -s

    right = sum(result.is_at_its_line for result in results)
    assert right >= FEWEST_FOUND * len(results)


def test_every_kind_is_planted_several_times() -> None:
    kinds = Counter(fault.kind for fault in planted_faults())

    assert [kind for kind, number in kinds.items() if number < 3] == []


def test_a_fault_is_told_in_few_words(results: list[Result]) -> None:
    noisy = [result.planted for result in results if len(result.problems) > MOST_MESSAGES]

    assert len(noisy) <= (1 - FEWEST_FOUND) * len(results)
