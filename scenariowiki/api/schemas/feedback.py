"""Feedback and its answers."""

from typing import Annotated, Literal

from pydantic import Field

from scenariowiki.api.schemas.base import Given, Id, Moment, Name, NextCursor, Number, Paged, Shown, Text
from scenariowiki.feedback.commands.texts import LINE_MAX, TEXT_MAX
from scenariowiki.feedback.queries.tickets import Shelf
from scenariowiki.feedback.rules.tickets import AnswerOutcome, Priority, TargetKind, TicketKind, TicketState

Said = Annotated[Text, Field(min_length=1, max_length=TEXT_MAX)]
Line = Annotated[Text, Field(max_length=LINE_MAX)]
Sorts = Literal["assigned", "answered", "rated", "reopened", "closed", "invalid", "duplicate"]


class TicketGiven(Given):
    """What is wrong with a scenario, a solution or SOP of it, or a sentence; `ask` is a sign-in name."""

    no: Annotated[Number, Field(description="The scenario's number.")]
    kind: TicketKind
    text: Said
    priority: Priority = Priority.NORMAL
    solution: Id | None = None
    sop: Id | None = None
    quote: Line = ""
    ask: Name | None = None


class TicketMoved(Given):
    """The next step.

    `assigned` needs `assignee`, `answered` `outcome` and `text`, `rated` `rating`, `duplicate` `of`.
    """

    to: Sorts
    assignee: Name | None = None
    outcome: AnswerOutcome | None = None
    text: Annotated[Text, Field(max_length=TEXT_MAX)] = ""
    rating: Annotated[int, Field(ge=1, le=5)] | None = None
    remark: Line = ""
    of: Id | None = None


class TicketQuery(Paged):
    """Which feedback: given by me, to be answered by me, or all that I look after."""

    shelf: Shelf = Shelf.MINE


class TicketAnswerShown(Shown):
    round: int
    outcome: AnswerOutcome
    text: str
    by: str
    in_time: bool
    answered_at: Moment
    changed_no: int | None
    rating: int | None
    remark: str


class TicketShown(Shown):
    """A ticket; `no` is the page it is read on today, `addressed_no` the one it was written on."""

    id: int
    no: int
    addressed_no: int
    kind: TicketKind
    priority: Priority
    state: TicketState
    target: TargetKind
    solution: int | None
    sop: int | None
    quote: str
    text: str
    reporter: str
    assignee: str | None
    round: int
    due_at: Moment
    created_at: Moment
    duplicate_of: int | None
    answers: tuple[TicketAnswerShown, ...] = ()


class TicketPage(Shown):
    items: tuple[TicketShown, ...]
    next_cursor: NextCursor
