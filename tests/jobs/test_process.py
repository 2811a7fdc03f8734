"""One background process leads; another waits until it is gone."""

import datetime as dt
import signal
import sqlite3
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError

from scenariowiki.jobs import children, process, schedule, upkeep
from scenariowiki.kernel import outbox
from scenariowiki.runtime import health, locks
from scenariowiki.runtime.session import read, write


@contextmanager
def running(app: Flask) -> Iterator[threading.Event]:
    """Run the background process in a thread until the block ends."""
    stop = threading.Event()
    thread = threading.Thread(target=process.run_forever, args=(app, (), stop))
    thread.start()
    try:
        yield stop
    finally:
        stop.set()
        thread.join(20)
    assert not thread.is_alive()


def wait_for(what: str, happened: object) -> None:
    """Wait until something is so."""
    for _ in range(200):
        read().rollback()
        if happened():  # type: ignore[operator]
            return
        threading.Event().wait(0.05)
    raise AssertionError(what)


def test_it_delivers_what_comes_and_shows_that_it_lives(instance: Flask) -> None:
    instance.extensions["deliverers"] = {"try": lambda *_: None}
    with running(instance):
        with write() as uow:
            row = outbox.enqueue(uow.session, "try", "1", {}, at=uow.now)
            row_id = row.id

        wait_for("delivered", lambda: not outbox.is_open(read(), row_id))

    assert schedule.list_runs()[health.HEARTBEAT].last_finished_at


def test_r3_a_full_disk_is_waited_out(instance: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "FULL_SECONDS", 0.1)
    full = [OperationalError("UPDATE", {}, sqlite3.OperationalError("database or disk is full"))] * 2
    beat = schedule.beat
    monkeypatch.setattr(schedule, "beat", lambda *a, **k: _raise(full.pop()) if full else beat(*a, **k))
    monkeypatch.setattr(process, "HEARTBEAT_EVERY", dt.timedelta(0))

    with running(instance):
        wait_for("a sign of life", lambda: health.HEARTBEAT in schedule.list_runs())

    assert full == []


def _raise(error: Exception) -> None:
    raise error


def test_its_children_end_with_it(instance: Flask) -> None:
    with running(instance):
        wait_for("leading", lambda: health.HEARTBEAT in schedule.list_runs())
        child = children.start([sys.executable, "-c", "import time; time.sleep(60)"])

    assert child.poll() == -signal.SIGTERM


def test_a_second_one_waits_its_turn(instance: Flask) -> None:
    with locks.try_to_hold(instance, process.LOCK), running(instance):
        threading.Event().wait(0.3)
        assert health.HEARTBEAT not in schedule.list_runs()


def test_once_does_what_is_due_and_ends(instance: Flask) -> None:
    process.run_once(instance, ())  # makes the index
    with write() as uow:
        outbox.enqueue(uow.session, "index", "1", {}, at=uow.now)

    assert process.run_once(instance, upkeep.SCHEDULE) == 1
    assert set(schedule.list_runs()) == {job.name for job in upkeep.SCHEDULE}


def test_once_leaves_the_work_to_whoever_leads(instance: Flask) -> None:
    with locks.try_to_hold(instance, process.LOCK):
        assert process.run_once(instance, upkeep.SCHEDULE) is None
