"""Searching, completing, and finding what is alike."""

from typing import Annotated, Literal

from pydantic import Field

from scenariowiki.api.schemas.base import Given, Name, NextCursor, Paged, Piece, Shown
from scenariowiki.api.schemas.solutions import LongText, Title
from scenariowiki.scenarios.rules.states import State
from scenariowiki.search.grammar import MAX_LENGTH


class SearchQuery(Paged):
    q: Annotated[str, Field(max_length=MAX_LENGTH)]


class FragmentShown(Shown):
    """A stretch of the text; `before` and `after` say that it goes on there."""

    pieces: list[Piece]
    before: bool
    after: bool


class HitShown(Shown):
    no: int
    title: str
    state: State
    score: float
    title_pieces: list[Piece]
    fragments: list[FragmentShown]


class HitPage(Shown):
    """`late`: your last save is not in it yet. `simple`: without an index, titles were looked at."""

    items: list[HitShown]
    total: int
    did_you_mean: str | None
    late: bool
    simple: bool
    next_cursor: NextCursor


class SuggestQuery(Given):
    q: Annotated[str, Field(max_length=MAX_LENGTH)]


class CompletionShown(Shown):
    """A title, with its number, or a tag."""

    kind: Literal["scenario", "tag"]
    no: int | None
    title: str
    pieces: list[Piece]


class CompletionPage(Shown):
    items: list[CompletionShown]
    next_cursor: NextCursor


class SimilarGiven(Given):
    title: Title
    situation: LongText = ""
    category: Name | None = None
    limit: Annotated[int, Field(ge=1, le=50)] = 10


class SimilarShown(Shown):
    """`score` is a stated probability; `matched` are the phrases both have."""

    no: int
    title: str
    score: Annotated[float, Field(ge=0, le=1)]
    matched: list[str]
    reasons: list[str]
    state: State
