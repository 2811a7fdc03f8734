"""How a use stands that somebody told: it counts, others questioned it, or it was taken back."""

import datetime as dt
from enum import StrEnum, auto

from scenariowiki.scenarios.rules.states import OutcomeState

# As long as this one may take back what one told: a slip of the finger, not a change of mind.
UNDO = dt.timedelta(minutes=15)


class UseStanding(StrEnum):
    TOLD = auto()
    VERIFIED = auto()
    QUESTIONED = auto()
    TAKEN_BACK = auto()


def standing_of(state: str, *, by_oneself: bool) -> UseStanding:
    """Read it from the state of the use's outcome, and from who decided on that."""
    if state == OutcomeState.RETRACTED and by_oneself:
        return UseStanding.TAKEN_BACK
    known = {OutcomeState.REPORTED: UseStanding.TOLD, OutcomeState.VERIFIED: UseStanding.VERIFIED}
    return known.get(OutcomeState(state), UseStanding.QUESTIONED)
