"""The command line: groups are loaded when they are called, so that web workers never carry them."""

import os
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

import click
from flask import Flask, has_request_context
from flask.cli import AppGroup

# word on the command line -> module:attribute
COMMANDS: Mapping[str, str] = {
    "accounts": "scenariowiki.cli.accounts:accounts",
    "backup": "scenariowiki.cli.backup:backup",
    "curation": "scenariowiki.cli.curation:curation",
    "demo": "scenariowiki.cli.demo:demo",
    "doctor": "scenariowiki.cli.doctor:doctor",
    "points": "scenariowiki.cli.points:points",
    "scenarios": "scenariowiki.cli.scenarios:scenarios",
    "search": "scenariowiki.cli.search:search",
    "serve": "scenariowiki.cli.serve:serve",
    "translations": "scenariowiki.cli.translations:translations",
}
SPOKEN = {"zh_TW": "zh_Hant", "zh_HK": "zh_Hant", "zh": "zh_Hans", "en": "en"}


class Commands(AppGroup):
    """Groups by the name of their module, loaded on demand."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """List what is there without loading it."""
        return sorted({*super().list_commands(ctx), *COMMANDS})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load one command."""
        if cmd_name not in COMMANDS:
            return super().get_command(ctx, cmd_name)
        module, _, attribute = COMMANDS[cmd_name].partition(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command


def init_cli(app: Flask) -> None:
    """Give the application its commands, which speak the language of the terminal."""
    commands = Commands(app.cli.name)
    for name, command in app.cli.commands.items():
        commands.add_command(command, name)
    app.cli = commands
    babel: Any = app.extensions["babel"]
    babel.locale_selector = _outside_requests(babel.locale_selector)


def _outside_requests(chosen: Callable[[], str]) -> Callable[[], str]:
    return lambda: chosen() if has_request_context() else spoken(os.environ)


def spoken(environ: Mapping[str, str]) -> str:
    """Return the catalogue for the terminal's language, zh_Hans when it names none of ours."""
    wished = environ.get("LC_ALL") or environ.get("LC_MESSAGES") or environ.get("LANG") or ""
    return next((name for beginning, name in SPOKEN.items() if wished.startswith(beginning)), "zh_Hans")
