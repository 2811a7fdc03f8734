"""One background process leads; another waits until it is gone."""

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask

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
