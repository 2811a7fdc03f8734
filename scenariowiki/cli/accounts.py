"""`flask accounts`: the first administrator is made here; tokens, passwords and a list for scripts."""

import secrets
import sys
from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any

import click
from flask.cli import AppGroup
from flask_babel import gettext as _
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from scenariowiki.accounts import commands
from scenariowiki.accounts import queries as people
from scenariowiki.accounts.commands import RegisterInput
from scenariowiki.accounts.queries import AccountRow, Filter
from scenariowiki.accounts.rules import LOCALES, Actor, Role
from scenariowiki.kernel.errors import DomainError, Invalid
from scenariowiki.runtime import messages
from scenariowiki.runtime.faults import is_disk_full
from scenariowiki.runtime.session import read, write

accounts = AppGroup("accounts", help="People: accounts, passwords, tokens.")


def refusals_as_text(command: Callable[..., None]) -> Callable[..., None]:
    """Say a refusal in words and end with status 1."""

    @wraps(command)
    def run(*args: Any, **kwargs: Any) -> None:
        try:
            command(*args, **kwargs)
        except Invalid as error:
            fields = [f"{name}: {messages.text_for(str(code))}" for name, code in error.fields.items()]
            raise click.ClickException("\n".join(fields) or messages.text_of(error)) from error
        except DomainError as error:
            raise click.ClickException(messages.text_of(error)) from error
        except (OperationalError, OSError) as error:
            if not is_disk_full(error):
                raise
            raise click.ClickException(messages.text_for("disk_full")) from error

    return run


@accounts.command("add")
@click.argument("name")
@click.option(
    "--role", "roles", multiple=True, required=True, type=click.Choice([role.value for role in Role])
)
@click.option("--team", help="Name of the team to join.")
@click.option("--site", help="Name of the site.")
@click.option("--display", help="The name people read; the sign-in name when left out.")
@click.option("--locale", type=click.Choice(LOCALES), help="Interface language.")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
@refusals_as_text
def add(
    name: str,
    roles: Sequence[str],
    team: str | None,
    site: str | None,
    password_stdin: bool,  # noqa: FBT001 - click passes options by name
    **names: str | None,
) -> None:
    """Add an account; without --password-stdin a random password is printed."""
    session = read()
    password = _password(is_given=password_stdin)
    site_id = _one("--site", site, [(row.name, row.id) for row in people.list_sites(session)])
    team_id = _one("--team", team, [(row.name, row.id) for row in people.list_teams(session)])
    given = RegisterInput(
        name=name,
        display_name=names["display"] or name,
        roles=frozenset(Role(role) for role in roles),
        password=password,
        site_id=site_id,
        locale=names["locale"],
    )
    prepared = commands.prepare_account(session, given)
    with write() as uow:
        commands.settle_instance(uow)
        system = commands.ensure_system_account(uow)
        account = commands.register_account(uow, system, prepared)
        if team_id is not None:
            commands.join_team(uow, system, account.id, team_id)
    click.echo(_("Account %(name)s is made.", name=name))
    if not password_stdin:
        click.echo(_("Password: %(password)s", password=password))


def _password(*, is_given: bool) -> str:
    return sys.stdin.readline().rstrip("\r\n") if is_given else secrets.token_urlsafe(12)


def _one(option: str, name: str | None, rows: Sequence[tuple[str, int]]) -> int | None:
    if name is None:
        return None
    found = dict(rows).get(name)
    if found is None:
        known = "、".join(known for known, _id in rows) or "–"
        words = _("%(option)s: there is no %(name)s, but: %(known)s.", option=option, name=name, known=known)
        raise click.ClickException(words)
    return found


@accounts.command("token")
@click.argument("name")
@click.option("--label", default="command line", show_default=True, help="What it is for.")
@click.option("--days", type=click.IntRange(1, commands.TOKEN_DAYS_MAX), help="How long it is good.")
@click.option("--read-only", is_flag=True, help="It may read and change nothing.")
@refusals_as_text
def token(name: str, label: str, days: int | None, *, read_only: bool) -> None:
    """Print a new API token of an account; it cannot be shown again."""
    account = _account(read(), name)
    with write() as uow:
        issued = commands.issue_token(uow, _system(uow), account.id, label, days=days, read_only=read_only)
    click.echo(issued.token)


@accounts.command("set-password")
@click.argument("name")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
@refusals_as_text
def set_password(name: str, password_stdin: bool) -> None:  # noqa: FBT001 - click passes options by name
    """Set a password that has to be changed at the next sign-in; all sessions end."""
    account = _account(read(), name)
    password = _password(is_given=password_stdin)
    prepared = commands.prepare_password(read(), account.id, password)
    with write() as uow:
        commands.change_password(uow, _system(uow), prepared)
    click.echo(_("The password is set; it has to be changed at the next sign-in."))
    if not password_stdin:
        click.echo(_("Password: %(password)s", password=password))


@accounts.command("list")
def list_all() -> None:
    """List all accounts: name, roles, teams, state."""
    offset, total = 0, 1
    while offset < total:
        page = people.list_accounts(read(), Filter(leavers=True), offset=offset)
        offset, total = offset + page.limit, page.total
        for row in page.rows:
            state = _("closed") if row.disabled_at else _("open")
            roles = ",".join(sorted(role.value for role in row.roles))
            click.echo("\t".join((row.name, row.display_name, roles, row.teams or "-", state)))


def _account(session: Session, name: str) -> AccountRow:
    account = people.find_account(session, name)
    if account is None:
        raise click.ClickException(_("There is no %(name)s.", name=name))
    return account


def _system(uow: Any) -> Actor:
    return commands.ensure_system_account(uow)
