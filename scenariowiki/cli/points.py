"""`flask points`: whether the ledger adds up, and its scores counted anew."""

import click
from flask.cli import AppGroup
from flask_babel import gettext as _

from scenariowiki.points.commands.rebuilding import rebuild_scores
from scenariowiki.points.queries.checking import verify
from scenariowiki.runtime import replaying
from scenariowiki.runtime.session import read, write

SHOWN = 50

points = AppGroup("points", help="The ledger of points: check it, count its scores anew.")


@points.command("verify")
def verify_ledger() -> None:
    """Check every invariant of the ledger; exit 1 when one is broken."""
    broken = 0
    for broken, problem in enumerate(verify(read()), start=1):
        if broken <= SHOWN:
            click.echo(
                _(
                    "%(rule)s account %(account)s: %(found)s, not %(expected)s",
                    rule=problem.rule,
                    account=problem.account_id,
                    found=problem.found,
                    expected=problem.expected,
                )
            )
    if broken:
        click.echo(_("%(count)s invariants do not hold.", count=broken))
        raise SystemExit(1)
    click.echo(_("The ledger adds up."))


@points.command("replay")
def replay_history() -> None:
    """Let what happened before there were points earn; goes on where it was cut off, and is done once."""
    total = 0
    while (count := replaying.replay_batch()) is not None:
        total += count
    click.echo(_("%(count)s events were replayed; history has earned what it should.", count=total))


@points.command("rebuild")
def rebuild() -> None:
    """Count all scores anew from the ledger."""
    with write() as uow:
        people = rebuild_scores(uow)
    click.echo(_("The scores of %(count)s people were counted anew.", count=people))
