"""The search index of this instance: opened by the settings, rebuilt from the database, compared with it."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module

from flask import current_app
from sqlalchemy import text
from sqlalchemy.orm import Session

from scenariowiki.kernel import outbox
from scenariowiki.runtime.session import db, write
from scenariowiki.scenarios import documents
from scenariowiki.scenarios.reactions import INDEX
from scenariowiki.search import engines
from scenariowiki.search.index import IndexUnavailableError, IndexWriter, SearchIndex


@dataclass(frozen=True, kw_only=True)
class Differences:
    """Numbers of scenarios that the index lacks, holds in another version, or holds in vain."""

    missing: tuple[int, ...]
    stale: tuple[int, ...]
    extra: tuple[int, ...]

    def __len__(self) -> int:
        return len(self.missing) + len(self.stale) + len(self.extra)


def reader() -> SearchIndex:
    """Return this process's reader, opened once: what it has loaded serves every search."""
    opened: SearchIndex | None = current_app.extensions.get("search_index")
    if opened is None:
        opened = current_app.extensions["search_index"] = fresh_reader()
    return opened


def fresh_reader() -> SearchIndex:
    """Open a reader that has loaded nothing yet, and so will look at the files themselves."""
    return engines.open_index(_url(), engine=db.engine)


def writer() -> IndexWriter:
    """Open the index for writing; the module is loaded here, since it brings the pinyin dictionary along."""
    writing = import_module("scenariowiki.search.writing")
    opened: IndexWriter = writing.open_writer(_url(), engine=db.engine)
    return opened


def rebuild(session: Session, progress: Callable[[int], None] | None = None) -> int:
    """Make the index anew from the database; return how many scenarios it holds.

    Index work that was open when the reading began is in it, and is not done a second time.
    """
    covered = outbox.waiting(session, INDEX)
    writer().rebuild(documents.iterate(session), _last_outbox_id(session), progress)
    with write() as uow:
        outbox.done(uow.session, covered)
    return reader().health().documents


def audit(session: Session) -> Differences:
    """Compare the index with the database."""
    should = documents.versions(session)
    try:
        held = dict(fresh_reader().versions())
    except IndexUnavailableError:
        held = {}
    return Differences(
        missing=tuple(sorted(should.keys() - held.keys())),
        stale=tuple(sorted(no for no in should.keys() & held.keys() if should[no] != held[no])),
        extra=tuple(sorted(held.keys() - should.keys())),
    )


def _url() -> str:
    """Return the engine's URL; `postgresql:` has nothing after its colon."""
    url: str = current_app.config["SEARCH_URL"]
    return url.removesuffix(":")


def _last_outbox_id(session: Session) -> int:
    """Return the newest id ever given out: an index made now holds the effect of all of them."""
    if db.engine.dialect.name == "sqlite":
        found = session.scalar(text("SELECT seq FROM sqlite_sequence WHERE name = 'outbox'"))
    else:
        found = session.scalar(text("SELECT last_value FROM outbox_id_seq"))
    return int(found or 0)
