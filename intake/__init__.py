"""The intake: request form, receipts, status and the journal behind them (Flask)."""

from __future__ import annotations

import click
from flask import Flask
from flask.cli import FlaskGroup

from guidebook.said_by_click import usage_in_chinese
from guidebook.terminal import speak_to_any_terminal
from intake.settings import Settings, SettingsError, settings_from
from intake.starting import faults_of_places, refuse

__all__ = ["Settings", "SettingsError", "create_app"]


def create_app(settings: Settings | None = None) -> Flask:
    """Make the intake of the district whose site was built.

    For a command of ours it is an application without pages, that neither reads nor mends anything
    before it is asked to. Raises SettingsError, or ContentError when the content has faults.
    """
    context = click.get_current_context(silent=True)
    if context and isinstance(context.command, FlaskGroup):
        context.info_name = "flask --app intake"  # as it is typed, for usage and help
        return _command_app(context.command, settings)
    from intake.application import make_app

    return make_app(settings or settings_from())


def _command_app(command_line: FlaskGroup, settings: Settings | None) -> Flask:
    """Make what Flask's command line takes our commands from; end with what is wrong with settings.

    Flask would tell of them by a traceback where it only lists commands.
    """
    usage_in_chinese(command_line)
    speak_to_any_terminal()
    try:
        settings = settings or settings_from()
        refuse(faults_of_places(settings))
    except SettingsError as error:
        error.show()
        raise SystemExit(error.exit_code) from None
    from intake.commands.register import make_command_app  # commands need no page

    return make_command_app(settings)
