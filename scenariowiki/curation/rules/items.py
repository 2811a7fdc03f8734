"""Queue items: their kinds, states, verdicts, order and leases (Q1-Q5)."""

import datetime as dt
from collections.abc import Mapping
from enum import StrEnum, auto

from scenariowiki.kernel.errors import Invalid


class ItemKind(StrEnum):
    PUBLISH = auto()
    REVISION = auto()
    DUP_SCENARIO = auto()
    DUP_SOLUTION = auto()
    UNMERGE_APPEAL = auto()
    STALE_REVIEW = auto()
    SOP = auto()
    POINTS_APPEAL = auto()
    FRAUD = auto()
    AUDIT = auto()


class ItemState(StrEnum):
    OPEN = auto()
    CLAIMED = auto()
    AWAITING_SECOND = auto()
    APPLIED = auto()
    APPEALED = auto()
    UPHELD = auto()
    OVERTURNED = auto()
    STALE = auto()


class Verdict(StrEnum):
    DUPLICATE = auto()
    RELATED = auto()
    DISTINCT = auto()
    PUBLISH = auto()
    NEEDS_WORK = auto()
    REJECT = auto()
    ACCEPT = auto()
    APPROVE = auto()
    UPHOLD = auto()
    OVERTURN = auto()
    KEEP = auto()
    REVISE = auto()
    ARCHIVE = auto()
    RELEASE = auto()
    VOID = auto()
    AGREE = auto()
    DISAGREE = auto()
    UNSURE = auto()


WAITING = frozenset({ItemState.OPEN, ItemState.CLAIMED, ItemState.AWAITING_SECOND})
DUPLICATES = frozenset({ItemKind.DUP_SCENARIO, ItemKind.DUP_SOLUTION})
# About people's points: whom they concern stands in their facts, whoever wrote the page.
ABOUT_POINTS = frozenset({ItemKind.FRAUD, ItemKind.POINTS_APPEAL})
# Whoever has a hand in them stands in their facts.
BY_FACTS = ABOUT_POINTS | {ItemKind.SOP}
# Decided by nobody who has a hand in them, however few are left (M33).
STRICT = frozenset({ItemKind.AUDIT, ItemKind.SOP})
ASKED = "asked"  # the fact that says whose turn alone it is

_PAIR = frozenset({Verdict.DUPLICATE, Verdict.RELATED, Verdict.DISTINCT, Verdict.UNSURE})
_APPEAL = frozenset({Verdict.UPHOLD, Verdict.OVERTURN})

# Q4: what may be decided about which kind; `unsure` skips.
VERDICTS: Mapping[ItemKind, frozenset[Verdict]] = {
    ItemKind.DUP_SCENARIO: _PAIR,
    ItemKind.DUP_SOLUTION: _PAIR,
    ItemKind.PUBLISH: frozenset({Verdict.PUBLISH, Verdict.NEEDS_WORK, Verdict.REJECT}),
    ItemKind.REVISION: frozenset({Verdict.ACCEPT, Verdict.REJECT}),
    ItemKind.SOP: frozenset({Verdict.APPROVE, Verdict.NEEDS_WORK, Verdict.REJECT}),
    ItemKind.UNMERGE_APPEAL: _APPEAL,
    ItemKind.POINTS_APPEAL: _APPEAL,
    ItemKind.STALE_REVIEW: frozenset({Verdict.KEEP, Verdict.REVISE, Verdict.ARCHIVE}),
    ItemKind.FRAUD: frozenset({Verdict.RELEASE, Verdict.VOID}),
    ItemKind.AUDIT: frozenset({Verdict.AGREE, Verdict.DISAGREE}),
}

# What others may have built on at once: it is not taken back (Q9).
FINAL: Mapping[ItemKind, Verdict] = {
    ItemKind.REVISION: Verdict.ACCEPT,
    ItemKind.UNMERGE_APPEAL: Verdict.OVERTURN,
    ItemKind.AUDIT: Verdict.DISAGREE,
}

# Working days until an item is overdue.
SLA_DAYS: Mapping[ItemKind, int] = {
    ItemKind.PUBLISH: 1,
    ItemKind.REVISION: 1,
    ItemKind.DUP_SCENARIO: 3,
    ItemKind.DUP_SOLUTION: 3,
    ItemKind.UNMERGE_APPEAL: 3,
    ItemKind.STALE_REVIEW: 3,
    ItemKind.SOP: 5,
    ItemKind.POINTS_APPEAL: 3,
    ItemKind.FRAUD: 2,
    ItemKind.AUDIT: 5,
}

LEASE = dt.timedelta(minutes=15)
LEASE_MOST = dt.timedelta(minutes=60)
SKIP = dt.timedelta(days=7)
SKIPS_ESCALATE = 3
ESCALATION = 20.0  # what makes an item as urgent as the surest of pairs
WITHDRAWAL = dt.timedelta(seconds=60)
APPEAL = dt.timedelta(days=14)
CHANGED = 0.30  # a text that differs by more is another text (Q5)
BULK_MOST = 50
NOTE_MIN = 10
NOTE_MAX = 2_000


def check_verdict(kind: ItemKind, verdict: str) -> Verdict:
    """Return the verdict; raise Invalid unless it may be given about the kind (Q4)."""
    allowed = {one.value: one for one in VERDICTS[kind]}
    if verdict not in allowed:
        raise Invalid(fields={"verdict": "unknown_choice"})
    return allowed[verdict]


def weight(*, risk: float = 0.0, reach: float = 0.0, confidence: float = 0.0) -> float:
    """Weigh an item by what a wrong state of it costs (Q2); each term 0..1, ageing comes on top."""
    return 40 * min(1.0, risk) + 25 * min(1.0, reach) + 20 * min(1.0, confidence)


def priority(base: float, created_at: dt.datetime, due_at: dt.datetime, now: dt.datetime) -> float:
    """Add an item's age to its weight (Q2): 0..100."""
    span = max((due_at - created_at).total_seconds(), 1.0)
    age = max((now - created_at).total_seconds(), 0.0)
    return round(min(100.0, base + 15 * min(1.0, age / span)), 3)


def lease_end(claimed_at: dt.datetime, now: dt.datetime) -> dt.datetime:
    """Return until when a lease holds after activity: 15 minutes on, 60 after the claim at most (Q1)."""
    return min(now + LEASE, claimed_at + LEASE_MOST)


def pair_key(kind: ItemKind, one: int, other: int) -> str:
    """Name a pair, whichever way round it is given."""
    return f"{kind}:{min(one, other)}:{max(one, other)}"
