"""How a statement is sorted, and for how long what was taken back can be appealed (G11)."""

import datetime as dt
from collections.abc import Mapping
from enum import StrEnum, auto

from scenariowiki.points.rules.ledger import Code
from scenariowiki.points.rules.reasons import MADE_GOOD

TAKEN = (Code.REVERSAL, Code.CLAW_BACK)
APPEAL = dt.timedelta(days=14)
APPEAL_FROM = 10


class LineKind(StrEnum):
    """What the lines of a statement are about, as people sort them."""

    SHARED = auto()
    USED = auto()
    SOP = auto()
    REPORTED = auto()
    IMPROVED = auto()
    CURATED = auto()
    FEEDBACK = auto()
    BY_HAND = auto()
    PRIZE = auto()
    SPENT = auto()


RULES_OF: Mapping[LineKind, tuple[str, ...]] = {
    LineKind.SHARED: ("P1", "P2", "P9"),
    LineKind.USED: ("P3",),
    LineKind.SOP: ("P4", "P5"),
    LineKind.REPORTED: ("P6",),
    LineKind.IMPROVED: ("P7",),
    LineKind.CURATED: ("P8",),
    LineKind.FEEDBACK: ("P10", "P11"),
}


def may_be_appealed(amount: int, taken_at: dt.datetime, reason: str | None, now: dt.datetime) -> bool:
    """Tell whether a reversal is large and young enough to be appealed, and not made good since (G11)."""
    return amount >= APPEAL_FROM and now - taken_at <= APPEAL and reason not in MADE_GOOD
