"""Whether anything at all was written: how pages that show a little of everything can be kept."""

import secrets
from collections.abc import Hashable
from threading import Lock
from typing import Any

from flask import current_app, g
from sqlalchemy import Engine, text

from scenariowiki.kernel.db import SHELF
from scenariowiki.runtime.session import db

_MAKING = Lock()
_SNAPSHOT = text("SELECT CAST(pg_current_snapshot() AS text)")


def state() -> Hashable:
    """Name the state of the whole database: as long as it is the same, nobody has committed anything.

    Reads begin anew after it, so that they see this state or a newer one, never an older.
    """
    found: Hashable
    if db.engine.dialect.name != "sqlite":
        found = db.session.execute(_SNAPSHOT).scalar_one()
    else:
        with _MAKING:
            if "watch" not in current_app.extensions:
                current_app.extensions["watch"] = _Watch(db.engine)
        watch: _Watch = current_app.extensions["watch"]
        found = (watch.name, watch.version())
        db.session.rollback()
    g.database_state = found
    return found


def known() -> Hashable | None:
    """Return the state this request has asked for, if it has."""
    found: Hashable | None = g.get("database_state")
    return found


def share() -> None:
    """Give this request's reads the shelf of all that see the same state (`kernel.db.kept`)."""
    now = state()
    shelf = current_app.extensions.get(SHELF)
    if shelf is None or shelf[0] != now:
        shelf = current_app.extensions[SHELF] = (now, {})
    db.session.info[SHELF] = shelf[1]


def close() -> None:
    """Close the connection that looks: no process may be forked with it open."""
    watch: _Watch | None = current_app.extensions.pop("watch", None)
    if watch is not None:
        watch.close()


class _Watch:
    """A connection that never writes: SQLite's number changes for it with every commit of all others."""

    def __init__(self, engine: Engine) -> None:
        # Numbers of two connections say nothing about each other, and every one begins with the same.
        self.name = secrets.token_hex(8)
        self._lock = Lock()
        self._connection: Any = engine.raw_connection()
        self._connection.detach()  # it is no longer the pool's

    def version(self) -> int:
        """Return a number that says nothing but whether it is still the same."""
        with self._lock:
            ((found,),) = self._connection.dbapi_connection.execute("PRAGMA data_version").fetchall()
        number: int = found
        return number

    def close(self) -> None:
        """Look no more."""
        self._connection.close()
