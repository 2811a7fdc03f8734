"""When something is looked at again, and why a review opens by itself."""

import datetime as dt
from collections.abc import Mapping
from enum import StrEnum, auto

from scenariowiki.kernel.errors import Invalid

PAGE_DAYS = 365
SOP_DAYS = 180
DAYS_LEAST, DAYS_MOST = 7, 1095
DAY = dt.timedelta(days=1)
SOON = 30 * DAY
REMIND_AFTER = dt.timedelta(days=3)
# The clock does not ask again so soon about what a person has looked at, even if that changed nothing.
LET_BE = dt.timedelta(days=7)
RIVAL_MARGIN = 0.05
# How items that ask for a review are named: so, and the id of the SOP or of the page.
SOP_KEY, PAGE_KEY = "review:sop:", "review:page:"


class ReviewReason(StrEnum):
    """Why a review was opened by itself."""

    HARMFUL_OUTCOME = auto()
    FAILED_OUTCOME = auto()
    SOURCE_EDITED = auto()
    BETTER_RIVAL = auto()
    CONTRADICTION = auto()
    MERGED = auto()
    UNMERGED = auto()
    UNDECIDED = auto()
    SOURCE_GONE = auto()
    OVERDUE = auto()
    UNUSED = auto()
    OWNER_LEFT = auto()


class Due(StrEnum):
    """How far a review is from its day."""

    FRESH = auto()
    SOON = auto()
    OVERDUE = auto()


class Found(StrEnum):
    """What somebody found when they looked again."""

    STILL_RIGHT = auto()
    TO_REVISE = auto()
    ARCHIVED = auto()


# How much a wrong state costs, 0..1 (Q2).
RISKS: Mapping[ReviewReason, float] = {
    ReviewReason.HARMFUL_OUTCOME: 1.0,
    ReviewReason.UNDECIDED: 1.0,
    ReviewReason.FAILED_OUTCOME: 0.8,
    ReviewReason.SOURCE_EDITED: 0.6,
    ReviewReason.SOURCE_GONE: 0.8,
    ReviewReason.CONTRADICTION: 0.8,
    ReviewReason.MERGED: 0.6,
    ReviewReason.UNMERGED: 0.6,
    ReviewReason.BETTER_RIVAL: 0.5,
    ReviewReason.OVERDUE: 0.4,
    ReviewReason.OWNER_LEFT: 0.4,
    ReviewReason.UNUSED: 0.1,
}


def due(day: dt.date | None, today: dt.date) -> Due:
    """Tell how far a review is from its day."""
    if day is None or day > today + SOON:
        return Due.FRESH
    return Due.OVERDUE if day < today else Due.SOON


def checked_days(days: int) -> int:
    """Return a review interval; raise Invalid for one that is no use."""
    if not DAYS_LEAST <= days <= DAYS_MOST:
        raise Invalid(fields={"review_days": "review_days_range"})
    return days
