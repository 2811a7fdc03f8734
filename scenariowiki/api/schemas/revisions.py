"""A page's past, and what differs between two of its states."""

from enum import StrEnum
from typing import Annotated, Any

from pydantic import Field

from scenariowiki.api.schemas.base import Given, Moment, NextCursor, Number, Shown
from scenariowiki.scenarios.rules.states import RevisionKind, RevisionState
from scenariowiki.text.diff import ItemChange, Op

Ops = Annotated[
    list[tuple[Op, str]],
    Field(description="[what happened, text], in reading order."),
]


class Kind(StrEnum):
    """What kind of value differs."""

    TEXT = "text"
    ITEMS = "items"
    SET = "set"
    VALUE = "value"


class RevisionShown(Shown):
    """One save of the situation, or of the solution it names."""

    seq: int
    solution: int | None
    kind: RevisionKind
    state: RevisionState
    author: str
    summary: str
    created_at: Moment


class RevisionPage(Shown):
    items: list[RevisionShown]
    next_cursor: NextCursor


class DiffQuery(Given):
    from_: Annotated[Number, Field(alias="from")]
    to: Number


class ItemDiffShown(Shown):
    """A step: what became of it, and where it stood, counted from 0."""

    key: str
    kind: ItemChange
    before: int | None
    after: int | None
    ops: Ops


class FieldDiffShown(Shown):
    """A field that differs. A list's `ops` are those of its changed items, one after the other."""

    solution: int | None
    field: str
    kind: Kind
    ops: Ops
    items: list[ItemDiffShown]
    script_only: Annotated[bool, Field(description="Nothing but simplified turned traditional, or back.")]
    sentence_level: Annotated[bool, Field(description="Too much for the time: sentences, not words.")]


class DiffShown(Shown):
    from_: Annotated[int, Field(serialization_alias="from")]
    to: int
    fields: list[FieldDiffShown]


class ConflictShown(Shown):
    """A field, or the step `key` of it, that both sides changed; null: that side has nothing there."""

    field: str
    key: str | None
    base: Any
    ours: Any
    theirs: Any
