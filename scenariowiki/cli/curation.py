"""`flask curation`: the search for duplicates by hand."""

from collections.abc import Iterator

import click
from flask import Flask, current_app
from flask.cli import AppGroup
from flask_babel import gettext as _
from tqdm import tqdm

from scenariowiki.accounts import commands as people
from scenariowiki.accounts import queries as accounts
from scenariowiki.accounts.rules import SYSTEM
from scenariowiki.curation.commands import detecting
from scenariowiki.curation.commands.detecting import Detection, Progress
from scenariowiki.runtime import locks
from scenariowiki.runtime.session import read, write

LOCK = "duplicates"

curation = AppGroup("curation", help="The queue of decisions: look for duplicates.")


@curation.command("scan")
@click.option("--again", is_flag=True, help="Look at every scenario, not only at what came since.")
@click.option("--quiet", is_flag=True, help="Show no progress.")
def scan_catalogue(*, again: bool, quiet: bool) -> None:
    """Find scenarios and solutions that tell the same, and put them into the queue; cut off, it goes on."""
    with write() as uow:
        people.settle_instance(uow)
    last: Progress | None = None
    with tqdm(unit=_("scenarios"), disable=True if quiet else None) as bar:
        for last in _scan(again=again):
            bar.set_description(_("Reading") if last.reading else _("Comparing"))
            bar.total = last.total
            bar.update(last.done - bar.n)
    if last is None:
        click.echo(_("Another process is looking for duplicates; it goes on from where it is."))
        return
    _say(last)


def _scan(*, again: bool) -> Iterator[Progress]:
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001 - Flask's own way
    by = accounts.find_actor(read(), SYSTEM)
    assert by is not None  # noqa: S101 - settled a moment ago
    with locks.try_to_hold(app, LOCK) as lock:
        if lock is None:
            return
        for progress in detecting.scan(Detection(read=read, write=write, by=by), again=again):
            lock.check()
            yield progress


def _say(end: Progress) -> None:
    click.echo(_("%(count)s scenarios are compared with each other.", count=end.total))
    click.echo(_("Pairs that are alike: %(count)s", count=end.settled.pairs))
    click.echo(_("Put into the queue: %(count)s", count=end.settled.opened))
    if end.settled.closed:
        click.echo(_("Closed, no longer alike: %(count)s", count=end.settled.closed))
    if end.referred:
        click.echo(_("Looked at again in the background: %(count)s", count=end.referred))
