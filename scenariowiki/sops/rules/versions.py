"""States of an SOP's versions, who moves them, and what the SOP is said to be."""

from collections.abc import Mapping
from enum import StrEnum, auto

from scenariowiki.kernel.errors import Conflict


class VersionState(StrEnum):
    """Where a version is; that an SOP is suspended or replaced by a merge is a fact beside it (1.2b)."""

    DRAFT = auto()
    IN_REVIEW = auto()
    APPROVED = auto()
    EFFECTIVE = auto()
    SUPERSEDED = auto()
    RETIRED = auto()


class Standing(StrEnum):
    """What people read about an SOP as a whole: its version's state with the facts; derived, never stored."""

    DRAFT = auto()
    IN_REVIEW = auto()
    APPROVED = auto()
    EFFECTIVE = auto()
    SUSPENDED = auto()
    REPLACED = auto()
    UNDECIDED = auto()
    RETIRED = auto()


OPEN = frozenset({VersionState.DRAFT, VersionState.IN_REVIEW, VersionState.APPROVED})

TRANSITIONS: frozenset[tuple[VersionState, VersionState]] = frozenset(
    {
        (VersionState.DRAFT, VersionState.IN_REVIEW),
        (VersionState.DRAFT, VersionState.RETIRED),
        (VersionState.IN_REVIEW, VersionState.DRAFT),
        (VersionState.IN_REVIEW, VersionState.APPROVED),
        (VersionState.IN_REVIEW, VersionState.RETIRED),
        (VersionState.APPROVED, VersionState.EFFECTIVE),
        (VersionState.APPROVED, VersionState.DRAFT),
        (VersionState.APPROVED, VersionState.RETIRED),
        (VersionState.EFFECTIVE, VersionState.SUPERSEDED),
        (VersionState.EFFECTIVE, VersionState.RETIRED),
    }
)

# What a version in a state makes of an SOP that has no other fact set.
_STANDINGS: Mapping[VersionState, Standing] = {
    VersionState.DRAFT: Standing.DRAFT,
    VersionState.IN_REVIEW: Standing.IN_REVIEW,
    VersionState.APPROVED: Standing.APPROVED,
    VersionState.EFFECTIVE: Standing.EFFECTIVE,
    VersionState.SUPERSEDED: Standing.RETIRED,
    VersionState.RETIRED: Standing.RETIRED,
}


def check_transition(before: str, after: VersionState) -> None:
    """Raise `bad_state` unless a version may go from one state to the other."""
    if (VersionState(before), after) not in TRANSITIONS:
        raise Conflict("bad_state", state=before, to=after)


def standing(state: str, *, suspended: bool, replaced: bool, undecided: bool) -> Standing:
    """Return what an SOP is, by the state of the version that counts and the facts on the SOP."""
    if VersionState(state) is not VersionState.EFFECTIVE:
        return _STANDINGS[VersionState(state)]
    if undecided:
        return Standing.UNDECIDED
    if replaced:
        return Standing.REPLACED
    return Standing.SUSPENDED if suspended else Standing.EFFECTIVE
