"""A gap in the catalogue: wanted, being written, written."""

from enum import StrEnum, auto


class GapState(StrEnum):
    WANTED = auto()
    TAKEN = auto()
    ANSWERED = auto()
    DROPPED = auto()


# Somebody may still do something about these.
OPEN = frozenset({GapState.WANTED, GapState.TAKEN})
# A query is personal: it is shown when so many people typed it, or one of them wrote it as a request.
SHOWN_FROM = 2
