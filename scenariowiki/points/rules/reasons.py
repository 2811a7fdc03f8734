"""Why an award was taken back, never counted, or was given once more: one word each, kept with it."""

from enum import StrEnum, auto


class Reason(StrEnum):
    """The reasons of this room; a rejection gives its own (spam, fabricated, private data)."""

    RETRACTED = "outcome_retracted"
    WITHDRAWN = "decision_withdrawn"
    OVERTURNED = "decision_overturned"
    REJECTED = auto()
    RETIRED = auto()
    REVERTED = auto()
    TOO_SMALL = auto()
    IDLE = auto()
    FRAUD = auto()
    MERGED = auto()  # keeps its place under the cap, since undoing the merge brings it back (PM3)
    UNMERGED = auto()
    RESPLIT = auto()
    APPEALED = auto()
    RESTORED = auto()
    DEMO_REMOVED = auto()


# Taken back only to be given otherwise, or given once more since: nothing is left to be claimed (L7, L10).
MADE_GOOD = frozenset({Reason.UNMERGED, Reason.RESPLIT, Reason.APPEALED, Reason.RESTORED})
