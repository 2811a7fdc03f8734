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
            counts = _rows(connection, statements.count(where, filters, request.facets))
            total = next(row.n for row in counts if row.key is None)
            if request.sort is Sort.RELEVANCE and planned.ranks:
                score = statements.score_plan(planned, _statistics(connection, _words(planned)))
                hits = _rows(connection, statements.ranked(where, filters, request, score))
            else:
                hits = _rows(connection, statements.listed(where, filters, request))
        return Page(
            hits=tuple(Hit(row.id, round(float(row.score), 4)) for row in hits),
            total=total,
            facets=_facets(request.facets, counts),
            took_ms=(time.perf_counter() - started) * 1000,
        )

    def candidates(self, terms: Collection[str], k: int, visible: Visibility) -> list[tuple[int, float]]:
        """Rank documents by the terms they share."""
        tokens = list(dict.fromkeys(map(_token, terms)))
        with self._reading() as connection:
            score = statements.score_tokens(tokens, _statistics(connection, tokens))
            found = statements.alike(visible, score, literals.any_of(tokens), k)
            return [(row.id, float(row.score)) for row in _rows(connection, found)]

    def document_frequency(self, terms: Collection[str]) -> dict[str, int]:
        """Count the documents that hold each term."""
        with self._reading() as connection:
            holding = _holding(connection, list(map(_token, terms)))
        return {term: holding.get(_token(term), 0) for term in terms}

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
            entries = tuple(_entry(row) for row in connection.execute(_ENTRIES))
            terms = {row.term: row.documents for row in connection.execute(_TERMS)}
        return Vocabulary(entries=entries, terms=terms)

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


_HEAD = text("select schema, analyser from search.head")
_WATERMARK = text("select watermark from search.head")
_GENERATION = text("select generation from search.head")
_VERSIONS = text("select id, version from search.document")
_TERMS = text("select term, documents from search.word")
_ENTRIES = text("select id, title, keys, tags, audience, state, views from search.document order by id")
_HEALTH = text("select (select count(*) from search.document), watermark from search.head")
_STATISTICS = text(
    """select count(*), coalesce(max(updated_at), 0), coalesce(avg(length), 1) from search.document"""
)
_HOLDING = text("select term, documents from search.word where term = any(:terms)")
_HOLDING_CHARACTER = text("select count(*) from search.document where tokens @@ cast(:token as tsquery)")


def _rows(connection: Connection, found: tuple[TextClause, dict[str, Any]]) -> list[Row[Any]]:
    statement, values = found
    return list(connection.execute(statement, values))


def _words(planned: Plan) -> list[str]:
    words = (word for passage in passages(planned.root) for word in passage.words)
    return [literals.WORD + word for word in dict.fromkeys(words)]


def _token(term: str) -> str:
    return (literals.CHARACTER if is_character(term) else literals.WORD) + as_token(term)


def _statistics(connection: Connection, tokens: list[str]) -> Statistics:
    documents, newest, mean_length = connection.execute(_STATISTICS).one()
    return Statistics(documents, newest, max(float(mean_length), 1.0), _holding(connection, tokens))


def _holding(connection: Connection, tokens: list[str]) -> dict[str, int]:
    words = [token[1:] for token in tokens if token.startswith(literals.WORD)]
    found = connection.execute(_HOLDING, {"terms": words})
    held: dict[str, int] = {literals.WORD + row.term: row.documents for row in found}
    for token in tokens:
        if token.startswith(literals.CHARACTER):
            held[token] = connection.scalar(_HOLDING_CHARACTER, {"token": literals.quote(token)}) or 0
    return held


def _facets(names: Iterable[str], counts: Iterable[Row[Any]]) -> dict[str, dict[str, int]]:
    found: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for row in counts:
        if row.key is not None:
            name, _, key = row.key.partition(":")
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
