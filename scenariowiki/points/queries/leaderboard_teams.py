"""The leaderboard of teams: the mean of those who were there, weighed by how many had an effect (B7)."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property, lru_cache
from typing import Any

from sqlalchemy import (
    Date,
    Integer,
    Select,
    Subquery,
    and_,
    bindparam,
    case,
    cast,
    func,
    literal,
    or_,
    select,
)
from sqlalchemy.orm import Session

from scenariowiki.accounts.models import Team, TeamMembership
from scenariowiki.points.models import PeriodScore, PeriodSnapshot
from scenariowiki.points.queries.leaderboard import sites_without
from scenariowiki.points.queries.leaderboard_frozen import find_freeze
from scenariowiki.points.queries.recounting import score_of
from scenariowiki.points.rules.periods import FLOORS, Period, next_start
from scenariowiki.points.rules.ranking import FEWEST_MEMBERS, BoardKind, ranks, team_score

S = PeriodSnapshot
DAY = dt.timedelta(days=1)
CENTURY = dt.date(2000, 1, 1)
# Half of the time makes a member (B7).
PARTS_TO_BE_THERE = 2


@dataclass(frozen=True, kw_only=True)
class TeamStanding:
    """Where a team stands: `total` of its members' scores, and how many of them earned by an outcome."""

    team_id: int
    name: str
    rank: int
    total: int
    members: int
    with_outcome: int

    @cached_property
    def score(self) -> Fraction:
        """The mean weighed by breadth."""
        return team_score(self.total, self.members, self.with_outcome)


def team_board(session: Session, period: Period, start: dt.date, today: dt.date) -> Sequence[TeamStanding]:
    """Return the teams that earned anything, the best first; a frozen period's from its snapshot."""
    if find_freeze(session, period, start):
        return _frozen(session, period, start)
    return live_team_board(session, period, start, today)


def live_team_board(
    session: Session, period: Period, start: dt.date, today: dt.date
) -> Sequence[TeamStanding]:
    """Rank teams of at least three members who were there for half of the period, or of it so far."""
    after = next_start(period, start)
    end = min(after, today + DAY) if after else today + DAY
    sites = sites_without(session, BoardKind.TEAMS)
    is_file = session.get_bind().dialect.name == "sqlite"
    given = {
        "period": period.value,
        "start": start,
        "end": end,
        "first": (start - CENTURY).days,
        "after": (end - CENTURY).days,
        "floor": FLOORS[period],
    }
    found = [
        TeamStanding(
            team_id=row.id,
            name=row.name,
            rank=0,
            total=int(row.total),
            members=row.members,
            with_outcome=int(row.with_outcome),
        )
        for row in session.execute(_teams(is_file=is_file, sites=sites), given)
    ]
    ranked = sorted(found, key=lambda one: (-one.score, one.team_id))
    places = ranks([one.score for one in ranked])
    return [replace(one, rank=place) for one, place in zip(ranked, places, strict=True)]


def _frozen(session: Session, period: Period, start: dt.date) -> Sequence[TeamStanding]:
    rows = session.execute(
        select(S, Team.name)
        .join(Team, Team.id == S.subject_id)
        .where(S.period == period.value, S.start == start, S.board == BoardKind.TEAMS.value)
        .order_by(S.place)
    )
    return [
        TeamStanding(
            team_id=row.subject_id,
            name=name,
            rank=row.rank,
            total=row.facts["total"],
            members=row.facts["members"],
            with_outcome=row.facts["with_outcome"],
        )
        for row, name in rows
    ]


@lru_cache(maxsize=32)
def _teams(*, is_file: bool, sites: frozenset[int]) -> Select[Any]:
    """Add up the members of every team, and what they earned in it, as stamped then; made once."""
    members, scores = _members(is_file=is_file, sites=sites), _scores()
    same = and_(scores.c.team_id == members.c.team_id, scores.c.account_id == members.c.account_id)
    elapsed: Any = bindparam("after") - members.c.began
    total = func.sum(func.coalesce(scores.c.score, 0))
    with_outcome = func.sum(case((scores.c.outcome > 0, 1), else_=0))
    nearly = total * 1.0 * (func.count() + with_outcome) / (func.count() * func.count())
    return (
        select(
            Team.id,
            Team.name,
            total.label("total"),
            func.count().label("members"),
            with_outcome.label("with_outcome"),
        )
        .select_from(members)
        .join(Team, Team.id == members.c.team_id)
        .outerjoin(scores, same)
        .where(elapsed > 0, members.c.spent * PARTS_TO_BE_THERE >= elapsed)
        .group_by(Team.id, Team.name)
        .having(and_(func.count() >= FEWEST_MEMBERS, total > 0))
        .order_by(nearly.desc())  # exact fractions are quickly ordered that are nearly in order
    )


def _scores() -> Subquery:
    """Select score and outcome points by team and person, as stamped when they were earned (B1)."""
    p = PeriodScore
    outcome, activity = func.sum(p.outcome), func.sum(p.activity)
    points = score_of(outcome, activity, bindparam("floor"))
    return (
        select(p.team_id, p.account_id, points.label("score"), outcome.label("outcome"))
        .where(p.period == bindparam("period"), p.start == bindparam("start"), p.team_id != 0)
        .group_by(p.team_id, p.account_id)
        .subquery("scores")
    )


def _members(*, is_file: bool, sites: frozenset[int]) -> Subquery:
    """Select who was how many days in which team within a period, and since when the team's time counts."""
    m = TeamMembership
    start: Any = bindparam("start")
    end: Any = bindparam("end")
    since = case((m.since > start, _number(m.since, is_file=is_file)), else_=bindparam("first"))
    until = case((m.until < end, _number(m.until, is_file=is_file)), else_=bindparam("after"))
    chosen = (
        select(
            m.team_id,
            m.account_id,
            func.sum(until - since).label("spent"),
            func.min(func.min(since)).over(partition_by=m.team_id).label("began"),
        )
        .join(Team, Team.id == m.team_id)
        .where(Team.closed_at.is_(None), m.since < end, or_(m.until.is_(None), m.until > start))
        .group_by(m.team_id, m.account_id)
    )
    if sites:
        chosen = chosen.where(or_(Team.site_id.is_(None), Team.site_id.not_in(sorted(sites))))
    return chosen.subquery("members")


def _number(day: Any, *, is_file: bool) -> Any:
    """Count days from the start of the century; the databases subtract dates each in their own way."""
    if is_file:
        return cast(func.julianday(day) - func.julianday(CENTURY.isoformat()), Integer)
    return cast(day - literal(CENTURY, Date), Integer)
