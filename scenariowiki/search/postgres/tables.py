"""The index's own tables, in a PostgreSQL schema that no migration knows and a rebuild replaces.

`tokens` is what matches are found by, told apart by the first letter: c characters, b pairs with places, f
facts, p pinyin keys. `words` is what they are ranked by. Both, and what only suggestions read, are kept
out of line, so that counting facets reads narrow rows. `facets` holds `name:key`; `word` counts the
documents of every word.
"""

from sqlalchemy import Connection, text

LIVE = "search"
FRESH = "search_fresh"
# Any number that no other advisory lock of ours has.
WRITER_LOCK = 7_262_817

_TABLES = (
    """create table {schema}.document (
        id bigint primary key,
        version bigint not null,
        audience text not null,
        state text not null,
        facets text[] not null,
        updated_at double precision not null,
        created_at double precision not null,
        evidence double precision not null,
        views bigint not null,
        length integer not null,
        tokens tsvector not null,
        words tsvector not null,
        title text not null,
        keys text[] not null,
        tags text[] not null
    ) with (toast_tuple_target = 128)""",
    """alter table {schema}.document
        alter column audience set storage main,
        alter column state set storage main,
        alter column facets set storage main,
        alter column tokens set storage external,
        alter column words set storage external,
        alter column title set storage external,
        alter column keys set storage external,
        alter column tags set storage external""",
    "create table {schema}.word (term text primary key, documents integer not null)",
    """create table {schema}.head (
        watermark bigint not null,
        generation text not null,
        schema text not null,
        analyser text not null,
        documents bigint not null,
        newest double precision not null,
        length bigint not null
    )""",
)
_INDEXES = (
    "create index document_tokens on {schema}.document using gin (tokens)",
    "create index document_words on {schema}.document using gin (words)",
    "create index document_facets on {schema}.document using gin (facets)",
    "create index on {schema}.document (updated_at desc, id desc)",
    "create index on {schema}.document (created_at desc, updated_at desc, id desc)",
    "create index on {schema}.document (evidence desc, updated_at desc, id desc)",
)
_INVERTED = ("document_tokens", "document_words", "document_facets")


def create_fresh(connection: Connection) -> None:
    """Make empty tables beside the live ones."""
    connection.execute(text(f"drop schema if exists {FRESH} cascade"))
    connection.execute(text(f"create schema {FRESH}"))
    for statement in _TABLES:
        connection.execute(text(statement.format(schema=FRESH)))


def swap_in(connection: Connection) -> None:
    """Index the fresh tables and put them in the live ones' place."""
    for statement in _INDEXES:
        connection.execute(text(statement.format(schema=FRESH)))
    connection.execute(text(f"analyze {FRESH}.document, {FRESH}.word"))
    connection.execute(text(f"drop schema if exists {LIVE} cascade"))
    connection.execute(text(f"alter schema {FRESH} rename to {LIVE}"))


def tidy(connection: Connection) -> None:
    """Sort what was just written into the inverted indexes; every search would read through it until then."""
    for index in _INVERTED:
        connection.execute(
            text("select gin_clean_pending_list(cast(:index as regclass))"), {"index": f"{LIVE}.{index}"}
        )
