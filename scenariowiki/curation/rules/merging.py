"""Merges as values: what to choose per field, who wins, what it would do, what its undoing needs."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum, auto
from typing import Any

from scenariowiki.kernel.errors import Conflict
from scenariowiki.scenarios.rules.states import State


class MergeKind(StrEnum):
    SCENARIO = auto()
    SOLUTION = auto()


class Choice(StrEnum):
    """What becomes of one field (M11)."""

    KEEP_WINNER = auto()
    TAKE_LOSER = auto()
    COMBINE = auto()
    EDITED = auto()


class MergeReason(StrEnum):
    SAME_SITUATION = auto()
    COPY = auto()
    SPECIAL_CASE = auto()
    OUTDATED = auto()
    OTHER = auto()


class UnmergeReason(StrEnum):
    NOT_THE_SAME = auto()
    MISTAKE = auto()
    OBJECTION = auto()
    SWAPPED = auto()
    OTHER = auto()


LOSERS = frozenset({State.SUBMITTED, State.PUBLISHED, State.ARCHIVED})
SECOND_OUTCOMES = 10
SECOND_POINTS = 50
SECOND_MERGES_A_DAY = 20
OWN_SHARE = 0.20
# With fewer curators who have no hand in it, one who has may decide (M32, M33).
ENOUGH = 2
LOSERS_MOST = 50


@dataclass(frozen=True, kw_only=True)
class FieldChoice:
    """`value` is the text (or steps, as lines) of an edited field."""

    choice: Choice
    value: Any = None


@dataclass(frozen=True, kw_only=True)
class MergeRequest:
    """What a curator wants merged, by the ids of scenarios or solutions as addressed.

    `versions` maps ids to what the preview showed (M9); `fields` holds explicit choices, all others keep the
    winner's; `unticked` are tags left out of the union (M13). `override` admits a conflict of interest (M33).
    """

    kind: MergeKind
    winner: int
    losers: tuple[int, ...]
    versions: Mapping[int, int] = field(default_factory=dict)
    fields: Mapping[str, FieldChoice] = field(default_factory=dict)
    unticked: frozenset[int] = frozenset()
    reason: MergeReason = MergeReason.SAME_SITUATION
    note: str = ""
    override: bool = False


@dataclass(frozen=True, kw_only=True)
class UnmergePlan:
    """One merge about to be undone, as rooms above curation are asked about it (`UNMERGE_EFFECTS`).

    `root_id` is what both sides are read as now, `parting` are the scenarios that go with the loser.
    """

    kind: MergeKind
    op_id: int
    root_id: int
    loser_id: int
    parting: frozenset[int] = frozenset()


@dataclass(frozen=True, kw_only=True)
class MergePlan:
    """What is about to be merged, as rooms above curation are asked about it (`MERGE_EFFECTS`).

    `undone` is the merge that is undone just before, where one is turned round (M8).
    """

    kind: MergeKind
    winner_id: int
    loser_ids: tuple[int, ...]
    actor_id: int
    undone: UnmergePlan | None = None


@dataclass(frozen=True, kw_only=True)
class Effect:
    """One thing a merge or its undoing would do: `code` names its sentence, `facts` fill it.

    `needs_second` demands a second curator (M32), `second_role` which one; `points` is how many would move,
    `awards` by their ids where several merges may move the same ones.
    """

    code: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    needs_second: bool = False
    second_role: str | None = None
    points: int = 0
    awards: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Journal:
    """What undoing one op needs: revisions, and the items it re-targeted or closed."""

    merge_rev: int | None = None
    first_parent: int | None = None
    fields: Mapping[str, str] = field(default_factory=dict)
    items_moved: Sequence[int] = ()
    items_closed: Sequence[int] = ()
    effects: Sequence[Mapping[str, Any]] = ()
    verdict_before: Mapping[str, Any] | None = None
    self_proposed: bool = False
    override: bool = False


@dataclass(frozen=True, kw_only=True)
class Side:
    """What decides which of two wins by default (M8)."""

    id: int
    state: str
    has_sop: bool
    verified: int
    created_at: dt.datetime


def default_winner(sides: Sequence[Side]) -> int:
    """Return the id that wins unless a curator swaps (M8)."""
    return min(
        sides,
        key=lambda one: (
            one.state != State.PUBLISHED,
            not one.has_sop,
            -one.verified,
            one.created_at,
            one.id,
        ),
    ).id


def check_states(winner: str, loser: str) -> None:
    """Raise `bad_state` unless the two may become one (M6)."""
    if loser not in LOSERS:
        raise Conflict("bad_state", state=loser)
    both_submitted = winner == loser == State.SUBMITTED
    if winner != State.PUBLISHED and not both_submitted:
        raise Conflict("bad_state", state=winner)
