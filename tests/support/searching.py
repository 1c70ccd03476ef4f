"""Asking the search worker in a real browser, and the query sets with what they should find."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page

from guidebook.model import Guidebook
from guidebook.model.addresses import record_address

HERE = Path(__file__).parents[1]

ASK = """async (queries) => {
  const worker = new Worker("/assets/search-worker.js");
  const next = () => new Promise((done) => {
    worker.onmessage = ({ data: { type, data } }) => { if (type === 3) done(data.items); };
  });
  worker.postMessage({ type: 0, data: {} });
  const answers = [];
  for (const query of queries) {
    const answer = next();
    worker.postMessage({ type: 2, data: query });
    answers.push(await answer);
  }
  return answers.map((items) => items.slice(0, 3).map(([page]) => "/" + page.location));
}"""


@dataclass(frozen=True)
class Query:
    """One question of a set: its kind, what is typed, and the addresses that answer it."""

    kind: str
    text: str
    answers: tuple[str, ...]


@dataclass(frozen=True)
class Answered:
    """A question with the first three addresses that the worker gave."""

    query: Query
    found: tuple[str, ...]

    @property
    def is_first(self) -> bool:
        """Tell whether the first address answers the question."""
        return bool(self.found) and self.found[0] in self.query.answers

    @property
    def is_in_three(self) -> bool:
        """Tell whether one of the three does."""
        return any(address in self.query.answers for address in self.found)


def answerable(guidebook: Guidebook) -> tuple[Query, ...]:
    """Return the questions whose answers are all in the guide; say which are not."""
    addresses = {record_address(kind, record.id) for kind, record in guidebook.every_record()}
    queries = read_queries()
    for query in queries:
        if not addresses.issuperset(query.answers):
            print(f"skipped: {query.text} ({' or '.join(query.answers)} is no more)")
    return tuple(query for query in queries if addresses.issuperset(query.answers))


def read_queries() -> tuple[Query, ...]:
    """Read the query set: kind, query, address and, where two answer it, a second address."""
    lines = (HERE / "queries.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines]
    return tuple(Query(kind, text, tuple(answers)) for kind, text, *answers in rows)


def first_three(page: Page, queries: Sequence[str]) -> list[list[str]]:
    """Ask the worker; return the addresses of the first three answers to each query."""
    answers: list[list[str]] = page.evaluate(ASK, list(queries))
    return answers


def ask(page: Page, queries: Sequence[Query]) -> tuple[Answered, ...]:
    """Ask the worker every question of a set."""
    found = first_three(page, [query.text for query in queries])
    return tuple(Answered(q, tuple(f)) for q, f in zip(queries, found, strict=True))


def report(answered: Sequence[Answered]) -> str:
    """Write the share found first and in three for each kind, then every question missed."""
    lines = []
    for kind in dict.fromkeys(a.query.kind for a in answered):
        lines.append(_shares(kind, [a for a in answered if a.query.kind == kind]))
    lines.append(_shares("all", answered))
    for a in answered:
        if not a.is_first:
            wanted, found = " or ".join(a.query.answers), " ".join(a.found) or "nothing"
            lines.append(f"{a.query.kind} {a.query.text}: wanted {wanted}, found {found}")
    return "\n".join(lines)


def _shares(name: str, answered: Sequence[Answered]) -> str:
    first, three = share_first(answered), share_in_three(answered)
    return f"{name}: {len(answered)} questions, first {first:.1%}, in three {three:.1%}"


def share_first(answered: Sequence[Answered]) -> float:
    """Return the share of questions answered by the first address."""
    return sum(a.is_first for a in answered) / len(answered)


def share_in_three(answered: Sequence[Answered]) -> float:
    """Return the share of questions answered within three."""
    return sum(a.is_in_three for a in answered) / len(answered)
