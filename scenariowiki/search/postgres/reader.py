"""Reads the index in PostgreSQL."""

import time
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, Row, TextClause, text
from sqlalchemy.exc import DBAPIError, InternalError, ProgrammingError

from scenariowiki.search.index import (
    SCHEMA_ID,
    Entry,
    Health,
    Hit,
    IndexDamaged,
    IndexMissing,
    IndexOutdated,
    IndexUnavailableError,
    Page,
    Request,
    Sort,
    Visibility,
    Vocabulary,
    effective_filters,
)
from scenariowiki.search.plan import Plan, passages, plan
from scenariowiki.search.postgres import literals, statements
from scenariowiki.search.postgres.statements import Statistics
from scenariowiki.search.ranking import as_token, is_character
from scenariowiki.text.chinese import analyser_id

_ENGINE = "postgresql"
_MISSING = frozenset({"42P01", "3F000", "42703"})


class PgIndex:
    """The index in the schema `search` of the database, for reading."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def search(self, request: Request) -> Page:
        """Find one page of documents."""
        started = time.perf_counter()
        planned = plan(request.query)
        where = statements.found(planned, request.visible)
        filters = effective_filters(request, names_state=planned.names_state)
        with self._reading() as connection:
            connection.execute(_PLANNING, {"scans": "on" if planned.root is None else "off"})
            counts = _rows(connection, statements.count(where, filters))
            total = next(row.n for row in counts if row.key is None)
            if request.sort is Sort.RELEVANCE and planned.ranks:
                score = statements.score_plan(planned, _statistics(connection, _words(planned)))
                hits = _rows(connection, statements.ranked(where, filters, request, score))
            else:
                hits = _rows(connection, statements.listed(where, filters, request))
        return Page(
            hits=tuple(Hit(row.id, round(float(row.score), 4)) for row in hits),
            total=total,
            facets=_facets(request.facets, filters, counts),
            took_ms=(time.perf_counter() - started) * 1000,
        )

    def candidates(self, terms: Collection[str], k: int, visible: Visibility) -> list[tuple[int, float]]:
        """Rank documents by the terms they share."""
        known = list(dict.fromkeys(terms))
        with self._reading() as connection:
            found = statements.alike(known, visible, _statistics(connection, known), k)
            return [(row.id, float(row.score)) for row in _rows(connection, found)]

    def document_frequency(self, terms: Collection[str]) -> dict[str, int]:
        """Count the documents that hold each term."""
        with self._reading() as connection:
            return _holding(connection, list(dict.fromkeys(terms)))

    def versions(self) -> Mapping[int, int]:
        """Give every document's version by id."""
        with self._reading() as connection:
            return {row.id: row.version for row in connection.execute(_VERSIONS)}

    def watermark(self) -> int:
        """Give the highest outbox id that the index holds."""
        with self._reading() as connection:
            return int(connection.scalar(_WATERMARK) or 0)

    def generation(self) -> str:
        """Name the present commit."""
        with self._reading() as connection:
            return str(connection.scalar(_GENERATION))

    def vocabulary(self) -> Vocabulary:
        """Load all there is to suggest from."""
        with self._reading() as connection:
            return Vocabulary(entries=[_entry(row) for row in connection.execute(_ENTRIES)])

    def health(self) -> Health:
        """Describe the index without raising."""
        try:
            with self._reading() as connection:
                documents, watermark = connection.execute(_HEALTH).one()
        except (IndexUnavailableError, DBAPIError) as error:
            return Health(engine=_ENGINE, documents=0, watermark=0, fits=False, fault=type(error).__name__)
        return Health(engine=_ENGINE, documents=documents, watermark=watermark, fits=True)

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with reporting_state(), self._engine.connect() as connection:
            require_fit(connection)
            yield connection


@contextmanager
def reporting_state() -> Iterator[None]:
    """Turn missing tables and unreadable pages into the index's own errors."""
    try:
        yield
    except ProgrammingError as error:
        if getattr(error.orig, "sqlstate", None) in _MISSING:
            raise IndexMissing from error
        raise
    except InternalError as error:
        raise IndexDamaged from error


def require_fit(connection: Connection) -> None:
    """Refuse an index that another schema or analyser made."""
    head = connection.execute(_HEAD).first()
    if head is None:
        raise IndexMissing
    if tuple(head) != (SCHEMA_ID, analyser_id()):
        raise IndexOutdated


# The planner does not know how much a scan pays for unpacking every document's tokens; and compiling a query
# takes longer than any of ours.
_PLANNING = text("select set_config('enable_seqscan', :scans, true), set_config('jit', 'off', true)")
_HEAD = text("select schema, analyser from search.head")
_WATERMARK = text("select watermark from search.head")
_GENERATION = text("select generation from search.head")
_VERSIONS = text("select id, version from search.document")
_ENTRIES = text("select id, title, keys, tags, audience, state, views from search.document order by id")
_HEALTH = text("select documents, watermark from search.head")
_STATISTICS = text("select documents, newest, length from search.head")
_HOLDING = text("select term, documents from search.word where term = any(:terms)")
_HOLDING_CHARACTER = text("select count(*) from search.document where tokens @@ cast(:token as tsquery)")


def _rows(connection: Connection, found: tuple[TextClause, dict[str, Any]]) -> list[Row[Any]]:
    statement, values = found
    return list(connection.execute(statement, values))


def _words(planned: Plan) -> list[str]:
    return list(dict.fromkeys(word for passage in passages(planned.root) for word in passage.words))


def _statistics(connection: Connection, terms: list[str]) -> Statistics:
    documents, newest, length = connection.execute(_STATISTICS).one()
    return Statistics(documents, newest, max(length / max(documents, 1), 1.0), _holding(connection, terms))


def _holding(connection: Connection, terms: list[str]) -> dict[str, int]:
    found = connection.execute(_HOLDING, {"terms": [as_token(term) for term in terms]})
    held: dict[str, int] = {row.term: row.documents for row in found}
    for character in filter(is_character, terms):
        token = literals.quote(literals.CHARACTER + character)
        held[character] = connection.scalar(_HOLDING_CHARACTER, {"token": token}) or 0
    return {term: held.get(as_token(term), 0) for term in terms}


def _facets(
    names: Iterable[str], filtered: Collection[str], counts: Iterable[Row[Any]]
) -> dict[str, dict[str, int]]:
    """Sort counts by facet; those with a filter have rows of their own."""
    found: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for row in counts:
        name, _, key = (row.key or "").partition(":")
        if row.key is not None and row.facet == (name if name in filtered else None):
            found[name].append((-row.n, key))
    return {name: {key: -number for number, key in sorted(found[name])} for name in names}


def _entry(row: Row[Any]) -> Entry:
    return Entry(
        id=row.id,
        title=row.title,
        keys=tuple(row.keys),
        tags=tuple(row.tags),
        audience=row.audience,
        state=row.state,
        popularity=row.views,
    )
