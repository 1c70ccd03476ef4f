"""What is measured of a search engine, and the table of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from measuring import print_table, quantile
from searching import Answered, share_first, share_in_three


@dataclass(frozen=True)
class Result:
    """One engine on one content; bytes gzip, times in milliseconds, build in seconds."""

    engine: str
    answered: Sequence[Answered]
    build: float
    ready: float
    first_bytes: int
    """From the first touch of the box to the first answer shown."""
    further: Sequence[int]
    """What each query costs beyond that, with an empty cache; empty where it costs nothing."""
    took: Sequence[float]
    """From the query to its last answer."""


def print_results(pages: int, results: Sequence[Result]) -> None:
    """Print a table of the engines compared."""
    print(f"\n## {pages:,} pages, {len(results[0].answered)} questions\n")
    columns = ("engine", "first", "three", "everyday", "KB first", "KB further p50 / p95")
    print_table((*columns, "ready ms", "query p50 / p95 ms", "build s"), map(_row, results))


def _row(result: Result) -> tuple[str, ...]:
    everyday = [a for a in result.answered if a.query.kind == "colloquial"]
    return (
        result.engine,
        f"{share_first(result.answered):.1%}",
        f"{share_in_three(result.answered):.1%}",
        f"{share_first(everyday):.1%}",
        f"{result.first_bytes / 1000:.1f}",
        _two([n / 1000 for n in result.further]),
        f"{result.ready:.0f}",
        _two(result.took),
        f"{result.build:.1f}",
    )


def _two(values: Sequence[float]) -> str:
    if not values:
        return "0"
    return f"{quantile(values, 0.5):.1f} / {quantile(values, 0.95):.1f}"
