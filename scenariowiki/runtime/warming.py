"""Loads what every process needs before any is forked, so that they share one copy of it."""

import ctypes
import gc
import sys
from pathlib import Path

from flask import Flask
from flask_babel import force_locale, format_datetime, format_decimal, gettext
from jinja2 import FileSystemBytecodeCache
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import configure_mappers

from scenariowiki.accounts.models import Account
from scenariowiki.accounts.rules import ReadingScript
from scenariowiki.kernel import clock
from scenariowiki.runtime import rehearsal, watching
from scenariowiki.runtime.finding import finder
from scenariowiki.runtime.session import db, read
from scenariowiki.text import chinese
from scenariowiki.text.chinese import Script

_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD, _M_ARENA_MAX = -1, -3, -8
LOCALES = ("zh_Hans", "zh_Hant", "en")
# Objects made before the collector looks: it is to work between requests, not within each.
YOUNG = 2_000
LARGE = 512 * 1024


def share(app: Flask) -> None:
    """Load everything once, and keep the collector away from it; no connection stays open.

    A page of memory is shared until somebody writes to it, so a process that is forked later loads nothing.
    """
    if "is_shared" in app.extensions:
        return
    app.extensions["is_shared"] = True
    _load(app)
    keep_shared()


def _load(app: Flask) -> None:
    """Load dictionaries, languages, templates, the words of the index, and what the first pages take."""
    configure_mappers()
    with app.app_context():
        chinese.warm(_scripts())
    _load_templates(app)
    with app.test_request_context():
        for locale in LOCALES:
            with force_locale(locale):
                gettext("Scenarios")
                format_datetime(clock.now())
                format_decimal(1)
    with app.app_context():
        finder().warm()
    rehearsal.rehearse(app)
    with app.app_context():
        watching.close()
        db.session.remove()
        db.engine.dispose()


def _scripts() -> list[Script]:
    """List the scripts that anybody has texts converted to: a converter takes 25 MiB."""
    chosen = select(Account.script).where(Account.disabled_at.is_(None)).distinct()
    try:
        return [Script(name) for name in read().scalars(chosen) if name != ReadingScript.AS_WRITTEN]
    except SQLAlchemyError:  # no tables yet; the pages will say so
        return []


def keep_shared() -> None:
    """Keep the collector away from what is loaded, and the allocator from one heap a thread."""
    if sys.platform == "linux":
        libc = ctypes.CDLL(None)
        libc.mallopt(_M_ARENA_MAX, 1)  # or each thread of a worker keeps what it once needed
        libc.mallopt(_M_MMAP_THRESHOLD, LARGE)  # as do these, which would follow the largest ever asked for
        libc.mallopt(_M_TRIM_THRESHOLD, 2 * LARGE)
        libc.malloc_trim(0)
    # Not collected before: the holes would be filled, and thereby copied, by every process for itself.
    gc.freeze()
    gc.set_threshold(YOUNG, 10, 10)


def _load_templates(app: Flask) -> None:
    """Compile the templates, or read what an earlier start has compiled of the same sources."""
    folder = Path(app.config["DATA_DIR"], "templates")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    environment = app.jinja_env
    environment.bytecode_cache = FileSystemBytecodeCache(str(folder))
    for name in environment.list_templates():
        environment.get_template(name)
