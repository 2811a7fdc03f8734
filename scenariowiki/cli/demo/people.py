"""The demo's sites, teams and people, some of whom can sign in."""

import datetime as dt
import secrets
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import select

from scenariowiki.accounts.commands.hashing import hash_password
from scenariowiki.accounts.commands.people import PreparedAccount, RegisterInput, register_account
from scenariowiki.accounts.commands.sites import SiteInput, save_site
from scenariowiki.accounts.commands.teams import TeamInput, join_team, save_team
from scenariowiki.accounts.models import Site, Team
from scenariowiki.accounts.queries.people import find_actor, get_actor
from scenariowiki.accounts.rules import SYSTEM, Actor, Role, skeleton
from scenariowiki.cli.demo.content import BEGAN, Content
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.runtime.session import read, write


@dataclass(frozen=True, kw_only=True)
class Crew:
    """Everybody by key; `passwords` of those who can sign in, by key; `teams` by key."""

    actors: dict[str, Actor]
    passwords: dict[str, str]
    teams: dict[str, int]


def settle(given: Content) -> Crew:
    """Write people, and sites and teams unless they are there; one of every role gets a random password."""
    passwords = {key: secrets.token_urlsafe(9) for key in given.people["sign_in"].values()}
    with ThreadPoolExecutor(max_workers=2) as pool:
        hashes = dict(zip(passwords, pool.map(hash_password, passwords.values()), strict=True))
    system = find_actor(read(), SYSTEM)
    assert system is not None  # noqa: S101 - settled a moment ago
    with write(now=BEGAN) as uow:
        sites = {one["key"]: _site(uow, system, one) for one in given.people["sites"]}
        ids = {one["key"]: _person(uow, system, one, sites, hashes) for one in given.people["people"]}
        teams = {one["key"]: _team(uow, system, one, sites, ids) for one in given.people["teams"]}
        for one in given.people["people"]:
            if one.get("team"):
                join_team(uow, system, ids[one["key"]], teams[one["team"]])
    return Crew(
        actors={key: get_actor(read(), id_) for key, id_ in ids.items()}, passwords=passwords, teams=teams
    )


def write_accounts(path: Path, crew: Crew) -> None:
    """Keep names and passwords in a file that only its owner reads."""
    path.touch(mode=0o600)
    path.chmod(0o600)
    lines = [
        f"{crew.actors[key].name}\t{password}\t{','.join(sorted(crew.actors[key].roles))}"
        for key, password in crew.passwords.items()
    ]
    path.write_text("\n".join(lines) + "\n", "utf-8")


def _site(uow: UnitOfWork, system: Actor, one: dict[str, Any]) -> int:
    given = SiteInput(
        name=one["name"],
        timezone=one["tz"],
        cutover=dt.time.fromisoformat(one["cutover"]),
        holidays=tuple(dt.date.fromisoformat(day) for day in one["holidays"]),
        workdays=tuple(dt.date.fromisoformat(day) for day in one["workdays"]),
    )
    known = uow.session.scalar(select(Site.id).where(Site.name == given.name))
    return known or save_site(uow, system, given).id


def _person(
    uow: UnitOfWork, system: Actor, one: dict[str, Any], sites: dict[str, int], hashes: dict[str, str]
) -> int:
    given = RegisterInput(
        name=one["key"],
        display_name=one["name"],
        roles=frozenset(Role(role) for role in one["roles"]),
        site_id=sites[one["site"]],
        demo=True,
    )
    prepared = PreparedAccount(given=given, key=skeleton(one["key"]), password_hash=hashes.get(one["key"]))
    return register_account(uow, system, prepared).id


def _team(
    uow: UnitOfWork, system: Actor, one: dict[str, Any], sites: dict[str, int], ids: dict[str, int]
) -> int:
    given = TeamInput(name=one["name"], site_id=sites[one["site"]], lead_id=ids[one["lead"]])
    known = uow.session.scalar(select(Team.id).where(Team.name == given.name))
    return known or save_team(uow, system, given).id
