"""`flask search`: the index from the database, and both compared."""

import click
from flask.cli import AppGroup
from flask_babel import gettext as _
from tqdm import tqdm

from scenariowiki.runtime import indexing
from scenariowiki.runtime.session import read
from scenariowiki.scenarios import documents
from scenariowiki.search.index import IndexBusy

SHOWN = 20

search = AppGroup("search", help="The search index: make it anew, compare it with the database.")


@search.command("rebuild")
def rebuild_index() -> None:
    """Make the index anew from the database, while serving; the old one answers until it is whole."""
    total = documents.count(read())
    with tqdm(total=total, unit=_("scenarios"), disable=None) as bar:

        def show(done: int) -> None:
            bar.update(done - bar.n)

        try:
            count = indexing.rebuild(read(), show)
        except IndexBusy as busy:
            raise click.ClickException(
                _("The index is being written by another process; try again.")
            ) from busy
    click.echo(_("%(count)s scenarios are in the index.", count=count))


@search.command("audit")
def audit_index() -> None:
    """Compare index and database; exit 1 when they differ."""
    differences = indexing.audit(read())
    for name, numbers in (
        (_("missing from the index"), differences.missing),
        (_("older in the index"), differences.stale),
        (_("only in the index"), differences.extra),
    ):
        if numbers:
            shown = ", ".join(f"S-{no}" for no in numbers[:SHOWN])
            more = " …" if len(numbers) > SHOWN else ""
            click.echo(f"{len(numbers)} {name}: {shown}{more}")
    if len(differences):
        click.echo(
            _("Saved changes that still wait are brought in by the background process; else: search rebuild")
        )
        raise SystemExit(1)
    click.echo(_("Index and database are the same."))
