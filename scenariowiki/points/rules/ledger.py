"""The words of the ledger: purses, classes, states of awards, codes of transfers."""

from enum import StrEnum, auto


class PurseKind(StrEnum):
    """A person has a wallet and a debt; all others belong to the house and keep no balance."""

    WALLET = auto()
    DEBT = auto()
    ISSUE = auto()
    SPENT = auto()
    EXPIRED = auto()


class Class(StrEnum):
    """What a point is for: an outcome, or activity (B1)."""

    OUTCOME = "O"
    ACTIVITY = "A"


class AwardState(StrEnum):
    PENDING = auto()
    HELD = auto()
    POSTED = auto()
    VOIDED = auto()
    EXPIRED = auto()
    REVERSED = auto()


class Code(StrEnum):
    """What a transfer is."""

    AWARD = auto()
    REPAYMENT = auto()
    REVERSAL = auto()
    CLAW_BACK = auto()
    REDEMPTION = auto()
    REFUND = auto()
    EXPIRY = auto()
    MANUAL = auto()
    PRIZE = auto()


OPEN_AWARDS = frozenset({AwardState.PENDING, AwardState.HELD})
PERSONAL = frozenset({PurseKind.WALLET, PurseKind.DEBT})
