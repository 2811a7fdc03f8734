"""The outbox: each key once, failures kept and tried again, nobody held up by another's fault."""

import datetime as dt
from collections.abc import Callable, Sequence

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from scenariowiki.jobs import drain
from scenariowiki.kernel import outbox
from scenariowiki.kernel.outbox import OutboxRow
from scenariowiki.runtime.session import read, write
from scenariowiki.search.index import IndexBusy

Put = Callable[..., None]


class Receiver:
    """A deliverer that remembers, and refuses what it was told to refuse."""

    def __init__(self, *refused: str, fault: type[Exception] = ValueError) -> None:
        self.calls: list[list[str]] = []
        self._refused = set(refused)
        self._fault = fault

    def __call__(self, _session: Session, rows: Sequence[OutboxRow], _now: dt.datetime) -> None:
        self.calls.append([row.key for row in rows])
        if self._refused & set(self.calls[-1]):
            raise self._fault("refused")

    @property
    def got(self) -> list[str]:
        """List what was taken."""
        return [key for call in self.calls if not self._refused & set(call) for key in call]


@pytest.fixture
def receive(app: Flask) -> Callable[..., Receiver]:
    """Put a receiver in the deliverer's place."""

    def place(*refused: str, fault: type[Exception] = ValueError) -> Receiver:
        receiver = Receiver(*refused, fault=fault)
        app.extensions["deliverers"] = {"try": receiver}
        return receiver

    return place


def put(*keys: str) -> None:
    """Put work in the outbox."""
    with write() as uow:
        for key in keys:
            outbox.enqueue(uow.session, "try", key, {}, at=uow.now)


def waiting() -> list[tuple[str, int, str | None]]:
    """List what is still there: key, attempts, error."""
    rows = read().execute(select(OutboxRow.key, OutboxRow.attempts, OutboxRow.error).order_by(OutboxRow.id))
    return [(key, attempts, error) for key, attempts, error in rows]


def make_due() -> None:
    """Let the pause after a failure be over."""
    with write() as uow:
        uow.session.execute(update(OutboxRow).values(not_before=uow.now))


def test_work_is_delivered_and_forgotten(receive: Callable[..., Receiver]) -> None:
    receiver = receive()
    put("1", "2")

    assert drain.drain() == 2

    assert receiver.calls == [["1", "2"]]
    assert waiting() == []


def test_a_key_is_delivered_once_a_batch(receive: Callable[..., Receiver]) -> None:
    receiver = receive()
    put("1", "2", "1", "1")

    drain.drain()

    assert sorted(receiver.got) == ["1", "2"]
    assert waiting() == []


def test_batches_are_bounded(receive: Callable[..., Receiver]) -> None:
    receiver = receive()
    put(*map(str, range(drain.BATCH + 50)))

    drain.drain()

    assert [len(call) for call in receiver.calls] == [drain.BATCH, 50]


def test_only_the_row_at_fault_stays_with_its_error(receive: Callable[..., Receiver]) -> None:
    receiver = receive("bad")
    put("1", "2", "bad", "4", "5")

    drain.drain()

    assert sorted(receiver.got) == ["1", "2", "4", "5"]
    assert waiting() == [("bad", 1, "ValueError: refused")]


def test_a_failed_row_waits_ever_longer(receive: Callable[..., Receiver]) -> None:
    receive("bad")
    put("bad")

    for attempt in (1, 2, 3):
        drain.drain()
        make_due()
        assert waiting()[0][1] == attempt


def test_a_failed_row_is_not_tried_before_its_time(receive: Callable[..., Receiver]) -> None:
    receiver = receive("bad")
    put("bad")

    drain.drain()
    drain.drain()

    assert len(receiver.calls) == 1


@pytest.mark.parametrize("fault", [IndexBusy, OSError])
def test_a_fault_of_no_row_is_not_searched_for_among_them(
    receive: Callable[..., Receiver], fault: type[Exception]
) -> None:
    receiver = receive("1", fault=fault)
    put("1", "2", "3")

    drain.drain()

    assert len(receiver.calls) == 1
    assert [attempts for _key, attempts, _error in waiting()] == [1, 1, 1]


def test_work_of_a_kind_that_nobody_delivers_waits(app: Flask, receive: Callable[..., Receiver]) -> None:
    receive()
    with write() as uow:
        outbox.enqueue(uow.session, "mail", "1", {}, at=uow.now)

    assert drain.drain() == 0
    assert len(waiting()) == 1
