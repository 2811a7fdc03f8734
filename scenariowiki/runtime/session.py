"""The database as deliveries use it: `read()` for queries, `write()` for one unit of work."""

import datetime as dt
from types import ModuleType
from typing import Any

from flask import Flask, current_app, g, has_request_context
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import bindparam, update
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

from scenariowiki.accounts.models import AccountSession
from scenariowiki.accounts.queries import standing
from scenariowiki.kernel import db as kernel_db
from scenariowiki.kernel.errors import Conflict, Unauthenticated
from scenariowiki.kernel.unit_of_work import UnitOfWork

try:
    from pysqlite3 import dbapi2 as newer_sqlite
except ImportError:  # no wheel for this platform: `doctor` says what that means
    newer_sqlite: ModuleType | None = None  # type: ignore[no-redef]

_sessions: Any = AccountSession.__table__
_WAIT_FOR = (
    update(_sessions).where(_sessions.c.id == bindparam("session")).values(outbox_id=bindparam("outbox"))
)
db = SQLAlchemy(model_class=kernel_db.Base)


def init_app(app: Flask) -> None:
    """Give the application its engine, with the driver and habits of its database."""
    app.config.setdefault("SQLALCHEMY_ENGINE_OPTIONS", engine_options(app.config["SQLALCHEMY_DATABASE_URI"]))
    db.init_app(app)
    with app.app_context():
        kernel_db.configure(db.engine, synchronous=app.config["SQLITE_SYNCHRONOUS"])


def engine_options(url: str) -> dict[str, Any]:
    """Return what `create_engine` needs for a database URL; errors never quote what was to be stored."""
    silent = {"hide_parameters": True}
    if make_url(url).get_backend_name() == "sqlite":
        return {**silent, "module": newer_sqlite} if newer_sqlite else silent
    return {**silent, "pool_pre_ping": True, "pool_size": 5, "max_overflow": 5, "pool_timeout": 5}


def read() -> Session:
    """Return the request's session for reading; its transaction begins deferred and ends with the request."""
    return db.session()


def write(*, now: dt.datetime | None = None) -> UnitOfWork:
    """End the read transaction and open the unit of work; leave its block to commit.

    `now` is given by demo content, replay and tests alone.
    """
    db.session.rollback()
    db.session.info.pop(kernel_db.SHELF, None)  # what is read from now on may be newer
    session = Session(kernel_db.writing(db.engine), expire_on_commit=False)
    if has_request_context():
        _require_standing(session)
    return UnitOfWork(
        session,
        reactions=current_app.extensions["reactions"],
        merge_effects=current_app.extensions["merge_effects"],
        now=now,
        correlation_id=g.get("request_id", "") if has_request_context() else "",
        before_commit=_before_commit,
    )


def _require_standing(session: Session) -> None:
    """Refuse the write of a session that has ended, or of roles that changed, since the request came in."""
    session_id, token_id = g.get("session_id"), g.get("token_id")
    if session_id is None and token_id is None:
        return
    roles = (
        standing.roles_of_token(session, token_id)
        if session_id is None
        else standing.roles_of_session(session, session_id)
    )
    if roles != g.roles:
        session.close()
        raise Unauthenticated if roles is None else Conflict


def _before_commit(uow: UnitOfWork) -> None:
    """End reads that began meanwhile: they would go on seeing the world before this commit.

    Note in the person's session the index work of this save, so that their next search waits for it.
    """
    db.session.rollback()
    if has_request_context():
        g.committed = True  # a view that was broken off later is not begun again (`retrying`)
    session_id = g.get("session_id") if has_request_context() else None
    if uow.outbox_id is None or session_id is None:
        return
    uow.session.execute(_WAIT_FOR, {"session": session_id, "outbox": uow.outbox_id})
