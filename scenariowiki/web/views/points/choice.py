"""Which board an address names."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum, auto

from flask import request, url_for

from scenariowiki.accounts.rules import Actor
from scenariowiki.points.rules.periods import Period, start_of
from scenariowiki.web.views.points.periods import chosen_period, today_of


class Scope(StrEnum):
    """Everybody, one's own team, or team beside team."""

    ALL = auto()
    TEAM = auto()
    TEAMS = auto()


@dataclass(frozen=True, kw_only=True)
class Choice:
    """A period, whom the board is of, and the working day of whoever looks."""

    period: Period
    start: dt.date
    scope: Scope
    today: dt.date

    @classmethod
    def read(cls, person: Actor) -> "Choice":
        """Read the address or a form; what makes no sense is this month of everybody."""
        today = today_of(person)
        period, start = chosen_period(today)
        word = request.values.get("scope", "")
        scope = Scope(word) if word in set(Scope) else Scope.ALL
        if scope is Scope.TEAM and person.team_id is None:
            scope = Scope.ALL
        return cls(period=period, start=start, scope=scope, today=today)

    def url(
        self,
        *,
        period: Period | None = None,
        start: dt.date | None = None,
        scope: Scope | None = None,
        endpoint: str = "points.leaderboard",
    ) -> str:
        """Address a board that differs in one thing; another period begins at the present one."""
        keeps = period is None and start is None
        first = self.start.isoformat() if keeps and self.is_past() else None
        chosen = scope or self.scope
        return url_for(
            endpoint,
            period=period or self.period,
            start=start.isoformat() if start else first,
            scope=None if chosen is Scope.ALL else chosen,
        )

    def is_past(self) -> bool:
        """Tell whether the period chosen is not the present one."""
        return self.start != start_of(self.period, self.today)
