"""What a timer calls once a day: `flask --app intake queue close-due`."""

from __future__ import annotations

import click
from flask.cli import with_appcontext

from guidebook.model.form import Outcome
from intake.cases.numbers import show_number
from intake.cases.wording import outcome_label
from intake.commands.telling import as_json, clock_is_right, tell, telling_troubles
from intake.office import office


@click.command("close-due")
@clock_is_right
@as_json
@with_appcontext
def close_due(clock_is_right: bool, as_json: bool) -> None:
    """办结已经答复、过了办结的日子、企业没有评价也没有再反映的诉求。"""
    opened = office()
    with telling_troubles():
        closed = opened.handling.close_silent(opened.clock(), clock_is_right)
    numbers = [show_number(known.number) for known in closed]
    label = outcome_label(Outcome.UNANSWERED_BY_SENDER, opened.guidebook)
    tell(numbers, iter([*numbers, f"办结了 {len(numbers)} 条：{label}"]), as_json)
