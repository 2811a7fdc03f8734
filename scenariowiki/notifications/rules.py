"""Who is told what: kinds of notices, whose level counts in a merged group, one notice a person and event."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum, auto
from typing import Any

# A decision taken back within this time is told to nobody (Q9).
HELD_BACK = dt.timedelta(seconds=60)
WATCH, MUTE = "watch", "mute"


class NoticeKind(StrEnum):
    """What a notice says; `yours` is told to whoever wrote it."""

    YOURS_MERGED = auto()
    YOUR_SOLUTION_MERGED = auto()
    MERGED = auto()
    YOURS_UNMERGED = auto()
    YOUR_SOLUTION_UNMERGED = auto()
    DECISION_UNDONE = auto()
    UNMERGED = auto()
    OBJECTED = auto()
    OBJECTION_REFUSED = auto()
    PUBLISHED = auto()
    SENT_BACK = auto()
    REJECTED = auto()
    SOLUTION_PUBLISHED = auto()
    SOLUTION_SENT_BACK = auto()
    SOLUTION_REJECTED = auto()
    EDIT_ACCEPTED = auto()
    EDIT_REJECTED = auto()
    OVERRIDDEN = auto()
    REWARD_ASKED = auto()
    REWARD_APPROVED = auto()
    REWARD_FULFILLED = auto()
    REWARD_REJECTED = auto()
    REWARD_CANCELLED = auto()
    REWARD_EXPIRED = auto()
    REWARD_REFUNDED = auto()
    REWARD_TURN = auto()
    THANKED = auto()
    POINTS_EXPIRED = auto()
    POINTS_EXPIRE_SOON = auto()
    TICKET_WAITS = auto()
    TICKET_FOR_YOU = auto()
    TICKET_ANSWERED = auto()
    TICKET_ANSWERED_HERE = auto()
    TICKET_RATED = auto()
    TICKET_REOPENED = auto()
    TICKET_SET_ASIDE = auto()
    TICKET_ASKED_BEFORE = auto()
    TICKET_HALF = auto()
    TICKET_OVERDUE = auto()
    TICKET_TWICE = auto()
    GAP_ANSWERED = auto()
    SOP_IN_FORCE = auto()
    SOP_UNREAD = auto()
    SOP_WAITS = auto()
    SOP_SENT_BACK = auto()
    SOP_SUSPENDED = auto()
    SOP_CLEARED = auto()
    SOP_REVIEW = auto()
    QUALITY_REVIEWED = auto()


VERDICTS = frozenset(
    {
        NoticeKind.PUBLISHED,
        NoticeKind.SENT_BACK,
        NoticeKind.REJECTED,
        NoticeKind.SOLUTION_PUBLISHED,
        NoticeKind.SOLUTION_SENT_BACK,
        NoticeKind.SOLUTION_REJECTED,
        NoticeKind.EDIT_ACCEPTED,
        NoticeKind.EDIT_REJECTED,
        NoticeKind.OBJECTION_REFUSED,
        NoticeKind.OVERRIDDEN,
    }
)


@dataclass(frozen=True, kw_only=True)
class Telling:
    """One event as it is told: `key` names it once for all, `scenario_id` leads to where it is seen."""

    key: str
    scenario_id: int | None
    facts: Mapping[str, Any] = field(default_factory=dict)
    delay: dt.timedelta = HELD_BACK


def effective_level(levels: Mapping[int, str], canonical_id: int) -> str | None:
    """Return what one person set for a group: on the canonical one if anything, else the strongest (M19)."""
    if canonical_id in levels:
        return levels[canonical_id]
    return WATCH if WATCH in levels.values() else next(iter(levels.values()), None)


def watching(rows: Iterable[tuple[int, int, str]], canonical_id: int) -> frozenset[int]:
    """Return who is to be told of a group, from rows of (account, scenario as addressed, level)."""
    levels: dict[int, dict[int, str]] = {}
    for account_id, scenario_id, level in rows:
        levels.setdefault(account_id, {})[scenario_id] = level
    return frozenset(one for one, own in levels.items() if effective_level(own, canonical_id) == WATCH)


def once_each(told: Iterable[tuple[NoticeKind, Iterable[int | None]]], *, but: int) -> dict[int, NoticeKind]:
    """Give each person one notice of an event: the first that concerns them; none of their own act (M19)."""
    found: dict[int, NoticeKind] = {}
    for kind, accounts in told:
        for account_id in accounts:
            if account_id is not None and account_id != but:
                found.setdefault(account_id, kind)
    return found
