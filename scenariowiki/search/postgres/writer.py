"""Writes the index in PostgreSQL; every call is one transaction under one advisory lock."""

import secrets
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import OperationalError

from scenariowiki.search.analysis import analyse, facets_of
from scenariowiki.search.batches import net_effect
from scenariowiki.search.document import INDEXED_STATES, SearchDocument
from scenariowiki.search.index import SCHEMA_ID, IndexBusy
from scenariowiki.search.postgres import tables
from scenariowiki.search.postgres.literals import token_vector, word_vector
from scenariowiki.search.postgres.reader import reporting_state, require_fit
from scenariowiki.search.tokens import storable
from scenariowiki.text.chinese import analyser_id

_COPIED = 500
_LOCK_NOT_AVAILABLE = "55P03"


class PgWriter:
    """The one writer of the schema `search`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def upsert(self, documents: Iterable[SearchDocument], watermark: int) -> None:
        """Add or replace documents."""
        self.apply(documents, (), watermark)

    def delete(self, ids: Iterable[int], watermark: int) -> None:
        """Take documents out."""
        self.apply((), ids, watermark)

    def apply(self, upserts: Iterable[SearchDocument], deletes: Iterable[int], watermark: int) -> None:
        """Bring documents in and out in one commit."""
        documents, gone = net_effect(upserts, deletes)
        rows = [_row(document) for document in documents]
        with self._writing() as connection:
            require_fit(connection)
            connection.execute(_UNCOUNT, {"ids": list(gone)})
            ids = {"ids": list(gone)}
            connection.execute(_SUBTRACT, ids)
            connection.execute(_DELETE, ids)
            _copy(connection, tables.LIVE, rows)
            connection.execute(_COUNT, ids)
            connection.execute(_ADD, {**ids, "watermark": watermark, "generation": secrets.token_hex(8)})
            tables.tidy(connection)

    def rebuild(
        self,
        documents: Iterable[SearchDocument],
        watermark: int,
        progress: Callable[[int], None] | None = None,
    ) -> None:
        """Fill fresh tables, then put them in the old ones' place."""
        with self._writing() as connection:
            tables.create_fresh(connection)
            done = 0
            for batch in _batches(_once_each(documents)):
                _copy(
                    connection, tables.FRESH, [_row(each) for each in batch if each.state in INDEXED_STATES]
                )
                done += len(batch)
                if progress:
                    progress(done)
            connection.execute(_COUNT_ALL)
            connection.execute(_BEGIN_HEAD, _head(watermark))
            tables.swap_in(connection)

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with reporting_state(), self._engine.begin() as connection:
            try:
                connection.execute(text("set local lock_timeout = '30s'"))
                connection.execute(text("select pg_advisory_xact_lock(:lock)"), {"lock": tables.WRITER_LOCK})
                connection.execute(text("set local lock_timeout = 0"))
            except OperationalError as error:
                if getattr(error.orig, "sqlstate", None) == _LOCK_NOT_AVAILABLE:
                    raise IndexBusy from error
                raise
            yield connection

    def tidy(self) -> None:
        """Do nothing: the server does so by itself."""


_COLUMNS = (
    "id, version, audience, state, facets, updated_at, created_at, evidence, views, length, tokens,"
    " words, title, keys, tags"
)
_DELETE = text("delete from search.document where id = any(:ids)")
_UNCOUNT = text(
    """with gone as (
        select lexeme as term, count(*) as n from search.document, unnest(words)
        where id = any(:ids) group by 1)
    update search.word set documents = documents - n from gone where word.term = gone.term"""
)
_COUNT = text(
    """insert into search.word (term, documents)
    select lexeme, count(*) from search.document, unnest(words) where id = any(:ids) group by 1
    on conflict (term) do update set documents = word.documents + excluded.documents"""
)
_COUNT_ALL = text(
    f"""insert into {tables.FRESH}.word (term, documents)
    select lexeme, count(*) from {tables.FRESH}.document, unnest(words) group by 1"""
)
_SUBTRACT = text(
    """update search.head set documents = documents - n, length = head.length - gone.length
    from (select count(*) as n, coalesce(sum(length), 0) as length from search.document where id = any(:ids))
    as gone"""
)
_ADD = text(
    """update search.head set watermark = greatest(watermark, :watermark), generation = :generation,
        documents = documents + n, length = head.length + come.length,
        newest = greatest(head.newest, come.newest)
    from (select count(*) as n, coalesce(sum(length), 0) as length, coalesce(max(updated_at), 0) as newest
        from search.document where id = any(:ids)) as come"""
)
_BEGIN_HEAD = text(
    f"""insert into {tables.FRESH}.head
    select :watermark, :generation, :schema, :analyser, count(*), coalesce(max(updated_at), 0),
        coalesce(sum(length), 0)
    from {tables.FRESH}.document"""
)


def _head(watermark: int) -> dict[str, Any]:
    return {
        "watermark": watermark,
        "generation": secrets.token_hex(8),
        "schema": SCHEMA_ID,
        "analyser": analyser_id(),
    }


def _copy(connection: Connection, schema: str, rows: Iterable[tuple[Any, ...]]) -> None:
    """Send rows as one COPY, several times as fast as INSERT."""
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(f"copy {schema}.document ({_COLUMNS}) from stdin") as copy:
        for row in rows:
            copy.write_row(row)


def _row(document: SearchDocument) -> tuple[Any, ...]:
    analysed = analyse(document)
    facets = [storable(f"{name}:{key}") for name, keys in facets_of(document).items() for key in keys]
    return (
        document.id,
        document.version,
        document.audience,
        document.state,
        facets,
        document.updated_at,
        document.created_at,
        document.evidence,
        document.views,
        analysed.length,
        token_vector(analysed),
        word_vector(analysed),
        storable(document.title),
        list(analysed.keys),
        list(map(storable, document.tags)),
    )


def _once_each(documents: Iterable[SearchDocument]) -> Iterator[SearchDocument]:
    seen: set[int] = set()
    for document in documents:
        if document.id not in seen:
            seen.add(document.id)
            yield document


def _batches(documents: Iterator[SearchDocument]) -> Iterator[list[SearchDocument]]:
    while batch := list(islice(documents, _COPIED)):
        yield batch
