"""Transitions and comments."""

from typing import Annotated, Literal

from pydantic import Field

from scenariowiki.api.schemas.base import Given, Id, Moment, Shown, Text
from scenariowiki.api.schemas.solutions import Short
from scenariowiki.scenarios.commands.discussion import COMMENT_MAX
from scenariowiki.scenarios.rules.states import ArchiveReason, RejectReason

To = Literal["submitted", "published", "needs_work", "rejected", "archived"]
Remark = Annotated[Text, Field(max_length=COMMENT_MAX)]


class TransitionGiven(Given):
    """Where to go. A `note` joins the thread; `rejected` needs a `reason`, `archived` may have one.

    `successor` is the number of the scenario that takes the place of an archived one.
    """

    to: To
    note: Remark = ""
    reason: RejectReason | ArchiveReason | None = None
    successor: Id | None = None


class OutcomeTransitionGiven(Given):
    to: Literal["verified", "disputed", "retracted"]
    note: Short = ""


class CommentGiven(Given):
    """A remark on the whole scenario, on a solution, or on a quoted sentence."""

    text: Annotated[Remark, Field(min_length=1)]
    solution: Id | None = None
    quote: Short = ""


class CommentShown(Shown):
    id: int
    no: int
    text: str
    solution: int | None
    quote: str
    author: str
    created_at: Moment
