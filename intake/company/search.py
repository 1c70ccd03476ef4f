"""What a search finds for readers without script, at the address of the browser's own results."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from guidebook.model.addresses import SEARCH
from intake.form.suggestions import LONGEST
from intake.office import office

bp = Blueprint("search", __name__)


@bp.get(SEARCH)
def show_found() -> str:
    """Show the pages that answer what was asked; with script the browser finds them itself."""
    asked = request.args.get("q", "").strip()[:LONGEST]
    search = office().search
    return render_template(
        "search.html", asked=asked, found=search.found(asked), marked=search.marked
    )
