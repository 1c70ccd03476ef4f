"""The intake: request form, receipts, status and the journal behind them (Flask)."""

from __future__ import annotations

import click
from flask import Flask
from flask.cli import FlaskGroup

from guidebook.terminal import speak_to_any_terminal
from intake.settings import Settings, SettingsError, settings_from
from intake.starting import faults_of_places, refuse

__all__ = ["Settings", "SettingsError", "create_app"]


def create_app(settings: Settings | None = None) -> Flask:
    """Make the intake of the district whose site was built.

    For a command of ours it is an application without pages, that neither reads nor mends anything
    before it is asked to. Raises SettingsError, or ContentError when the content has faults.
    """
    is_for_command = _is_for_command()
    if is_for_command:
        speak_to_any_terminal()
    settings = settings or settings_from()
    if is_for_command:
        refuse(faults_of_places(settings))
        from intake.commands.register import make_command_app  # commands need no page

        return make_command_app(settings)
    from intake.application import make_app

    return make_app(settings)


def _is_for_command() -> bool:
    """Tell whether Flask's command line asks for a command of ours."""
    context = click.get_current_context(silent=True)
    return context is not None and isinstance(context.command, FlaskGroup)
