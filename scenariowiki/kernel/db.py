"""The declarative base, the column types and the database habits shared by every table."""

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from typing import Annotated, Any, TypeVar

from sqlalchemy import JSON, Connection, DateTime, Engine, MetaData, Row, event, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Session, mapped_column, registry
from sqlalchemy.types import TypeDecorator

from scenariowiki.kernel.turns import Turns

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Utc(TypeDecorator[dt.datetime]):
    """An aware moment, kept as UTC; SQLite stores it without a zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        moment = value.astimezone(dt.UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        del dialect
        if value is None:
            return None
        return value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value.astimezone(dt.UTC)


class Base(DeclarativeBase):
    """Every table's base; delivery hands it to Flask-SQLAlchemy."""

    registry = registry(
        metadata=MetaData(naming_convention=NAMES),
        type_annotation_map={
            dt.datetime: Utc(),
            dict[str, Any]: JSON().with_variant(JSONB(), "postgresql"),
            list[Any]: JSON().with_variant(JSONB(), "postgresql"),
        },
    )


Pk = Annotated[int, mapped_column(primary_key=True)]
AnyRow = Row[*tuple[Any, ...]]

T = TypeVar("T")
SHELF = "shelf"
# Tables that are only ever added to; the triggers refuse everything else.
APPEND_ONLY: set[str] = set()


def append_only(table: str) -> str:
    """Mark a table as insert-only and give its name back, for `__tablename__`."""
    APPEND_ONLY.add(table)
    return table


def create_triggers(connection: Connection, tables: Iterable[str] | None = None) -> None:
    """(Re)create the triggers that refuse UPDATE and DELETE.

    SQLite batch migrations drop triggers silently, so every migration ends with this call.
    """
    names = sorted(APPEND_ONLY if tables is None else tables)
    if connection.dialect.name == "sqlite":
        for name in names:
            for act in ("UPDATE", "DELETE"):
                connection.execute(text(f"DROP TRIGGER IF EXISTS refuse_{act.lower()}_{name}"))
                connection.execute(
                    text(
                        f"CREATE TRIGGER refuse_{act.lower()}_{name} BEFORE {act} ON {name} "
                        f"BEGIN SELECT RAISE(ABORT, '{name} is append-only'); END"
                    )
                )
        return
    connection.execute(
        text(
            "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"
        )
    )
    for name in names:
        connection.execute(text(f"DROP TRIGGER IF EXISTS refuse_change_{name} ON {name}"))
        connection.execute(
            text(
                f"CREATE TRIGGER refuse_change_{name} BEFORE UPDATE OR DELETE ON {name} "
                "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
            )
        )


def drop_triggers(connection: Connection, tables: Iterable[str]) -> None:
    """Take the triggers of tables away, before a migration drops or rewrites them."""
    for name in tables:
        if connection.dialect.name == "sqlite":
            connection.execute(text(f"DROP TRIGGER IF EXISTS refuse_update_{name}"))
            connection.execute(text(f"DROP TRIGGER IF EXISTS refuse_delete_{name}"))
        else:
            connection.execute(text(f"DROP TRIGGER IF EXISTS refuse_change_{name} ON {name}"))


@contextmanager
def without_triggers(connection: Connection, tables: Collection[str]) -> Iterator[None]:
    """Let append-only tables be changed inside a block of one transaction: for redaction alone (D1).

    Whatever breaks the block off rolls the missing triggers back with the rest.
    """
    drop_triggers(connection, tables)
    yield
    create_triggers(connection, tables)


def configure(engine: Engine, *, synchronous: str = "FULL") -> None:
    """Give every new SQLite connection its habits; PostgreSQL needs none.

    A transaction begins DEFERRED, or IMMEDIATE on connections of `writing(engine)`: a write
    that begins by reading would fail at once with SQLITE_BUSY when another one came first.
    """
    if engine.dialect.name != "sqlite":
        return

    @event.listens_for(engine, "connect")
    def _habits(connection: Any, _record: object) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in (
            "busy_timeout=30000",
            "journal_mode=WAL",
            f"synchronous={synchronous}",
            "foreign_keys=ON",
            "secure_delete=ON",  # what was masked is not to lie in free pages, which backups copy
            "cache_size=-1024",  # taken whole by each connection at once; the system keeps the file, too
            "temp_store=MEMORY",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        if connection.get_execution_options().get("write"):
            turns.take(connection.connection.dbapi_connection)
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            # By the driver, a tenth of what SQLAlchemy's way costs: every request does it; it cannot fail.
            connection.connection.cursor().execute("BEGIN DEFERRED")

    turns = Turns(engine.url.database)
    event.listen(engine, "checkin", lambda connection, _record: turns.give(connection))
    event.listen(engine, "close", lambda connection, _record: turns.give(connection))


def kept(session: Session, key: str, load: Callable[[], T]) -> T:
    """Load something small, or take what another session has loaded of the same state of the database.

    Sessions share nothing unless whoever opened them gave them a shelf for it.
    """
    shelf: dict[str, T] | None = session.info.get(SHELF)
    if shelf is None:
        return load()
    if key not in shelf:
        shelf[key] = load()
    return shelf[key]


def writing(engine: Engine) -> Engine:
    """Return the same engine, its transactions begun for writing."""
    return engine.execution_options(write=True)
