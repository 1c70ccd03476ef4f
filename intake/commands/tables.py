"""The tables beside the rows, made in a database by its owner: nothing else may make any there."""

from __future__ import annotations

from intake.accounts import accounts
from intake.attempts import ledger
from intake.notices import marks
from intake.office import office
from intake.pushes import mailing_list
from intake.queues import shared_in
from intake.state import State

OF_A_FILE = (accounts.SCHEMA, ledger.SCHEMA, mailing_list.SCHEMA)
SCHEMAS = (*OF_A_FILE, marks.SCHEMA)
ALL_TABLES = "".join(OF_A_FILE)
"""Of a file: how far everybody was told is a file of its own beside it."""


def made_tables(url: str) -> State:
    """Return the tables of a queue in a database, made where they are missing.

    Raises sqlite3.Error.
    """
    shared = shared_in(url, office().settings)
    shared.make(*SCHEMAS)
    return shared
