"""Merges: asked for, shown, undone, what was written since moved, objected to."""

from typing import Annotated

from pydantic import Field

from scenariowiki.api.schemas.base import Given, Id, Moment, Number, Shown
from scenariowiki.api.schemas.queue import Choices, EffectShown, Line, Note, OpShown, Versions
from scenariowiki.curation.queries.since import Added
from scenariowiki.curation.rules.merging import LOSERS_MOST, MergeKind, MergeReason, UnmergeReason


class MergeGiven(Given):
    """A merge of `losers` into `winner`: numbers of scenarios, or ids of solutions, all or none.

    `versions`, `reason` and a `note` of ten characters are needed unless it is a preview.
    """

    kind: MergeKind
    winner: Id
    losers: Annotated[list[Id], Field(min_length=1, max_length=LOSERS_MOST)]
    versions: Versions = Field(default_factory=dict)
    fields: Choices = Field(default_factory=dict)
    without_tags: Annotated[list[Line], Field(max_length=60)] = Field(default_factory=list)
    reason: MergeReason | None = None
    note: Note = ""
    override: bool = False


class MergeMade(Shown):
    """What was merged; `id` is that of the first op and stands for all."""

    id: int
    ops: list[OpShown]


class MergedOp(OpShown):
    """One merge with its present state; what was undone says when, by whom and why."""

    undone_at: Moment | None
    undone_by: str | None
    undo_reason: str | None
    undo_note: str
    withdrawn: bool


class SinceShown(Shown):
    """One object written since a merge; `side` is the number of its scenario or the id of its solution."""

    part: Added
    id: int
    side: int
    text: str
    by: str
    at: Moment


class MergeShown(Shown):
    """A merge of one or several; `winner` as it was addressed then, `versions` are sent with an undoing.

    `since` is for curators: what was written to the winner and the loser of the op that was asked for.
    """

    id: int
    kind: MergeKind
    winner: int
    ops: list[MergedOp]
    item: int
    deciders: list[str]
    reason: str
    note: str
    applied_at: Moment
    applied_by: str
    fields: dict[str, str]
    versions: dict[str, int]
    since: list[SinceShown]


class UndoGiven(Given):
    """Why a merge is undone; one `op` of several, or all that are active.

    `versions` are those that the merge was shown with; `keep_current` leaves passages that changed since the
    merge as they are.
    """

    reason: UnmergeReason
    note: Note
    versions: Versions
    op: Id | None = None
    keep_current: bool = False
    override: bool = False


class UndoQuery(Given):
    """Which op of several; without it all that are active."""

    op: Number | None = None


class UndoPreview(Shown):
    """What undoing would do, and the `versions` to send with it.

    `cascade` are ops of solution merges that go along (U6); `conflicts` are fields that changed since the
    merge: they need `keep_current`.
    """

    ops: list[OpShown]
    cascade: list[int]
    conflicts: list[str]
    effects: list[EffectShown]
    versions: dict[str, int]
    conflict_of_interest: bool
    few_curators: bool


class RehomeGiven(Given):
    part: Added
    id: Id


class ObjectMoved(Shown):
    """Where an object belongs now: a scenario's number, or the id of the solution an outcome is of."""

    part: Added
    id: int
    side: int


class SwapGiven(Given):
    """A merge turned round; fields that are not named go on reading as they do.

    `versions` and a `note` of ten characters are needed unless it is a preview.
    """

    versions: Versions = Field(default_factory=dict)
    fields: Choices = Field(default_factory=dict)
    without_tags: Annotated[list[Line], Field(max_length=60)] | None = None
    note: Note = ""
    keep_current: bool = False
    override: bool = False


class ObjectionGiven(Given):
    note: Note
