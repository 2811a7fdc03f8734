"""The background process: one leads, drains the outbox and runs what is due until it is told to stop."""

import datetime as dt
import logging
import os
import time
from collections.abc import Callable, Iterable
from threading import Event, Thread

from flask import Flask
from sqlalchemy.exc import OperationalError

from scenariowiki.curation.commands.detecting import DUPLICATES
from scenariowiki.jobs import children, drain, indexing, schedule
from scenariowiki.jobs.duplicates import AT_ONCE
from scenariowiki.jobs.schedule import Job
from scenariowiki.kernel import clock, outbox
from scenariowiki.notifications.rules import MAIL
from scenariowiki.runtime import locks
from scenariowiki.runtime.faults import is_disk_full
from scenariowiki.runtime.health import HEARTBEAT, HEARTBEAT_EVERY
from scenariowiki.runtime.session import read

LOG = logging.getLogger(__name__)
POLL_SECONDS = 0.2
ELECTION_SECONDS = 2.0
SCHEDULE_SECONDS = 5.0
# Looking for duplicates costs more than indexing, and a page that is saved again and again needs it once.
UNHURRIED = {DUPLICATES: 3.0}
LOCK = "jobs"
FULL_SECONDS = 15.0
MAIL_SECONDS = 1.0
POSTMAN_SECONDS = 15.0
# Between so few letters the postman looks whether it is still his turn: another process may lead by then.
LETTERS = 20


def run_forever(app: Flask, jobs: Iterable[Job], stop: Event) -> None:
    """Wait to be elected, then work until told to stop or until the parent process is gone."""
    parent = os.getppid()
    jobs = tuple(jobs)
    while not stop.is_set():
        with locks.try_to_hold(app, LOCK) as lock:
            if lock is not None:
                LOG.info("This process does the background work.")
                _lead(app, jobs, lock, lambda: stop.is_set() or os.getppid() != parent, stop)
                return
        stop.wait(ELECTION_SECONDS)


def run_once(app: Flask, jobs: Iterable[Job]) -> int | None:
    """Do all that is due now; return how many outbox rows were handled, None when another process leads."""
    with locks.try_to_hold(app, LOCK) as lock, app.app_context():
        if lock is None:
            return None
        indexing.heal(thoroughly=True)
        handled = drain.drain()
        schedule.run_due(jobs, clock.now())
        return handled + drain.drain()


def _lead(
    app: Flask, jobs: tuple[Job, ...], lock: locks.Lock, stopped: Callable[[], bool], stop: Event
) -> None:
    over = Event()
    postman = Thread(target=_post, args=(app, over), name="postman", daemon=True)
    postman.start()
    try:
        _work(app, jobs, lock, stopped, stop)
    finally:
        over.set()
        children.end_all()
        postman.join(POSTMAN_SECONDS)


def _post(app: Flask, over: Event) -> None:
    """Deliver mail beside everything else: a mail server may take its time, what is saved may not."""
    while not over.is_set():
        with app.app_context():
            try:
                handled = drain.drain_once(only=MAIL, limit=LETTERS)
            except Exception:
                LOG.exception("Mail could not be delivered; it waits.")
                handled = 0
        if handled < LETTERS:
            over.wait(MAIL_SECONDS)


def _work(
    app: Flask, jobs: tuple[Job, ...], lock: locks.Lock, stopped: Callable[[], bool], stop: Event
) -> None:
    beats = _Every(HEARTBEAT_EVERY)
    rounds = _Every(dt.timedelta(seconds=SCHEDULE_SECONDS))
    unhurried = {kind: _Every(dt.timedelta(seconds=seconds)) for kind, seconds in UNHURRIED.items()}

    def work() -> int:
        with app.app_context():
            if beats.due():
                lock.check()
                schedule.beat(HEARTBEAT, every=HEARTBEAT_EVERY)
                indexing.heal(thoroughly=False)
            resting = {kind for kind, every in unhurried.items() if _rests(kind, every)}
            handled = drain.drain_once(but={MAIL, *resting})
            if rounds.due():
                schedule.run_due(jobs, clock.now())
        return handled

    while not stopped():
        # Without a backlog a round takes in several saves: a commit of the index costs more than one of them.
        if _unless_full(work, stop) < drain.BATCH:
            stop.wait(POLL_SECONDS)


def _unless_full(work: Callable[[], int], stop: Event) -> int:
    """Do a round of work; on a full disk wait for room, rather than end and be started again and again."""
    try:
        return work()
    except OperationalError as error:
        if not is_disk_full(error):
            raise
        LOG.warning("The disk is full: the background work waits for room.")
        stop.wait(FULL_SECONDS)
        return 0


def _rests(kind: str, every: "_Every") -> bool:
    """Tell whether work of a kind can wait for its next round: a backlog is worked off without a pause."""
    return not every.due() and outbox.count_keys(read(), kind) <= AT_ONCE


class _Every:
    """Tells once an interval that it is time, by a clock that nobody sets."""

    def __init__(self, interval: dt.timedelta) -> None:
        self._interval = interval.total_seconds()
        self._next = 0.0

    def due(self) -> bool:
        now = time.monotonic()
        if now < self._next:
            return False
        self._next = now + self._interval
        return True
