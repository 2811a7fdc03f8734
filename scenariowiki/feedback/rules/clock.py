"""How long an answer may take, and how far the clock of a ticket has gone."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from scenariowiki.accounts.rules.calendar import WorkingCalendar, after_work
from scenariowiki.feedback.rules.tickets import Priority, TicketKind

# Working hours for an answer, ordinary and urgent.
HOURS: Mapping[TicketKind, tuple[int, int]] = {
    TicketKind.WRONG: (8, 2),
    TicketKind.OUTDATED: (16, 4),
    TicketKind.UNCLEAR: (8, 2),
    TicketKind.MISSING: (16, 4),
    TicketKind.SUGGESTION: (40, 16),
    TicketKind.QUESTION: (8, 2),
}
# Shares of the limit, in percent, at which it is told on.
LEVELS = (50, 100, 200)
# An answer that nobody rates counts as good after so long, working days or not.
UNRATED = dt.timedelta(days=7)


@dataclass(frozen=True, kw_only=True)
class Clock:
    """When half, all and twice the limit are over."""

    half_at: dt.datetime
    due_at: dt.datetime
    twice_at: dt.datetime

    def level(self, now: dt.datetime) -> int:
        """Return the last level that has been reached, 0 before the first."""
        moments = zip(LEVELS, (self.half_at, self.due_at, self.twice_at), strict=True)
        return max((level for level, moment in moments if moment <= now), default=0)

    def next_after(self, level: int) -> dt.datetime | None:
        """Return when the level after one is reached; None after the last."""
        return {0: self.half_at, LEVELS[0]: self.due_at, LEVELS[1]: self.twice_at}.get(level)


def limit_minutes(kind: TicketKind, priority: Priority) -> int:
    """Return the working minutes that an answer may take."""
    ordinary, urgent = HOURS[kind]
    return 60 * (urgent if priority is Priority.URGENT else ordinary)


def start_clock(now: dt.datetime, minutes: int, calendar: WorkingCalendar) -> Clock:
    """Start a clock that counts a calendar's working time alone."""
    shares = [dt.timedelta(minutes=minutes * level / 100) for level in LEVELS]
    half_at, due_at, twice_at = after_work(now, shares, calendar)
    return Clock(half_at=half_at, due_at=due_at, twice_at=twice_at)
