"""`flask doctor`: one line for each check."""

import click
from flask.cli import with_appcontext

from scenariowiki.runtime.health import Health, check_all
from scenariowiki.runtime.messages.checks import NAMES, text_of_check

MARKS = {Health.OK: ("ok  ", "green"), Health.WARN: ("warn", "yellow"), Health.BAD: ("BAD ", "red")}


@click.command("doctor")
@with_appcontext
def doctor() -> None:
    """Check settings, database, index, disk and queues; exit 1 when something needs a person."""
    checks = check_all()
    for check in checks:
        mark, colour = MARKS[check.state]
        text = text_of_check(check.code, check.facts)
        click.echo(f"{click.style(mark, fg=colour)}  {NAMES[check.name]}: {text}")
    if any(check.state is Health.BAD for check in checks):
        raise SystemExit(1)
