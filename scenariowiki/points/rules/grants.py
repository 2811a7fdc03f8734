"""Points by hand (P12): two persons, a reason that everybody concerned reads, a budget a month."""

from enum import StrEnum, auto


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
    if isinstance(amount, bool) or not isinstance(amount, int):
        return "not_whole_signed"
    return None if amount and abs(amount) <= LARGEST else "not_whole_signed"


def fits(amount: int, given: int, budget: int) -> bool:
    """Tell whether points still fit into the month's budget; taking points never needs any."""
    return amount <= 0 or given + amount <= budget
