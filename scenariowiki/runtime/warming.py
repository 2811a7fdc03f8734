"""Loads what every process needs before any is forked, so that they share one copy of it."""

import ctypes
import gc
import sys

from flask import Flask
from sqlalchemy.orm import configure_mappers

from scenariowiki.runtime.finding import finder
from scenariowiki.runtime.session import db
from scenariowiki.text import chinese


def load_what_is_shared(app: Flask) -> None:
    """Load dictionaries, templates and the words of the index; no connection stays open."""
    chinese.warm()
    configure_mappers()
    for name in app.jinja_env.list_templates():
        app.jinja_env.get_template(name)
    with app.app_context():
        finder().warm()
        db.session.remove()
        db.engine.dispose()


def keep_shared() -> None:
    """Keep the collector away from what is loaded: a page of memory is shared until somebody writes to it."""
    gc.collect()
    if sys.platform == "linux":
        ctypes.CDLL(None).malloc_trim(0)
    gc.freeze()
