"""Leaderboards taken along, on paper or as a file: who does it is recorded."""

import datetime as dt
from dataclasses import dataclass

from scenariowiki.accounts.rules import Actor
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.points import policy
from scenariowiki.points.events import LeaderboardTaken
from scenariowiki.points.rules.periods import Period
from scenariowiki.points.rules.ranking import BoardKind


@dataclass(frozen=True, kw_only=True)
class Taken:
    """What somebody takes along: a board of a period, of everybody or of a team, and how many rows of it."""

    period: Period
    start: dt.date
    board: BoardKind
    format: str
    count: int
    team_id: int | None = None


def take_leaderboard(uow: UnitOfWork, actor: Actor, taken: Taken) -> None:
    """Note who takes a leaderboard along; records LeaderboardTaken, raises Forbidden."""
    policy.require(policy.may_take_board(actor, taken.team_id))
    event = LeaderboardTaken(
        period=taken.period.value,
        start=taken.start.isoformat(),
        board=taken.board.value,
        format=taken.format,
        count=taken.count,
        team_id=taken.team_id,
    )
    uow.record(event, by=actor)
