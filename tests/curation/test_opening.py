"""Items come into the queue once, due in working time, and leave it when nothing is left to decide."""

import datetime as dt

import pytest
from flask import Flask
from sqlalchemy import select

from scenariowiki.accounts.rules.calendar import WorkingCalendar, due_after
from scenariowiki.curation.commands import opening
from scenariowiki.curation.models import QueueEvent, QueueItem
from scenariowiki.curation.rules.items import SLA_DAYS, ItemKind, ItemState
from scenariowiki.runtime.session import read, write
from tests import personas
from tests.scenarios.writing import published

FRIDAY = dt.datetime(2026, 11, 20, 2, 0, tzinfo=dt.UTC)


def open_one(key: str = "dup_scenario:1:2", **more: float) -> int | None:
    with write(now=FRIDAY) as uow:
        item = opening.open_item(
            uow,
            kind=ItemKind.DUP_SCENARIO,
            key=key,
            weight=18.0,
            by=personas.SYSTEM,
            scenario_id=1,
            score=0.91234,
            **more,  # type: ignore[arg-type]
        )
        return item.id if item else None


def items() -> list[QueueItem]:
    pairs = select(QueueItem).where(QueueItem.kind == ItemKind.DUP_SCENARIO).order_by(QueueItem.id)
    return list(read().scalars(pairs))


def events() -> list[QueueEvent]:
    ours = [item.id for item in items()]
    return list(
        read().scalars(select(QueueEvent).where(QueueEvent.item_id.in_(ours)).order_by(QueueEvent.id))
    )


@pytest.fixture(autouse=True)
def _a_scenario(app: Flask) -> None:
    published(personas.ANN)


def test_an_item_is_opened_once_and_logged_with_its_score() -> None:
    assert open_one() is not None
    assert open_one() is None

    assert [(one.name, one.facts) for one in events()] == [("opened", {"score": 0.9123})]


def test_q2_a_pair_is_due_after_three_working_days_of_the_first_site() -> None:
    open_one()

    item = items()[0]
    assert item.due_at == FRIDAY + dt.timedelta(days=5)  # Monday, Tuesday, Wednesday
    assert item.priority == 18.0
    others = (ItemKind.PUBLISH, ItemKind.DUP_SOLUTION, ItemKind.SOP, ItemKind.FRAUD)
    assert [SLA_DAYS[kind] for kind in others] == [1, 3, 5, 2]


def test_a_stale_item_leaves_the_queue_and_its_key_is_free_again() -> None:
    open_one()
    with write() as uow:
        item = opening.find_open(uow.session, "dup_scenario:1:2")
        assert item is not None
        opening.close_stale(uow, item, personas.SYSTEM, why="changed")

    assert opening.find_open(read(), "dup_scenario:1:2") is None
    assert open_one() is not None
    assert [one.name for one in events()] == ["opened", "stale", "opened"]
    assert items()[0].state == ItemState.STALE


def test_holidays_are_not_worked_and_some_weekends_are() -> None:
    calendar = WorkingCalendar(
        timezone="Asia/Shanghai",
        holidays={dt.date(2026, 11, 23)},
        workdays={dt.date(2026, 11, 21)},
    )

    assert due_after(FRIDAY, 2, calendar) == FRIDAY + dt.timedelta(days=4)  # Saturday, Tuesday
