"""`flask backup`: make, prove and restore backups."""

from pathlib import Path

import click
from flask import Flask, current_app
from flask.cli import AppGroup
from flask_babel import gettext as _
from flask_babel import ngettext

from scenariowiki.kernel.errors import DomainError
from scenariowiki.runtime import backup as backups
from scenariowiki.runtime import remasking
from scenariowiki.runtime.backup import Manifest
from scenariowiki.runtime.messages import text_of

backup = AppGroup("backup", help="Make, prove and restore backups.")
file_argument = click.argument("file", type=click.Path(dir_okay=False, path_type=Path))


@backup.command("create")
@file_argument
def create_backup(file: Path) -> None:
    """Write database, settings and uploads to FILE, while serving; never the search index."""
    try:
        manifest = backups.create(_app(), file)
    except DomainError as error:
        raise click.ClickException(text_of(error)) from error
    _tell(_("Made %(file)s.", file=file), manifest)


@backup.command("verify")
@file_argument
def verify_backup(file: Path) -> None:
    """Prove FILE: every byte, and the database inside."""
    try:
        manifest = backups.verify(file)
    except DomainError as error:
        raise click.ClickException(text_of(error)) from error
    _tell(_("%(file)s is sound.", file=file), manifest)


@backup.command("restore")
@file_argument
def restore_backup(file: Path) -> None:
    """Put FILE into an empty place; the search index is made anew by the background process."""
    try:
        manifest = backups.restore(_app(), file)
    except DomainError as error:
        raise click.ClickException(text_of(error)) from error
    _tell(_("Restored %(file)s.", file=file), manifest)
    click.echo(_("Now run: flask db upgrade"))
    if notes := remasking.undone():
        click.echo(
            ngettext(
                "%(num)s text was masked after this backup was made, and is back:",
                "%(num)s texts were masked after this backup was made, and are back:",
                len(notes),
            )
        )
        for note in notes:
            click.echo(f"  S-{note.no}  {note.day}  {note.reason}")
        click.echo(_("Then run: flask scenarios mask-again"))


def _app() -> Flask:
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001 - Flask's own way
    return app


def _tell(what: str, manifest: Manifest) -> None:
    click.echo(what)
    click.echo(
        _(
            "%(rows)s rows in %(tables)s tables, schema %(revision)s, made %(when)s.",
            rows=sum(manifest.counts.values()),
            tables=len(manifest.counts),
            revision=manifest.revision,
            when=f"{manifest.made_at:%Y-%m-%d %H:%M:%S}Z",
        )
    )
