"""The leaderboard of teams: the mean of those who were there, weighed by how many had an effect (B7)."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from scenariowiki.accounts.models import Team, TeamMembership
from scenariowiki.points.models import PeriodScore, PeriodSnapshot
from scenariowiki.points.queries.leaderboard import sites_without
from scenariowiki.points.queries.leaderboard_frozen import find_freeze
from scenariowiki.points.rules.periods import Period, next_start, score
from scenariowiki.points.rules.ranking import FEWEST_MEMBERS, BoardKind, is_active, ranks, team_score

S = PeriodSnapshot
DAY = dt.timedelta(days=1)
NONE = (0, 0)


@dataclass(frozen=True, kw_only=True)
class TeamStanding:
    """Where a team stands: `total` of its members' scores, and how many of them earned by an outcome."""

    team_id: int
    name: str
    rank: int
    total: int
    members: int
    with_outcome: int

    @property
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
    scores = _scores(session, period, start)
    found = [
        TeamStanding(
            team_id=team.id,
            name=team.name,
            rank=0,
            total=sum(scores.get((team.id, id_), NONE)[0] for id_ in members),
            members=len(members),
            with_outcome=sum(scores.get((team.id, id_), NONE)[1] > 0 for id_ in members),
        )
        for team, members in _members(session, period, start, today).items()
        if len(members) >= FEWEST_MEMBERS
    ]
    ranked = sorted((one for one in found if one.total > 0), key=lambda one: (-one.score, one.team_id))
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


def _scores(session: Session, period: Period, start: dt.date) -> Mapping[tuple[int, int], tuple[int, int]]:
    """Return score and outcome points by team and person, as stamped when they were earned."""
    p = PeriodScore
    rows = session.execute(
        select(p.team_id, p.account_id, func.sum(p.outcome), func.sum(p.activity))
        .where(p.period == period.value, p.start == start, p.team_id != 0)
        .group_by(p.team_id, p.account_id)
    )
    return {
        (team, account): (score(int(outcome), int(activity), period), int(outcome))
        for team, account, outcome, activity in rows
    }


@dataclass(frozen=True)
class _Team:
    id: int
    name: str


def _members(
    session: Session, period: Period, start: dt.date, today: dt.date
) -> Mapping[_Team, Sequence[int]]:
    """Return who was in each team for half of the time that the period and the team have in common."""
    after = next_start(period, start)
    end = min(after, today + DAY) if after else today + DAY
    days: dict[_Team, dict[int, int]] = {}
    began: dict[_Team, dt.date] = {}
    for team, account, since, until in _memberships(session, start, end):
        began[team] = min(began.get(team, since), since)
        spent = (min(until or end, end) - max(since, start)).days
        own = days.setdefault(team, {})
        own[account] = own.get(account, 0) + spent
    return {
        team: [id_ for id_, spent in own.items() if is_active(spent, (end - max(began[team], start)).days)]
        for team, own in days.items()
    }


def _memberships(
    session: Session, start: dt.date, end: dt.date
) -> Iterator[tuple[_Team, int, dt.date, dt.date | None]]:
    member = TeamMembership
    chosen = (
        select(Team.id, Team.name, member.account_id, member.since, member.until)
        .join(member, member.team_id == Team.id)
        .where(
            Team.closed_at.is_(None),
            member.since < end,
            or_(member.until.is_(None), member.until > start),
        )
        .order_by(Team.id, member.id)
    )
    if off := sites_without(session, BoardKind.TEAMS):
        chosen = chosen.where(or_(Team.site_id.is_(None), Team.site_id.not_in(sorted(off))))
    for id_, name, account, since, until in session.execute(chosen):
        yield _Team(id_, name), account, since, until
