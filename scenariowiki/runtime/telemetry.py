"""What people search, open and read: noted in memory, written in batches by a thread, dropped when too much.

Telemetry is never worth a person's waiting: a full queue or a busy database loses notes, not requests.
"""

import datetime as dt
import logging
import queue
import threading
from collections import Counter
from dataclasses import dataclass
from functools import cache
from typing import Any

from flask import Flask, current_app
from sqlalchemy import Connection, Engine, insert, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import SQLAlchemyError

from scenariowiki.kernel import clock
from scenariowiki.kernel import db as kernel_db
from scenariowiki.runtime.session import db
from scenariowiki.scenarios.models import SearchLog, ViewCount
from scenariowiki.scenarios.models.personal import QUERY_MAX

# Written by reading; a crawl that proves that reading changes nothing leaves these out.
TABLES = frozenset({"search_log", "view_count"})
QUEUE = 5_000
BATCH = 500
SECONDS = 2.0
KEY_MAX = 40
LOG = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Searched:
    key: str
    at: dt.datetime
    account_id: int
    query: str
    folded: str
    hits: int


@dataclass(frozen=True, kw_only=True)
class Opened:
    key: str
    no: int


@dataclass(frozen=True, kw_only=True)
class Viewed:
    scenario_id: int
    day: dt.date


Note = Searched | Opened | Viewed


class Recorder:
    """A queue and the thread that empties it; the thread starts with the first note of a process."""

    def __init__(self, engine: Engine, *, is_testing: bool = False) -> None:
        self._engine = kernel_db.writing(engine)
        self._notes: queue.Queue[Note] = queue.Queue(QUEUE)
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()
        self._is_testing = is_testing

    def note(self, note: Note) -> None:
        """Take a note, or drop it when there are too many."""
        try:
            self._notes.put_nowait(note)
        except queue.Full:
            return
        if not self._is_testing:
            self._start()

    def drain(self) -> int:
        """Write what is waiting, a batch at most; return how many notes."""
        notes = _take(self._notes)
        if notes:
            try:
                with self._engine.begin() as connection:
                    _write(connection, notes)
            except SQLAlchemyError:
                LOG.warning("%s notes of telemetry were dropped", len(notes))
        return len(notes)

    def _start(self) -> None:
        if self._thread is not None and self._thread.is_alive():
            return
        with self._lock:
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._run, name="telemetry", daemon=True)
                self._thread.start()

    def _run(self) -> None:
        pause = threading.Event()
        while True:
            pause.wait(SECONDS)
            while self.drain() == BATCH:
                continue


def recorder() -> Recorder:
    """Return this process's recorder."""
    found: Recorder | None = current_app.extensions.get("telemetry")
    if found is None:
        found = current_app.extensions["telemetry"] = Recorder(db.engine, is_testing=current_app.testing)
    return found


def note_search(key: str, *, account_id: int, query: str, folded: str, hits: int) -> None:
    """Note a search; links to its hits carry the key, so that what was opened can be told."""
    recorder().note(
        Searched(
            key=key,
            at=clock.now(),
            account_id=account_id,
            query=query[:QUERY_MAX],
            folded=folded[:QUERY_MAX],
            hits=hits,
        )
    )


def note_opened(key: str | None, no: int) -> None:
    """Note which hit of a search was opened."""
    if key and len(key) <= KEY_MAX:
        recorder().note(Opened(key=key, no=no))


def note_view(scenario_id: int) -> None:
    """Note that a scenario was read."""
    recorder().note(Viewed(scenario_id=scenario_id, day=clock.now().date()))


def drain(app: Flask) -> None:
    """Write all that waits; for tests and for the end of a process."""
    with app.app_context():
        while recorder().drain() == BATCH:
            continue


def _take(notes: "queue.Queue[Note]") -> list[Note]:
    taken: list[Note] = []
    while len(taken) < BATCH:
        try:
            taken.append(notes.get_nowait())
        except queue.Empty:
            break
    return taken


def _write(connection: Connection, notes: list[Note]) -> None:
    searches = [vars(note) for note in notes if isinstance(note, Searched)]
    if searches:
        connection.execute(insert(SearchLog), searches)
    for note in notes:
        if isinstance(note, Opened):
            chosen = update(SearchLog).where(SearchLog.key == note.key, SearchLog.opened_no.is_(None))
            connection.execute(chosen.values(opened_no=note.no))
    views = Counter((note.scenario_id, note.day) for note in notes if isinstance(note, Viewed))
    if views:
        rows = [
            {"scenario_id": scenario_id, "day": day, "count": number}
            for (scenario_id, day), number in sorted(views.items())
        ]
        connection.execute(_raise_counts(connection.dialect.name), rows)


@cache
def _raise_counts(dialect: str) -> Any:
    row = (sqlite if dialect == "sqlite" else postgresql).insert(ViewCount)
    return row.on_conflict_do_update(
        index_elements=["scenario_id", "day"], set_={"count": ViewCount.count + row.excluded.count}
    )
