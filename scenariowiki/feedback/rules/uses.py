"""How a use stands that somebody told: it counts, others questioned it, or it was taken back."""

import datetime as dt
from enum import StrEnum, auto

from scenariowiki.scenarios.rules.states import OutcomeState

# As long as this one may take back what one told: a slip of the finger, not a change of mind.
UNDO = dt.timedelta(minutes=15)


class Standing(StrEnum):
    TOLD = auto()
    VERIFIED = auto()
    QUESTIONED = auto()
    TAKEN_BACK = auto()


def standing_of(state: str, *, by_oneself: bool) -> Standing:
    """Read it from the state of the use's outcome, and from who decided on that."""
    if state == OutcomeState.RETRACTED and by_oneself:
        return Standing.TAKEN_BACK
    known = {OutcomeState.REPORTED: Standing.TOLD, OutcomeState.VERIFIED: Standing.VERIFIED}
    return known.get(OutcomeState(state), Standing.QUESTIONED)
