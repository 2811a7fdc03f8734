"""States of scenarios, solutions and outcomes, and the transitions that are allowed."""

from collections.abc import Mapping
from enum import StrEnum, auto

from scenariowiki.kernel.errors import Conflict


class State(StrEnum):
    """Where a scenario or a solution is."""

    DRAFT = auto()
    SUBMITTED = auto()
    NEEDS_WORK = auto()
    PUBLISHED = auto()
    REJECTED = auto()
    ARCHIVED = auto()
    MERGED = auto()


class Audience(StrEnum):
    ALL = auto()
    TEAM = auto()


class Layer(StrEnum):
    SERVICE = auto()
    MANAGEMENT = auto()


class Confidence(StrEnum):
    """How sure we are; derived and shown, never stored."""

    IN_PROGRESS = auto()
    NOT_VALIDATED = auto()
    VALIDATED = auto()


class RevisionKind(StrEnum):
    EDIT = auto()
    MERGE = auto()
    UNMERGE = auto()
    REVERT = auto()
    REDACTION = auto()
    IMPORT = auto()


class RevisionState(StrEnum):
    PENDING = auto()
    CURRENT = auto()
    SUPERSEDED = auto()
    REJECTED = auto()
    HIDDEN = auto()


class Result(StrEnum):
    SOLVED = auto()
    PARTLY = auto()
    FAILED = auto()
    HARMFUL = auto()


class OutcomeState(StrEnum):
    REPORTED = auto()
    VERIFIED = auto()
    DISPUTED = auto()
    RETRACTED = auto()


class ArchiveReason(StrEnum):
    """Why something leaves the catalogue; what was made up or copied should never have been in it."""

    OUTDATED = auto()
    FABRICATED = auto()
    PLAGIARISM = auto()


class RejectReason(StrEnum):
    SPAM = auto()
    FABRICATED = auto()
    PRIVATE_DATA = auto()
    OUT_OF_SCOPE = auto()


class By(StrEnum):
    """Who may carry a transition out."""

    AUTHOR = auto()
    CURATOR = auto()


TRANSITIONS: Mapping[tuple[State, State], By] = {
    (State.DRAFT, State.SUBMITTED): By.AUTHOR,
    (State.NEEDS_WORK, State.SUBMITTED): By.AUTHOR,
    (State.SUBMITTED, State.NEEDS_WORK): By.CURATOR,
    (State.SUBMITTED, State.PUBLISHED): By.CURATOR,
    (State.SUBMITTED, State.REJECTED): By.CURATOR,
    (State.PUBLISHED, State.ARCHIVED): By.CURATOR,
    (State.ARCHIVED, State.PUBLISHED): By.CURATOR,
}

OUTCOME_TRANSITIONS: frozenset[tuple[OutcomeState, OutcomeState]] = frozenset(
    {
        (OutcomeState.REPORTED, OutcomeState.VERIFIED),
        (OutcomeState.REPORTED, OutcomeState.DISPUTED),
        (OutcomeState.VERIFIED, OutcomeState.DISPUTED),
        (OutcomeState.DISPUTED, OutcomeState.VERIFIED),
        (OutcomeState.DISPUTED, OutcomeState.RETRACTED),
    }
)

EDITABLE = frozenset({State.DRAFT, State.SUBMITTED, State.NEEDS_WORK, State.PUBLISHED})
INDEXED = frozenset({State.SUBMITTED, State.NEEDS_WORK, State.PUBLISHED, State.ARCHIVED})
COUNTED = frozenset({OutcomeState.REPORTED, OutcomeState.VERIFIED})


def transition_by(before: State, after: State) -> By:
    """Return who may move from one state to another; anything not listed raises `bad_state`."""
    by = TRANSITIONS.get((before, after))
    if by is None:
        raise Conflict("bad_state", state=before, to=after)
    return by


def reachable(before: State) -> tuple[State, ...]:
    """List the states a transition may lead to."""
    return tuple(after for (start, after) in TRANSITIONS if start == before)


def check_outcome_transition(before: OutcomeState, after: OutcomeState) -> None:
    """Raise `bad_state` unless an outcome may go from one state to the other."""
    if (before, after) not in OUTCOME_TRANSITIONS:
        raise Conflict("bad_state", state=before, to=after)
