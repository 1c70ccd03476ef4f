"""Which cells of a table are withheld, so that no withheld one can be reckoned from the others.

A count under five is withheld, zero among them: that none of the six requests from a building was
solved tells of all six. Zero is only shown where nobody asked, as in an empty month.

Then further cells are withheld, small ones first, until each withheld one is *open*: there is
another distribution of the same cases, with another value in that cell, of which everything
published is just as true. As cases are only moved from row to row, or exchanged, the totals and the
other tables stay as they are, and so do the relations between measures (nobody is solved who was
not answered). Who knows all published figures, and how they are made, but not which cells were
chosen why, cannot tell the two distributions apart. The total less what is shown is a count too, of
all rows that are withheld: it is five or more.

Two figures that count the same request could still be subtracted from each other, so the command
begins each where the last published ends.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import permutations, product

from guidebook.model import FEWEST_SHOWN
from intake.figures.tally import COUNTS, Case, Counts, summed

Row = tuple[str, str]
"""A published row: its table and its label."""
Place = tuple[Row, ...]
"""The rows a case counts in, such as those of its department and of its service."""
Cell = tuple[Row, int]
"""A row, and the place of a measure in COUNTS."""
Values = Mapping[Row, Counts]

Move = frozenset[Cell]
"""The cells that another distribution of the cases would change, and that may change so."""

RECEIVED = COUNTS.index("received")


class Undisclosable(Exception):  # noqa: N818 (it is a state of affairs)
    """Even with all cells of a table withheld, one could be reckoned from the totals."""


def is_few(count: int) -> bool:
    """Tell whether a count is under five, and so withheld."""
    return count < FEWEST_SHOWN


def withheld_cells(
    cases: Mapping[Place, Iterable[Case]], totals: Counts, unpublished: Collection[Row] = ()
) -> frozenset[Cell]:
    """Return the cells that must be withheld of the rows in which the cases stand.

    `totals` are those that may be published too, the `unpublished` rows never are. A measure whose
    total is withheld is open in every row: all its cells might be zero. Raises Undisclosable.
    """
    values = _rows(cases)
    moves = _moves(cases, values)
    cells = {
        (row, n)
        for row, counts in values.items()
        for n, count in enumerate(counts)
        if is_few(count) or row in unpublished
    }
    few = (cell for cell in cells if is_few(values[cell[0]][cell[1]]))
    for cell in sorted(cell for cell in few if not is_few(totals[cell[1]])):
        if not any(move <= cells for move in moves[cell]):
            cells |= _cheapest(moves[cell], cells, values)
    return frozenset([*cells, *_to_make_five(cells, values, totals)])


def _to_make_five(cells: Collection[Cell], values: Values, totals: Counts) -> Iterator[Cell]:
    """Yield the smallest shown cells, until those withheld of each column are five together."""
    for table, n in {(row[0], n) for row, n in cells if not is_few(totals[n])}:
        column = sorted((counts[n], row) for row, counts in values.items() if row[0] == table)
        together = sum(count for count, row in column if (row, n) in cells)
        for count, row in column:
            if is_few(together) and (row, n) not in cells:
                together += count
                yield row, n


def _cheapest(moves: Iterable[Move], cells: set[Cell], values: Values) -> Move:
    """Choose the move for which the fewest cases more are withheld; all its cells are open then."""

    def cost(move: Move) -> tuple[int, list[Cell]]:
        return sum(values[row][n] for row, n in move - cells), sorted(move)

    try:
        return min(moves, key=cost)
    except ValueError:
        raise Undisclosable from None


def _rows(cases: Mapping[Place, Iterable[Case]]) -> Values:
    in_row: defaultdict[Row, list[Case]] = defaultdict(list)
    for place, group in cases.items():
        for row in place:
            in_row[row] += group
    return {row: summed(group) for row, group in in_row.items()}


def _moves(cases: Mapping[Place, Iterable[Case]], values: Values) -> Mapping[Cell, set[Move]]:
    """Return every move by a cell it changes."""
    kinds = {place: {case.counts for case in group} for place, group in cases.items()}
    moves: defaultdict[Cell, set[Move]] = defaultdict(set)
    for here, there in permutations(kinds, 2):
        gains = [row for row in here if row not in there]
        loses = [row for row in there if row not in here]
        for change in _changes(kinds[here], kinds[there]):
            steps = {(row, n): step for row in gains for n, step in enumerate(change) if step}
            steps |= {(row, n): -step for row in loses for n, step in enumerate(change) if step}
            if all(_looks_the_same(*cell, step, values) for cell, step in steps.items()):
                for cell in steps:
                    moves[cell].add(frozenset(steps))
    return moves


def _changes(here: Iterable[Counts], there: Iterable[Counts]) -> set[Counts]:
    """Return what one place can gain when a case is moved from another, or two are exchanged.

    The other place loses as much.
    """
    exchanged = {
        tuple(b - a for a, b in zip(ours, theirs, strict=True))
        for ours, theirs in product(here, there)
    }
    return exchanged | set(there)


def _looks_the_same(row: Row, n: int, step: int, values: Values) -> bool:
    """Tell whether a cell is withheld for the same reason after a step.

    A row is only made where somebody asked.
    """
    old, new = values[row][n], values[row][n] + step
    return is_few(new) == is_few(old) and new >= (1 if n == RECEIVED else 0)
