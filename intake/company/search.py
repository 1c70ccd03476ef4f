"""What a search finds at the address of the results: light, at once, and without script.

The browser's own engine answers where this one finds nothing (pinyin, slips), and where a kind is
named: who comes from the dialog has the engine, and sees what the dialog showed.
"""

from __future__ import annotations

from flask import Blueprint, render_template, request

from guidebook.model.addresses import SEARCH
from intake.clock import local
from intake.form.suggestions import LONGEST
from intake.office import office

bp = Blueprint("search", __name__)


@bp.get(SEARCH)
def show_found() -> str:
    """Show the pages that answer what was asked, or leave a place for the browser's own answer."""
    asked = request.args.get("q", "").strip()[:LONGEST]
    search, today = office().search, local(office().clock()).date()
    return render_template(
        "search.html",
        asked=asked,
        found=search.found(asked),
        line=lambda page: search.line(page, today),
        marked=search.marked,
        is_for_script="kind" in request.args,
    )
