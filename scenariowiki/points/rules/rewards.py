"""Rewards: kinds, the states of a redemption and how one leads to the next, quarters, limits."""

import datetime as dt
from collections.abc import Collection, Mapping
from enum import StrEnum, auto

from scenariowiki.kernel.errors import Conflict
from scenariowiki.points.rules.periods import Period, next_start, start_of

NAME_MAX = 80
TEXT_MAX = 500
PRICE_MAX = 100_000
STOCK_MAX = 100_000
BUDGET_MAX = 10_000_000
# Nobody acted for so long: points, stock and budget are free again.
WAITS = dt.timedelta(days=14)
# How long what came back is kept for the first in line.
TURN = dt.timedelta(days=3)


class RewardKind(StrEnum):
    MATERIAL = auto()
    TIME = auto()
    TRAINING = auto()
    HONOUR = auto()
    CERTIFICATE = auto()


class RedemptionState(StrEnum):
    REQUESTED = auto()
    APPROVED = auto()
    FULFILLED = auto()
    REFUNDED = auto()
    REJECTED = auto()
    CANCELLED = auto()
    EXPIRED = auto()


TRANSITIONS: Mapping[RedemptionState, frozenset[RedemptionState]] = {
    RedemptionState.REQUESTED: frozenset(
        {
            RedemptionState.APPROVED,
            RedemptionState.REJECTED,
            RedemptionState.CANCELLED,
            RedemptionState.EXPIRED,
        }
    ),
    RedemptionState.APPROVED: frozenset(
        {
            RedemptionState.FULFILLED,
            RedemptionState.REJECTED,
            RedemptionState.CANCELLED,
            RedemptionState.EXPIRED,
        }
    ),
    RedemptionState.FULFILLED: frozenset({RedemptionState.REFUNDED}),
}
# Points, stock and budget are reserved in these, and nowhere else (L15).
RESERVED = frozenset({RedemptionState.REQUESTED, RedemptionState.APPROVED})
# What counts against a person's limit of a quarter, and against a budget.
COUNTED = RESERVED | {RedemptionState.FULFILLED}


def check_transition(state: str, to: RedemptionState) -> None:
    """Raise `bad_state` unless a redemption in a state may go on to another (1.2b)."""
    if to not in TRANSITIONS.get(RedemptionState(state), frozenset()):
        raise Conflict("bad_state", state=state)


def quarter_of(day: dt.date) -> dt.date:
    """Return the first day of the quarter whose budget a day's requests take from."""
    return start_of(Period.QUARTER, day)


def after_quarter(start: dt.date) -> dt.date:
    """Return the first day after a quarter."""
    following = next_start(Period.QUARTER, start)
    assert following is not None  # noqa: S101 - only all time has none
    return following


def is_offered(active_from: dt.date | None, active_until: dt.date | None, day: dt.date) -> bool:
    """Tell whether a reward may be asked for on a day; both ends are part of its time."""
    return (active_from is None or active_from <= day) and (active_until is None or day <= active_until)


def is_for(sites: Collection[int], site_id: int | None) -> bool:
    """Tell whether a reward is meant for a site; one that names none is for all."""
    return not sites or site_id in sites


def certificate_number(redemption_id: int, mark: str) -> str:
    """Return the number on a certificate: its place in the row, and a mark that nobody guesses."""
    return f"C{redemption_id:05d}-{mark[-8:].upper()}"
