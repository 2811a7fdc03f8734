"""The leaderboard: people or teams of a period, as their page shows them."""

import datetime as dt
from typing import Annotated

from pydantic import BeforeValidator, Field

from scenariowiki.api.schemas.base import Given, IdOrName, Shown
from scenariowiki.points.rules.periods import Period
from scenariowiki.points.rules.ranking import TOP, TOP_OF_API, BoardKind


def _digits(value: object) -> object:
    return int(value) if isinstance(value, str) and value.isascii() and value.isdigit() else value


Most = Annotated[int, Field(ge=1, le=TOP_OF_API, description="How many at most."), BeforeValidator(_digits)]
Day = Annotated[dt.date, Field(description="A day of the period; the present one without it.")]


class LeaderboardQuery(Given):
    """Which board; `team` narrows people to what was earned in one team."""

    period: Period = Period.MONTH
    start: Day | None = None
    board: BoardKind = BoardKind.PEOPLE
    team: IdOrName | None = None
    limit: Most = TOP


class StandingShown(Shown):
    """One row. `who` is null where somebody has hidden since; equals share a `rank`."""

    rank: int | None
    who: str | None
    me: bool
    score: float
    outcome: int | None
    activity: int | None
    members: int | None = None
    breadth: float | None = None


class LeaderboardShown(Shown):
    """A board. `shown` is false where fewer than ten would be on it, or the site has switched it off.

    `own` is one's own row, also where nobody else sees it (`hidden`); `around` has three on either side.
    """

    period: Period
    start: dt.date
    end: dt.date | None
    frozen: bool
    shown: bool
    hidden: bool
    items: list[StandingShown]
    own: StandingShown | None
    around: list[StandingShown]
