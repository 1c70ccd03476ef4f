"""All commands of the intake, for `flask --app intake`."""

from __future__ import annotations

import logging

from flask import Flask

from guidebook.said_by_click import usage_in_chinese
from intake.commands.backups import backup, restore, try_restore
from intake.commands.closing import close_due
from intake.commands.doing import do
from intake.commands.drafts import faq, need, repeats
from intake.commands.figures import figures_command
from intake.commands.forgetting import copy, forget
from intake.commands.listing import list_requests
from intake.commands.moving import export_journal, move_command
from intake.commands.notify import notify_command
from intake.commands.pushes import pushes_command
from intake.commands.queue import queue
from intake.commands.staff import staff
from intake.journal import journal
from intake.office import EXTENSION, Backroom
from intake.settings import Settings

OF_THE_QUEUE = (
    *(list_requests, do, close_due, need, faq, repeats, copy, forget),
    *(backup, restore, try_restore, move_command, export_journal),
)
"""Commands of the queue that stand in modules of their own."""


SILENT = logging.NullHandler()
"""Takes what would be printed where nobody asked for a log; who did has it all the same."""


def make_command_app(settings: Settings) -> Flask:
    """Make an application that has the commands, and nothing else."""
    app = Flask("intake", static_folder=None)
    app.extensions[EXTENSION] = Backroom(settings)
    logging.getLogger(journal.__name__).addHandler(SILENT)  # a command says it itself
    register(app)
    return app


def register(app: Flask) -> None:
    """Offer every command of ours on Flask's command line."""
    for command in OF_THE_QUEUE:
        queue.add_command(command)
    for command in (queue, staff, figures_command, notify_command, pushes_command):
        app.cli.add_command(usage_in_chinese(command))
    for command in (*queue.commands.values(), *staff.commands.values()):
        usage_in_chinese(command)
