"""`flask serve`: everything one needs to run the place, in one process tree."""

import shutil
import subprocess
import sys
from pathlib import Path

import click
from flask import Flask, current_app
from flask.cli import with_appcontext
from flask_babel import gettext as _
from sqlalchemy.exc import OperationalError

from scenariowiki.accounts import commands as accounts
from scenariowiki.accounts import queries as people
from scenariowiki.cli import supervisor
from scenariowiki.runtime import locks, logs, production, schema
from scenariowiki.runtime.faults import is_disk_full
from scenariowiki.runtime.session import db, read, write

DEMO_ACCOUNTS = "demo-accounts.txt"
ROOM_AT_LEAST = 1_000_000  # bytes; with less, SQLite cannot even open its files


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--demo", is_flag=True, help="Load the demo content into an empty database.")
@with_appcontext
def serve(host: str, port: int, *, demo: bool) -> None:
    """Bring the schema up to date, then serve with the background process beside, until Ctrl-C."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001 - Flask's own way
    if fault := production.debug_fault(app):
        raise click.ClickException(fault)
    logs.configure()
    try:
        _prepare(app, demo=demo)
    except OSError as error:
        words = _("The data folder cannot be written to: %(fault)s", fault=error)
        raise click.ClickException(words) from error
    except OperationalError as error:
        raise click.ClickException(_no_database(app, error)) from error
    except subprocess.CalledProcessError as error:  # what went wrong stands above
        raise SystemExit(error.returncode) from error
    words = _greeting(app, host, port)
    raise SystemExit(supervisor.run(app, host, port, on_ready=lambda: click.echo(words)))


def _prepare(app: Flask, *, demo: bool) -> None:
    """Ready the database before anything is forked; nothing of it stays open."""
    schema.upgrade()
    with locks.hold(app, "settle"):
        with write() as uow:
            accounts.settle_instance(uow)
        if demo and (people.is_empty(read()) or people.is_half_demo(read())):
            _load_demo()
    db.session.remove()
    db.engine.dispose()


def _no_database(app: Flask, error: OperationalError) -> str:
    """Say why the database cannot be used; on a full disk SQLite may speak of its input and output."""
    if is_disk_full(error) or shutil.disk_usage(app.config["DATA_DIR"]).free < ROOM_AT_LEAST:
        return str(_("The disk is full. Please make room and start again."))
    return str(_("The database cannot be used: %(fault)s", fault=error.orig))


def _load_demo() -> None:
    """Load the demo content in a process of its own, whose memory ends with it."""
    command = [sys.executable, "-m", "flask", "--app", "scenariowiki.app", "demo", "load"]
    subprocess.run(command, check=True)  # noqa: S603 - our own command


def _greeting(app: Flask, host: str, port: int) -> str:
    shown = f"[{host}]" if ":" in host else host
    lines = ["", _("ScenarioWiki is at %(address)s (Ctrl-C ends it)", address=f"http://{shown}:{port}/")]
    told = Path(app.config["DATA_DIR"], DEMO_ACCOUNTS)
    if told.exists():
        lines += ["", _("Demo accounts (%(file)s):", file=told), told.read_text("utf-8").rstrip()]
    elif people.is_empty(read()):
        lines.append(_("Nobody has an account yet. Make the first: flask accounts add NAME --role admin"))
    return "\n".join([*lines, ""])
