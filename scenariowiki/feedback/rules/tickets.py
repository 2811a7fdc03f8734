"""A ticket's kinds, its states and the one table of how it moves between them."""

from collections.abc import Mapping
from enum import StrEnum, auto

from scenariowiki.kernel.errors import Conflict


class TicketKind(StrEnum):
    """What somebody has to say; a question asks for a person who knows."""

    WRONG = auto()
    OUTDATED = auto()
    UNCLEAR = auto()
    MISSING = auto()
    SUGGESTION = auto()
    QUESTION = auto()


class Priority(StrEnum):
    NORMAL = auto()
    URGENT = auto()


class TargetKind(StrEnum):
    """What it is about; a sentence is quoted beside the one of these that holds it."""

    SCENARIO = auto()
    SOLUTION = auto()
    SOP = auto()


class TicketState(StrEnum):
    NEW = auto()
    ASSIGNED = auto()
    ANSWERED = auto()
    RATED = auto()
    REOPENED = auto()
    CLOSED = auto()
    AUTO_CLOSED = auto()
    INVALID = auto()
    DUPLICATE = auto()


class AnswerOutcome(StrEnum):
    CHANGED = auto()
    EXPLAINED = auto()
    DECLINED = auto()


# While it is one of these, its clock runs.
OPEN = frozenset({TicketState.NEW, TicketState.ASSIGNED, TicketState.REOPENED})
AFTER_ANSWER = frozenset({TicketState.ANSWERED, TicketState.RATED})

# A ticket that was routed at once is assigned from the start, so a lead sorts out from there too.
MOVES: Mapping[TicketState, frozenset[TicketState]] = {
    TicketState.NEW: frozenset(
        {TicketState.ASSIGNED, TicketState.ANSWERED, TicketState.INVALID, TicketState.DUPLICATE}
    ),
    TicketState.ASSIGNED: frozenset(
        {TicketState.ASSIGNED, TicketState.ANSWERED, TicketState.INVALID, TicketState.DUPLICATE}
    ),
    TicketState.REOPENED: frozenset({TicketState.REOPENED, TicketState.ANSWERED}),
    TicketState.ANSWERED: frozenset({TicketState.RATED, TicketState.AUTO_CLOSED}),
    TicketState.RATED: frozenset({TicketState.REOPENED, TicketState.CLOSED}),
}
ROUNDS = 2
LOW = 2
BEST = 5


def check_move(state: TicketState, to: TicketState) -> None:
    """Raise Conflict unless the one table allows the move."""
    if to not in MOVES.get(state, frozenset()):
        raise Conflict("ticket_state", state=state)
