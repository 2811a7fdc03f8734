"""A write that the database broke off in favour of another one is tried again before anybody hears of it."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Flask, g
from sqlalchemy.exc import DBAPIError

from scenariowiki.runtime.session import db

# PostgreSQL: serialization failure, deadlock. SQLite's writers take turns and meet neither.
BROKEN_OFF = frozenset({"40001", "40P01"})
TRIES = 3

View = Callable[..., Any]


def init_app(app: Flask) -> None:
    """Let every view that writes begin again; called when all of them are registered."""
    for endpoint, view in app.view_functions.items():
        app.view_functions[endpoint] = _again(view)


def _again(view: View) -> View:
    @wraps(view)
    def respond(**arguments: Any) -> Any:
        for _try in range(TRIES - 1):
            try:
                return view(**arguments)
            except DBAPIError as error:
                # What this request has committed already must not be done twice.
                if not _was_broken_off(error) or g.get("committed", False):
                    raise
                db.session.rollback()
        return view(**arguments)

    return respond


def _was_broken_off(error: DBAPIError) -> bool:
    return getattr(error.orig, "sqlstate", None) in BROKEN_OFF
