"""The protocol that every search engine keeps, and the values that go in and come out.

Reading and writing are two protocols, because writing loads the pinyin dictionary (some 100 MB), which web
workers must not: they call `engines.open_index`; the jobs process and the command line call
`writing.open_writer`.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Protocol

from scenariowiki.search.document import EVERYONE, SearchDocument
from scenariowiki.search.grammar import Query

FACETS = (
    *("state", "layer", "business_line", "channel", "team"),
    *("stage", "urgency", "category", "tag", "script"),
)
DEFAULT_STATES = ("published",)
SCHEMA_ID = "4"

_EMPTY: Mapping[str, tuple[str, ...]] = MappingProxyType({})


class IndexUnavailableError(Exception):
    """The index cannot answer now; fall back to the database."""


class IndexMissing(IndexUnavailableError):
    """There is no index yet: rebuild it."""


class IndexDamaged(IndexUnavailableError):
    """Files or rows of the index cannot be read: rebuild it."""


class IndexOutdated(IndexUnavailableError):
    """The index was made by another schema or analyser: rebuild it."""


class IndexBusy(IndexUnavailableError):
    """Another process is writing the index: try again later."""


@dataclass(frozen=True, kw_only=True)
class Visibility:
    """Who asks, as the index filters: nothing outside `audiences` is ever hit, counted or suggested."""

    everything: bool = False
    audiences: frozenset[str] = frozenset({EVERYONE})


class Sort(StrEnum):
    RELEVANCE = "relevance"
    UPDATED = "updated"
    CREATED = "created"
    EVIDENCE = "evidence"
    TITLE = "title"


@dataclass(frozen=True, kw_only=True)
class Request:
    """One page of one search.

    `filters` hold keys by facet: OR inside a facet, AND between facets. Without a filter on `state`, and
    without a `state:` in the query, only published documents are found. A query without words sorted by
    relevance is sorted by the time of update; titles go up, Chinese ones by pinyin, all else goes down.
    `facets` name what is to be counted.
    """

    query: Query
    visible: Visibility
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: _EMPTY)
    sort: Sort = Sort.RELEVANCE
    offset: int = 0
    limit: int = 20
    facets: tuple[str, ...] = FACETS


@dataclass(frozen=True, slots=True)
class Hit:
    id: int
    score: float


@dataclass(frozen=True, kw_only=True)
class Page:
    """Hits of one page, and of all matches the number and the count by facet and key.

    A facet's counts leave out the filter on that facet itself, so that a second key can be chosen.
    """

    hits: tuple[Hit, ...]
    total: int
    facets: Mapping[str, Mapping[str, int]]
    took_ms: float


@dataclass(frozen=True, slots=True)
class Entry:
    """What suggestions know of one document; whoever shows it checks `audience` and `state`."""

    id: int
    title: str
    keys: tuple[str, ...]
    tags: tuple[str, ...]
    audience: str
    state: str
    popularity: int


@dataclass(frozen=True, kw_only=True)
class Vocabulary:
    """Everything to suggest or correct from, to be walked through once."""

    entries: Iterable[Entry]


@dataclass(frozen=True, kw_only=True)
class Health:
    """`fits` tells whether schema and analyser are today's; `fault` names what is wrong."""

    engine: str
    documents: int
    watermark: int
    fits: bool
    fault: str | None = None


def effective_filters(request: Request, *, names_state: bool) -> dict[str, tuple[str, ...]]:
    """Give the filters asked for, and the one on published documents where no state is asked for."""
    asked = {name: keys for name, keys in request.filters.items() if keys}
    return asked if names_state or "state" in asked else {**asked, "state": DEFAULT_STATES}


class SearchIndex(Protocol):
    """What readers of an index can ask. Every call sees the newest commit."""

    def search(self, request: Request) -> Page:
        """Find one page of documents."""
        ...

    def candidates(self, terms: Collection[str], k: int, visible: Visibility) -> list[tuple[int, float]]:
        """Rank documents of any indexed state by the words, or single Han characters, that they share."""
        ...

    def document_frequency(self, terms: Collection[str]) -> dict[str, int]:
        """Count the documents, visible or not, that hold each word (or single Han character)."""
        ...

    def versions(self) -> Mapping[int, int]:
        """Give the version of every document by id, for an audit."""
        ...

    def watermark(self) -> int:
        """Give the highest outbox id that the index holds."""
        ...

    def generation(self) -> str:
        """Name the present state; it changes with every commit."""
        ...

    def vocabulary(self) -> Vocabulary:
        """Load all there is to suggest from; costs as much as reading every title."""
        ...

    def health(self) -> Health:
        """Describe the index without raising."""
        ...


class IndexWriter(Protocol):
    """What the single writer can do. Every call is one commit, and waits up to 30 s for another writer."""

    def apply(self, upserts: Iterable[SearchDocument], deletes: Iterable[int], watermark: int) -> None:
        """Bring documents in and out; of several with one id the last counts, and a delete beats them all."""
        ...

    def upsert(self, documents: Iterable[SearchDocument], watermark: int) -> None:
        """Add or replace documents."""
        ...

    def delete(self, ids: Iterable[int], watermark: int) -> None:
        """Take documents out."""
        ...

    def rebuild(
        self,
        documents: Iterable[SearchDocument],
        watermark: int,
        progress: Callable[[int], None] | None = None,
    ) -> None:
        """Make the index anew and swap it in at once.

        Other writers wait meanwhile. Read the watermark before the documents; these are first asked for when
        nobody else can write any more.
        """
        ...

    def tidy(self) -> None:
        """Put together what many commits have left, to be read quicker; other writers wait meanwhile."""
        ...
