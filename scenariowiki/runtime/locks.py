"""Locks between processes: a file in DATA_DIR beside SQLite, an advisory lock in PostgreSQL."""

import fcntl
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from flask import Flask
from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool


class Lost(Exception):
    """The connection that held a lock is gone, and the lock with it."""


class Lock:
    """A lock that this process holds; `check` raises `Lost` when it no longer does."""

    def __init__(self, connection: Connection | None = None) -> None:
        self._connection = connection

    def check(self) -> None:
        """Make sure that the lock is still ours; a file lock lasts as long as its process."""
        if self._connection is None:
            return
        try:
            self._connection.execute(text("SELECT 1"))
        except DBAPIError as error:
            raise Lost from error


@contextmanager
def hold(app: Flask, name: str) -> Iterator[Lock]:
    """Wait for a lock and hold it for the block."""
    if _is_sqlite(app):
        with _file_lock(app, name, fcntl.LOCK_EX):
            yield Lock()
        return
    with _connection(app) as connection:
        connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": _key(name)})
        yield Lock(connection)


@contextmanager
def try_to_hold(app: Flask, name: str) -> Iterator[Lock | None]:
    """Hold a lock for the block when nobody else does; None otherwise."""
    if _is_sqlite(app):
        with ExitStack() as stack:
            try:
                stack.enter_context(_file_lock(app, name, fcntl.LOCK_EX | fcntl.LOCK_NB))
            except BlockingIOError:
                yield None
                return
            yield Lock()
        return
    with _connection(app) as connection:
        got = connection.execute(text("SELECT pg_try_advisory_lock(:key)"), {"key": _key(name)}).scalar_one()
        yield Lock(connection) if got else None


@contextmanager
def _file_lock(app: Flask, name: str, how: int) -> Iterator[None]:
    path = Path(app.config["DATA_DIR"], f"{name}.lock")
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as file:
        fcntl.flock(file, how)
        yield


@contextmanager
def _connection(app: Flask) -> Iterator[Connection]:
    """Open a connection of our own: one from the pool would be given back with the lock still on it."""
    engine: Engine = create_engine(
        app.config["SQLALCHEMY_DATABASE_URI"], poolclass=NullPool, isolation_level="AUTOCOMMIT"
    )
    with engine.connect() as connection:
        yield connection


def _key(name: str) -> int:
    return zlib.crc32(f"scenariowiki {name}".encode())


def _is_sqlite(app: Flask) -> bool:
    url: str = app.config["SQLALCHEMY_DATABASE_URI"]
    return url.startswith("sqlite")
