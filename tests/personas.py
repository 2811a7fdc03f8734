"""The people of the tests: ids and rights are fixed, so a test reads without looking anything up."""

import datetime as dt

from scenariowiki.accounts.models import Account, AccountRole, Site, Team, TeamMembership
from scenariowiki.accounts.rules import Actor, Role, skeleton
from scenariowiki.kernel.unit_of_work import UnitOfWork

BEGAN = dt.datetime(2026, 1, 5, 1, 0, tzinfo=dt.UTC)
SITE = 1
RED = 1
BLUE = 2


def _person(id_: int, name: str, *roles: Role, team: int | None = None, leads: bool = False) -> Actor:
    teams = frozenset({team}) if team else frozenset()
    return Actor(
        id=id_,
        name=name,
        display_name=name.capitalize(),
        roles=frozenset(roles),
        site_id=SITE,
        team_id=team,
        teams=teams,
        leads=teams if leads else frozenset(),
    )


SYSTEM = Actor(id=1, name="system", display_name="系统", roles=frozenset({Role.ADMIN, Role.CURATOR}))
ANN = _person(2, "ann", Role.CONTRIBUTOR, team=RED)
CY = _person(3, "cy", Role.CURATOR, team=RED)
PAT = _person(4, "pat", Role.SOP_OWNER, team=RED)
ZOE = _person(5, "zoe", Role.CONTRIBUTOR, team=BLUE)
ADA = _person(6, "ada", Role.ADMIN)
REA = _person(7, "rea", Role.READER, team=RED)
LEE = _person(8, "lee", Role.CONTRIBUTOR, team=RED, leads=True)
COA = _person(9, "coa", Role.COACH, team=RED)
REW = _person(10, "rew", Role.REWARD_ADMIN, team=RED)
AUD = _person(11, "aud", Role.AUDITOR)
DAN = _person(12, "dan", Role.CURATOR, team=BLUE)

EVERYBODY = (ANN, CY, PAT, ZOE, ADA, REA, LEE, COA, REW, AUD, DAN)


def settle(uow: UnitOfWork) -> None:
    """Write the personas, their site and their two teams."""
    week = {"week": [1, 2, 3, 4, 5]}
    _add(uow, Site(name="合肥", timezone="Asia/Shanghai", created_at=uow.now, calendar=week), SITE)
    for person in (SYSTEM, *EVERYBODY):
        _settle_person(uow, person)
    _add(uow, Team(name="红队", site_id=SITE, lead_id=LEE.id, created_at=uow.now), RED)
    _add(uow, Team(name="蓝队", site_id=SITE, created_at=uow.now), BLUE)
    for person in EVERYBODY:
        for team in person.teams:
            uow.session.add(TeamMembership(account_id=person.id, team_id=team, since=uow.now.date()))


def _settle_person(uow: UnitOfWork, person: Actor) -> None:
    row = Account(
        name=person.name,
        key=skeleton(person.name),
        display_name=person.display_name,
        site_id=person.site_id,
        locale="zh-Hans",
        created_at=uow.now,
    )
    _add(uow, row, person.id)
    for role in person.roles:
        uow.session.add(AccountRole(account_id=person.id, role=role, granted_at=uow.now))


def _add(uow: UnitOfWork, row: Site | Team | Account, expected_id: int) -> None:
    """Let the database count, so that later rows go on from there; the ids of a fresh one are known."""
    uow.session.add(row)
    uow.session.flush()
    assert row.id == expected_id
