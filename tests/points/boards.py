"""Points for the tests of leaderboards: given as events would, at chosen moments, to people made for it."""

import datetime as dt
import uuid

from scenariowiki.accounts.models import Account, AccountRole, Team, TeamMembership
from scenariowiki.accounts.rules import Actor, Role, skeleton
from scenariowiki.points.commands import awarding
from scenariowiki.points.commands.awarding import Earned
from scenariowiki.points.models import Award
from scenariowiki.points.queries.tariffs import BUILT_IN
from scenariowiki.runtime.session import write
from tests import personas

NOON = dt.datetime(2026, 11, 4, 4, 0, tzinfo=dt.UTC)
NOVEMBER = dt.date(2026, 11, 1)


def give(account_id: int, points: int, rule: str = "P3", at: dt.datetime = NOON) -> int:
    """Give points of a rule; return the award."""
    with write(now=at) as uow:
        earned = Earned(
            event_id=uuid.uuid4(),
            rule=rule,
            account_id=account_id,
            cap_day=at.date(),
            occurred_at=at - dt.timedelta(days=30) if rule in {"P1", "P7", "P8"} else at,
            caused_by=personas.CY.id,
            amount=points,
            solution_id=None,
        )
        award = awarding.give(uow, BUILT_IN, earned)
        assert award is not None
        if award.state == "pending":
            awarding.ripen(uow, award)
        return award.id


def take_back(award_id: int, at: dt.datetime = NOON) -> None:
    """Reverse an award."""
    with write(now=at) as uow:
        awarding.reverse(uow, uow.session.get_one(Award, award_id), actor_id=personas.CY.id, reason="x")


def people(
    count: int, *, team: int | None = None, site: int = personas.SITE, name: str = "one"
) -> list[Actor]:
    """Make people of a team, there since January."""
    made = []
    with write(now=personas.BEGAN) as uow:
        for number in range(count):
            login = f"{name}{number}"
            row = Account(
                name=login,
                key=skeleton(login),
                display_name=f"{name.capitalize()} {number}",
                site_id=site,
                locale="zh-Hans",
                created_at=uow.now,
            )
            uow.session.add(row)
            uow.session.flush()
            uow.session.add(AccountRole(account_id=row.id, role=Role.CONTRIBUTOR, granted_at=uow.now))
            if team is not None:
                since = uow.now.date()
                uow.session.add(TeamMembership(account_id=row.id, team_id=team, since=since))
            made.append(
                Actor(
                    id=row.id,
                    name=login,
                    display_name=row.display_name,
                    roles=frozenset({Role.CONTRIBUTOR}),
                    site_id=site,
                    team_id=team,
                    teams=frozenset({team} if team else ()),
                )
            )
    return made


def a_team(name: str, site: int = personas.SITE) -> int:
    """Make a team."""
    with write(now=personas.BEGAN) as uow:
        row = Team(name=name, site_id=site, created_at=uow.now)
        uow.session.add(row)
        uow.session.flush()
        return row.id


def change(account_id: int, **fields: object) -> None:
    """Set fields of an account."""
    with write() as uow:
        row = uow.session.get_one(Account, account_id)
        for name, value in fields.items():
            setattr(row, name, value)
