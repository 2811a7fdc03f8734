"""Loads what every process needs before any is forked, so that they share one copy of it."""

import ctypes
import gc
import sys
from pathlib import Path

from flask import Flask
from flask_babel import force_locale, format_datetime, format_decimal, gettext
from jinja2 import FileSystemBytecodeCache
from sqlalchemy.orm import configure_mappers

from scenariowiki.kernel import clock
from scenariowiki.runtime.finding import finder
from scenariowiki.runtime.session import db
from scenariowiki.text import chinese

_M_ARENA_MAX = -8
LOCALES = ("zh_Hans", "zh_Hant", "en")


def load_what_is_shared(app: Flask) -> None:
    """Load dictionaries, languages, templates and the words of the index; no connection stays open."""
    chinese.warm()
    configure_mappers()
    _load_templates(app)
    with app.test_request_context():
        for locale in LOCALES:
            with force_locale(locale):
                gettext("Scenarios")
                format_datetime(clock.now())
                format_decimal(1)
    with app.app_context():
        finder().warm()
        db.session.remove()
        db.engine.dispose()


def keep_shared() -> None:
    """Keep the collector away from what is loaded: a page of memory is shared until somebody writes to it."""
    gc.collect()
    if sys.platform == "linux":
        libc = ctypes.CDLL(None)
        libc.mallopt(_M_ARENA_MAX, 2)  # or each thread of a worker keeps what it once needed
        libc.malloc_trim(0)
    gc.freeze()


def _load_templates(app: Flask) -> None:
    """Compile the templates, or read what an earlier start has compiled of the same sources."""
    folder = Path(app.config["DATA_DIR"], "templates")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    environment = app.jinja_env
    environment.bytecode_cache = FileSystemBytecodeCache(str(folder))
    for name in environment.list_templates():
        environment.get_template(name)
