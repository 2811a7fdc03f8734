"""The two commands of the demo content."""

from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext
from flask_babel import gettext as _

from scenariowiki.accounts.commands.instance import settle_instance
from scenariowiki.cli.accounts import refusals_as_text
from scenariowiki.cli.demo import content, people, removal, story, taxonomy
from scenariowiki.runtime.session import read, write

ACCOUNTS_FILE = "demo-accounts.txt"


@click.group()
def demo() -> None:
    """Load or remove the demo content."""


@demo.command("load")
@with_appcontext
@refusals_as_text
def load() -> None:
    """Write the demo content; a database that has it already stays as it is."""
    if removal.is_whole(read()):
        click.echo(_("The demo content is there already."))
        return
    with write() as uow:  # what a load that was cut short left behind
        removal.remove(uow)
    given = content.read_all()
    with write(now=content.BEGAN) as uow:
        settle_instance(uow)
    crew = people.settle(given)
    places = taxonomy.settle(given)
    numbers = story.tell(given, crew, places)
    path = _accounts_file()
    people.write_accounts(path, crew)
    with write() as uow:
        removal.mark_whole(uow)
    made = {"scenarios": len(numbers), "people": len(crew.actors), "file": path}
    click.echo(_("%(scenarios)s scenarios, %(people)s people; accounts in %(file)s", **made))


@demo.command("remove")
@with_appcontext
def remove() -> None:
    """Take the demo content and its accounts away; what others wrote stays."""
    with write() as uow:
        counts = removal.remove(uow)
    _accounts_file().unlink(missing_ok=True)
    click.echo(
        ", ".join(f"{name} {count}" for name, count in counts.items()) or _("There is no demo content.")
    )


def _accounts_file() -> Path:
    return Path(current_app.config["DATA_DIR"]) / ACCOUNTS_FILE
