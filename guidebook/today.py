"""The day that something is made for: the one that was asked for, or today."""

from __future__ import annotations

from datetime import date, datetime

import click

FIRST, LAST = 2000, 2199
"""Years that a guide can be made for; dates some years away are still counted with."""


def today_in(value: str | None) -> date:
    """Take the date a build is made for from `--date`, or from the clock.

    Exits with 2, as any wrong option does, if there is no such day, or none for a guide.
    """
    if value is None:
        return date.today()  # noqa: DTZ011 # the editor's day
    try:
        day = datetime.strptime(value, "%Y-%m-%d").date()  # noqa: DTZ007 # a day, no moment
    except ValueError:
        click.echo(f"--date：没有“{value}”这一天，应为日期，如 2026-11-23", err=True)
        raise SystemExit(2) from None
    if not FIRST <= day.year <= LAST:
        click.echo(f"--date：应在 {FIRST} 年到 {LAST} 年之间，现在是“{value}”", err=True)
        raise SystemExit(2)
    return day
