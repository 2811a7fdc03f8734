"""SOPs, their versions and what is done with them."""

import datetime as dt
from typing import Annotated, Literal

from pydantic import Field

from scenariowiki.api.schemas.base import Given, Id, Moment, Name, NextCursor, Number, Paged, Shown, Text
from scenariowiki.sops.queries.listing import Shelf
from scenariowiki.sops.rules.reviews import Due
from scenariowiki.sops.rules.texts import NOTE_MAX, SCOPE_MAX, Check
from scenariowiki.sops.rules.versions import Standing, VersionState

Note = Annotated[Text, Field(max_length=NOTE_MAX)]
Step = Literal[
    "begun",
    "submitted",
    "sent_back",
    "approved",
    "dropped",
    "renewed",
    "suspended",
    "cleared",
    "kept",
    "retired",
]


class SopGiven(Given):
    """Which solution to make the standard, and why if evidence is short; `owner` is a sign-in name."""

    solution: Id
    owner: Name
    scope: Annotated[Text, Field(max_length=SCOPE_MAX)] = ""
    note: Note = ""


class SopMoved(Given):
    """The next step.

    `submitted` needs the whole `checklist`; `renewed`, `suspended`, `cleared`, `kept`, `retired` and an
    approver's `sent_back` need a `note`. `base_version` is that of the version that was seen.
    """

    to: Step
    note: Note = ""
    base_version: Id | None = None
    checklist: Annotated[tuple[Check, ...], Field(max_length=len(Check))] = ()
    effective_from: dt.date | None = None
    wrong: Annotated[bool, Field(description="Retired because it never should have been in force.")] = False
    successor: Id | None = None


class SopRead(Given):
    """Which version was read; another one in force by now gets 409 `stale_preview`."""

    version: Id


class SopQuery(Paged):
    """Which SOPs: in force, being worked on, or ended."""

    shelf: Shelf = Shelf.IN_FORCE


class SopVersionQuery(Given):
    """Which version; without it the one in force, else the newest."""

    version: Number | None = None


class SopLineShown(Shown):
    """An SOP in a list, by the version it is read by; `read` counts who confirmed that one."""

    id: int
    no: int
    title: str
    scope: str
    version: int
    standing: Standing
    owner: str
    review_due: dt.date | None
    due: Due
    read: int


class SopPage(Shown):
    items: tuple[SopLineShown, ...]
    next_cursor: NextCursor


class SopTextShown(Shown):
    title: str
    trigger: str
    steps: tuple[str, ...]
    say: str
    never: str
    escalation: str
    early_warning: str
    exceptions: str
    duties: str
    standards: str


class SopVersionShown(Shown):
    version: int
    state: VersionState
    base_version: Annotated[int, Field(description="Send it back with the next step.")]
    solution: int
    change_note: str
    effective_from: dt.date | None
    effective_at: Moment | None
    ended_at: Moment | None


class SopShown(Shown):
    """An SOP with the text of one version; `read_at` is when the caller confirmed that version."""

    id: int
    no: int
    scope: str
    standing: Standing
    owner: str
    version: int
    text: SopTextShown
    review_due: dt.date | None
    due: Due
    suspended_note: str
    successor: int | None
    read_at: Moment | None
    versions: tuple[SopVersionShown, ...]
