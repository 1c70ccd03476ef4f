"""When a record does not count any more, and what is said then wherever it is shown or goes."""

from __future__ import annotations

from datetime import date

from guidebook.model.policies import Policy
from guidebook.model.text import plain
from guidebook.model.values import Record


def ends_of(record: Record) -> tuple[tuple[date, str], ...]:
    """Return the days after which a record does not count, with what is to be said from then on."""
    if not isinstance(record, Policy):
        return ((record.valid_to, "已失效"),) if record.valid_to else ()
    term = ((record.valid_to, "已过有效期，未见新文件"),) if record.valid_to else ()
    closing = [window.closes for window in record.windows if window.closes]
    if not closing or len(closing) < len(record.windows):
        return term
    return (*term, (max(closing), "申报已截止"))


def over_on(record: Record, today: date) -> str:
    """Return what has to be said of a record on a day, empty while it counts."""
    return "；".join(words for day, words in ends_of(record) if day < today)


def line_on(record: Record, today: date) -> str:
    """Return the line on a record that stands by itself: in results, feeds, letters, on paper."""
    over = over_on(record, today)
    return f"【{over}】{plain(record.gist)}" if over else plain(record.gist)
