"""Prizes for ranks: for a kind of period, a small part of a budget, a week after the freeze (G10)."""

import datetime as dt
from collections.abc import Sequence

from scenariowiki.points.rules.amounts import is_whole
from scenariowiki.points.rules.periods import Period, score
from scenariowiki.points.rules.rewards import PRICE_MAX

MOST_PLACES = 10
# Where a freeze shows what was earned wrongly, there is a week to find it (G10).
WINDOW = dt.timedelta(days=7)
# No more than a fifth of a budget goes into prizes (G10).
PART = 5
PERIODS = (Period.WEEK, Period.MONTH, Period.QUARTER, Period.YEAR)


def most_of(budget: int) -> int:
    """Return how many points of a budget may go into prizes (G10)."""
    return budget // PART


def places_fault(places: Sequence[int]) -> str | None:
    """Return why prizes will not do: one to ten whole numbers above 0, none above the one before."""
    if not 0 < len(places) <= MOST_PLACES or not all(is_whole(one, 1, PRICE_MAX) for one in places):
        return "prizes_not_whole"
    return "prizes_rise" if list(places) != sorted(places, reverse=True) else None


def share_out(places: Sequence[int], ranks: Sequence[int]) -> list[int]:
    """Give each rank its prize; those who share one share the prizes of their places, rounded down (B4)."""
    return [sum(places[rank - 1 : rank - 1 + ranks.count(rank)]) // ranks.count(rank) for rank in ranks]


def keeps_place(corrected: int, behind: Sequence[int]) -> bool:
    """Tell whether a score, less what was taken back since the freeze, is still not below any behind it."""
    return all(corrected >= other for other in behind)


def corrected(outcome: int, activity: int, taken: tuple[int, int], period: Period) -> int:
    """Return a frozen score without what was taken back since: outcomes, then activity (B1)."""
    return score(max(outcome + taken[0], 0), max(activity + taken[1], 0), period)
