"""Scenarios: captured, shown, listed, revised, and the facts outside their revisions."""

from typing import Annotated

from pydantic import Field

from scenariowiki.api.schemas.base import (
    Cursor,
    Given,
    Id,
    IdOrName,
    Limit,
    Moment,
    Name,
    NextCursor,
    Shown,
    Text,
)
from scenariowiki.api.schemas.solutions import BaseSeq, LongText, SolutionGiven, SolutionShown, Summary, Title
from scenariowiki.scenarios.rules import content
from scenariowiki.scenarios.rules.states import Audience, Confidence, Layer, State
from scenariowiki.search.grammar import MAX_LENGTH
from scenariowiki.search.index import Sort

FilledTitle = Annotated[Title, Field(min_length=1)]
FilledText = Annotated[LongText, Field(min_length=1)]
Tags = Annotated[list[Annotated[Text, Field(max_length=content.TAG_MAX)]], Field(max_length=content.TAGS_MAX)]
FieldKey = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
Word = Annotated[Text, Field(max_length=content.SHORT_MAX)]
FieldValue = LongText | int | float | Annotated[list[Word], Field(max_length=60)] | None
Fields = Annotated[
    dict[FieldKey, FieldValue],
    Field(max_length=100, description="Values of the template's fields by key: see /template."),
]
Category = Annotated[Id | Name, Field(description="An id, a title, or a path of titles: A/B.")]
ExternalId = Annotated[
    Name, Field(description="The id in the system it comes from; at most one scenario each.")
]

FEW = Field(max_length=10)


class ScenarioGiven(Given):
    """A new scenario; a draft, unless `submit` hands it in at once."""

    title: FilledTitle
    situation: FilledText
    layer: Layer | None = None
    tags: Tags = Field(default_factory=list)
    category: Category | None = None
    team: IdOrName | None = None
    audience: Audience = Audience.ALL
    external_id: ExternalId | None = None
    fields: Fields = Field(default_factory=dict)
    solutions: Annotated[list[SolutionGiven], Field(max_length=content.SOLUTIONS_MAX)] = Field(
        default_factory=list
    )
    submit: bool = False


class SituationRevised(Given):
    """A new text of the situation; layer, category, tags and fields that are left out stay as they were."""

    title: FilledTitle
    situation: FilledText
    layer: Layer | None = None
    tags: Tags | None = None
    category: Category | None = None
    fields: Fields | None = None
    base_seq: BaseSeq
    summary: Summary = ""


class FactsGiven(Given):
    """Facts outside the revision; what is left out stays. `owner` is a sign-in name."""

    audience: Audience | None = None
    team: IdOrName | None = None
    owner: Annotated[Name | None, Field(description="A sign-in name.")] = None


class ScenarioShown(Shown):
    no: int
    requested_no: Annotated[int | None, Field(description="The number asked for, when it was merged.")]
    external_id: str | None
    title: str
    situation: str
    layer: Layer | None
    tags: list[str]
    category: Annotated[str | None, Field(description="The path of titles, from the root.")]
    category_id: int | None
    fields: dict[str, str | int | float | list[str]]
    state: State
    audience: Audience
    team: str | None
    team_id: int | None
    author: str
    owner: str | None
    confidence: Confidence
    base_seq: int
    revision: Annotated[int, Field(description="The newest revision of the page, solutions included.")]
    solutions: list[SolutionShown]
    created_at: Moment
    updated_at: Moment
    published_at: Moment | None
    successor: Annotated[int | None, Field(description="What takes the place of an archived one.")]


class ScenarioQuery(Given):
    """Filters: OR inside one of them, AND between them. Without `state`, published scenarios are listed."""

    q: Annotated[str, Field(max_length=MAX_LENGTH)] = ""
    tag: Annotated[tuple[Name, ...], FEW] = ()
    category: Annotated[tuple[Name, ...], FEW] = ()
    layer: Annotated[tuple[Layer, ...], FEW] = ()
    team: Annotated[tuple[Name, ...], FEW] = ()
    state: Annotated[tuple[State, ...], FEW] = ()
    sort: Sort = Sort.RELEVANCE
    limit: Limit = 20
    cursor: Cursor | None = None


class CardShown(Shown):
    no: int
    title: str
    excerpt: str
    tags: list[str]
    state: State
    score: float
    layer: Layer | None
    category: str | None
    team: str | None
    author: str
    evidence: float
    solutions: int
    updated_at: Moment


class CardPage(Shown):
    items: list[CardShown]
    facets: dict[str, dict[str, int]]
    next_cursor: NextCursor
