"""The queue of curation: items, decisions on them, several decided together."""

from typing import Annotated, Any

from pydantic import Field

from scenariowiki.api.schemas.base import ID_MAX, Cursor, Given, Id, Limit, Moment, NextCursor, Shown, Text
from scenariowiki.curation.rules.items import BULK_MOST, NOTE_MAX, ItemKind, ItemState, Verdict
from scenariowiki.curation.rules.merging import Choice
from scenariowiki.scenarios.rules import content

Note = Annotated[Text, Field(max_length=NOTE_MAX)]
Key = Annotated[str, Field(pattern=r"^(?:[Ss]-)?[1-9][0-9]{0,8}$")]
Seq = Annotated[int, Field(ge=0, le=ID_MAX)]
Versions = Annotated[
    dict[Key, Seq],
    Field(max_length=60, description="What was seen: numbers of scenarios, or ids of solutions, by seq."),
]
Path = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_.]{0,59}$")]
Line = Annotated[Text, Field(max_length=content.STEP_MAX)]
Lines = Annotated[list[Line], Field(max_length=content.STEPS_MAX)]


class Worded(Given):
    """A field as the curator wrote it; steps are a list of lines."""

    text: Annotated[Text, Field(max_length=content.TEXT_MAX)] | Lines


Chosen = Choice | Worded
Choices = Annotated[
    dict[Path, Chosen],
    Field(max_length=100, description="`keep_winner`, `take_loser`, `combine`, or `{text}`; others keep."),
]
Reason = Annotated[Text, Field(max_length=40)]


class QueueQuery(Given):
    """What to list; without `state` what waits."""

    kind: tuple[ItemKind, ...] = ()
    state: tuple[ItemState, ...] = ()
    limit: Limit = 20
    cursor: Cursor | None = None


class ItemShown(Shown):
    """One decision to be made. `lease_token` is shown to whoever holds the lease.

    `own` marks what the account may not decide because it wrote it; `sop` names the SOP it is about.
    """

    id: int
    kind: ItemKind
    state: ItemState
    no: int
    title: str
    other_no: int | None
    other_title: str | None
    solution: int | None
    other_solution: int | None
    sop: int | None
    score: float | None
    priority: float
    due_at: Moment
    created_at: Moment
    overdue: bool
    claimed_by: str | None
    lease_until: Moment | None
    lease_token: int | None
    needs_second: bool
    verdict: str | None
    reason: str | None
    skipped_until: Moment | None
    own: bool
    versions: dict[str, int] | None = None


class ItemPage(Shown):
    items: list[ItemShown]
    next_cursor: NextCursor


class ItemRef(Shown):
    """A queue item that waits for a curator."""

    item: int


class EventShown(Shown):
    name: str
    at: Moment
    by: str
    facts: dict[str, Any]


class EffectShown(Shown):
    """One thing a merge would do; `facts` fill the sentence of the `code`."""

    code: str
    facts: dict[str, Any]


class FieldRowShown(Shown):
    """One field of both sides; `clash`: their numbers differ, so `fields` has to name a choice."""

    name: str
    winner: Any
    loser: Any
    same: bool
    clash: bool
    proposal: Any


class LoserShown(Shown):
    loser: int
    fields: list[FieldRowShown]


class MergePreview(Shown):
    """What a merge would do, and the `versions` to send with it; nothing was written."""

    winner: int
    losers: list[LoserShown]
    versions: dict[str, int]
    effects: list[EffectShown]
    needs_second: list[str]
    conflict_of_interest: bool
    few_curators: bool


class ItemDetail(Shown):
    """An item with all a decision needs; `preview` for pairs, as the default winner gives it."""

    item: ItemShown
    versions: dict[str, int]
    reasons: list[Any]
    contested: bool
    author_said_different: bool
    preview: MergePreview | None
    refusal: str | None
    log: list[EventShown]


class ClaimGiven(Given):
    """`override` admits a conflict of interest, where too few curators are left."""

    override: bool = False


class LeaseGiven(Given):
    lease_token: Annotated[int, Field(ge=1, le=ID_MAX)]


class NothingGiven(Given):
    """No more is needed."""


class DecisionGiven(LeaseGiven):
    """A verdict under a lease. `winner` is the number of a scenario or the id of a solution.

    `successor` is the number of the scenario that takes the place of one that is archived.
    """

    verdict: Verdict
    versions: Versions
    winner: Id | None = None
    fields: Choices = Field(default_factory=dict)
    without_tags: Annotated[list[Line], Field(max_length=60)] = Field(default_factory=list)
    reason: Reason | None = None
    note: Note = ""
    override: bool = False
    keep_current: bool = False
    successor: Id | None = None


class OpShown(Shown):
    """One merge; `loser` is the number of a scenario or the id of a solution."""

    id: int
    loser: int


class DecisionShown(Shown):
    """What became of a decision; `needs_second` says why another curator has to agree."""

    item: ItemShown
    ops: list[OpShown]
    needs_second: list[str]


class BulkGiven(Given):
    """Items to be decided together; `preview` shows the versions to send, and writes nothing."""

    items: Annotated[list[Id], Field(min_length=1, max_length=BULK_MOST)]
    verdict: Verdict
    versions: dict[Key, Versions] = Field(default_factory=dict)
    note: Note = ""


class BulkShown(Shown):
    """What was, or would be, decided: items by id, with the versions seen."""

    items: list[int]
    versions: dict[str, dict[str, int]]
    ops: list[OpShown]


class PreviewQuery(Given):
    preview: Annotated[
        str, Field(pattern="^[01]$", description="1: write nothing, tell what it would do.")
    ] = "0"
