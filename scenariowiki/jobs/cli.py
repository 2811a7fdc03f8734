"""`flask jobs`: the background process by hand, and what it did."""

import signal
from threading import Event

import click
from flask import Flask, current_app
from flask.cli import AppGroup
from flask_babel import gettext as _

from scenariowiki.jobs import imports, points, process, schedule, upkeep
from scenariowiki.runtime import logs

jobs = AppGroup("jobs", help="The background process: outbox and scheduled jobs.")


@jobs.command("run")
@click.option("--once", is_flag=True, help="Do what is due now, then end.")
def run_jobs(*, once: bool) -> None:
    """Deliver the outbox and run scheduled jobs until stopped; a second one waits its turn."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001 - Flask's own way
    logs.configure()
    if once:
        handled = process.run_once(app, upkeep.SCHEDULE)
        if handled is None:
            click.echo(_("Another background process is at work; it will do it."))
        else:
            click.echo(_("Done: %(count)s pieces of work.", count=handled))
        return
    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: stop.set())
    process.run_forever(app, upkeep.SCHEDULE, stop)


@jobs.command("imports")
def run_imports() -> None:
    """Run the imports that wait, then end; the background process starts this beside itself."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001 - Flask's own way
    logs.configure()
    click.echo(_("Done: %(count)s pieces of work.", count=imports.run_waiting(app)))


@jobs.command("verify-points")
def verify_points() -> None:
    """Ask every invariant of the ledger and note the answer; the background process starts this at night."""
    logs.configure()
    wrong = points.broken_invariants()
    schedule.finish("verify_points", wrong)
    if wrong:
        click.echo(_("These rules do not hold: %(rules)s", rules=wrong))
        raise SystemExit(1)
    click.echo(_("The ledger adds up."))


@jobs.command("list")
def list_jobs() -> None:
    """Show each job with its last and next run; exit 1 when one fails."""
    runs = schedule.list_runs()
    for job in upkeep.SCHEDULE:
        row = runs.get(job.name)
        last = f"{row.last_finished_at:%Y-%m-%d %H:%M:%S}Z" if row and row.last_finished_at else "-"
        coming = f"{row.next_run_at:%Y-%m-%d %H:%M:%S}Z" if row else "-"
        ended = (row.last_error or row.last_result or "") if row else ""
        click.echo(f"{job.name:<16} last {last:<20} next {coming:<20} {ended}")
    if any(row.failures for row in runs.values()):
        raise SystemExit(1)
