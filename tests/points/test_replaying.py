"""History earns once, each event at its own time and on its own cap day (L5, L11, L12)."""

import datetime as dt
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text, update

from scenariowiki.cli.demo.hanging import delete_with_all_that_hangs
from scenariowiki.jobs import points as jobs
from scenariowiki.points.models import Award, Replay
from scenariowiki.points.queries.checking import verify
from scenariowiki.runtime.replaying import replay_batch
from scenariowiki.runtime.session import read, write
from scenariowiki.scenarios.rules.states import RejectReason, State
from tests import personas
from tests.points.earning import (
    DAY,
    HOUR,
    MORNING,
    add,
    awards,
    edit,
    move,
    publish_solution,
    ripen,
    shared,
    used,
    with_solution,
)
from tests.scenarios.writing import TEXT

pytestmark = pytest.mark.usefixtures("app")
ANN, CY, ZOE = personas.ANN, personas.CY, personas.ZOE
MORE = "先请客户报出停机短信的时间与内容，再核对当月是否有未出账的国际漫游费用。" * 8
END = MORNING + 40 * DAY


def before_points() -> None:
    """Have a database as it is after the upgrade: what happened waits to be replayed."""
    with write() as uow:
        uow.session.add(Replay(id=1, position=0, awards=0))


def live(*acts: Any) -> None:
    """Let acts happen one after the other, and the jobs process between them."""
    for at, act in acts:
        ripen(at)
        act(at)
    ripen(END)


def a_month() -> None:
    made: dict[str, int] = {}

    def remember(at: dt.datetime) -> None:
        made["solution"] = with_solution(ANN, at=at)

    live(
        (MORNING, remember),
        (MORNING + DAY, lambda at: [shared(ANN, title=f"停机第{one}种", at=at) for one in range(4)]),
        (MORNING + 2 * DAY, lambda at: used(ZOE, made["solution"], at=at)),
        (MORNING + 3 * DAY, lambda at: edit(ZOE, 1, TEXT + MORE, at=at)),
        (MORNING + 4 * DAY, lambda at: move(CY, 2, State.REJECTED, at=at, reason=RejectReason.SPAM)),
        (MORNING + 5 * DAY, lambda at: publish_solution(add(ZOE, 1, "先致歉", at=at), at=at + HOUR)),
        (MORNING + 6 * DAY, lambda at: move(CY, 3, State.NEEDS_WORK, at=at)),
    )


def told() -> list[tuple[Any, ...]]:
    """Tell of all awards what has to be the same."""
    return sorted(
        (
            one.rule,
            one.account_id,
            one.amount,
            one.state,
            one.cap_day,
            str(one.effective_day),
            one.resolved_at,
        )
        for one in awards()
    )


def test_l11_l12_history_earns_as_it_would_have_earned(app: Flask) -> None:
    del app
    a_month()
    as_it_happened = told()
    assert len(as_it_happened) > 12
    _forget()
    before_points()

    jobs.replay_history()
    ripen(END)

    assert told() == as_it_happened
    assert list(verify(read())) == []


def test_nothing_earns_before_its_turn() -> None:
    before_points()
    shared(ANN)
    assert awards() == []

    jobs.replay_history()

    assert [award.occurred_at for award in awards()] == [MORNING]


def test_l5_history_is_replayed_once() -> None:
    before_points()
    with_solution(ANN)
    jobs.replay_history()
    given = told()

    assert replay_batch() is None
    with write() as uow:  # as if it had been cut off before it could remember where it was
        uow.session.execute(update(Replay).values(position=0, done_at=None))
    jobs.replay_history()

    assert told() == given


def test_it_goes_on_where_it_was_cut_off() -> None:
    before_points()
    with_solution(ANN)
    used(ZOE, 1)

    while replay_batch() is not None:
        read().rollback()

    assert read().scalar(select(Replay.done_at)) is not None
    assert {award.rule for award in awards()} == {"P1", "P2", "P3", "P6", "P8"}


def test_what_happens_after_it_is_done_earns_at_once() -> None:
    before_points()
    jobs.replay_history()

    shared(ANN)

    assert len(awards()) == 1


def test_awards_wait_for_the_replay_to_ripen_in_order() -> None:
    shared(ANN)
    before_points()
    jobs.ripen_awards()

    assert [award.state for award in awards()] == ["pending"]


def _forget() -> None:
    """Take the points away, as if there had never been any; no events, no pages."""
    with write() as uow:
        ids = list(uow.session.scalars(select(Award.id)))
        delete_with_all_that_hangs(uow.session, {"award": ids})
        for table in ("cap_use", "period_score", "person_score", "purse", "outbox"):
            uow.session.execute(text(f"DELETE FROM {table}"))
