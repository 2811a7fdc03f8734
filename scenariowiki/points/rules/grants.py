"""Points by hand (P12): two persons, a reason that everybody concerned reads, a budget a month."""

from enum import StrEnum, auto

from scenariowiki.points.rules.amounts import is_whole


class GrantState(StrEnum):
    PROPOSED = auto()
    APPROVED = auto()
    REFUSED = auto()
    WITHDRAWN = auto()


REASON_MIN = 10
REASON_MAX = 300
LARGEST = 10_000


def amount_fault(amount: object) -> str | None:
    """Return why an amount will not do: whole, not zero, not huge; below zero takes points."""
    return None if amount and is_whole(amount, -LARGEST, LARGEST) else "not_whole_signed"


def fits(amount: int, given: int, budget: int) -> bool:
    """Tell whether points still fit into the month's budget; taking points never needs any."""
    return amount <= 0 or given + amount <= budget
