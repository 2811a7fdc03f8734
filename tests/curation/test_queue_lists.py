"""The queue as it is listed: its order, its marks, and that it stays cheap."""

import datetime as dt
import time
from itertools import pairwise

import pytest
from flask import Flask
from sqlalchemy import event, insert

from scenariowiki.curation.commands import queue
from scenariowiki.curation.models import QueueItem
from scenariowiki.curation.queries.queue import count_by_kind, count_open, find_next, get_row, list_items
from scenariowiki.curation.rules.items import ItemKind, ItemState
from scenariowiki.kernel import clock
from scenariowiki.kernel.errors import Forbidden
from scenariowiki.runtime.session import db, read, write
from scenariowiki.scenarios.rules.states import State
from tests import personas
from tests.curation.queueing import claim, pair, two
from tests.scenarios.writing import draft, move, published, save_text, scenario, situation

pytestmark = pytest.mark.usefixtures("app")
ANN, CY, DAN = personas.ANN, personas.CY, personas.DAN
NOW = clock.now()
DAY = dt.timedelta(days=1)
MINUTE = dt.timedelta(minutes=1)


def fill(*rows: tuple[float, dt.timedelta], kind: ItemKind = ItemKind.STALE_REVIEW) -> list[int]:
    """Put items of one scenario into the queue: priority, and when they are due from now."""
    one, _other = two()
    with write() as uow:
        uow.session.execute(
            insert(QueueItem),
            [
                {
                    "kind": kind,
                    "key": f"{kind}:{number}",
                    "state": ItemState.OPEN,
                    "scenario_id": one,
                    "priority": priority,
                    "weight": priority,
                    "due_at": NOW + due,
                    "created_at": NOW - DAY + number // 2 * MINUTE,  # by two, so that ids decide as well
                    "created_by": personas.SYSTEM.id,
                }
                for number, (priority, due) in enumerate(rows)
            ],
        )
    return [row.id for row in read().query(QueueItem).filter_by(kind=kind).order_by(QueueItem.id)]


def listed(**more: object) -> list[int]:
    kinds = (ItemKind.STALE_REVIEW,)
    return [row.id for row in list_items(read(), CY, now=NOW, kinds=kinds, **more)]  # type: ignore[arg-type]


def test_q2_overdue_first_then_urgent_then_old() -> None:
    calm, urgent, older_urgent, late = fill((10, DAY), (30, DAY), (30, DAY), (5, -DAY))

    assert listed() == [late, urgent, older_urgent, calm]


def test_q2_a_walk_meets_every_item_once() -> None:
    ids = fill(*((number % 3, DAY if number % 4 else -DAY) for number in range(10)))

    seen: list[int] = []
    after = None
    while rows := list_items(read(), CY, now=NOW, kinds=(ItemKind.STALE_REVIEW,), limit=3, after=after):
        seen += [row.id for row in rows]
        after = rows[-1].place

    assert sorted(seen) == ids
    assert seen == listed(limit=50)


def test_q1_a_lease_that_ran_out_leaves_an_item_open() -> None:
    (one,) = fill((10, DAY))
    claim(one, now=NOW - 20 * MINUTE)

    (row,) = list_items(read(), CY, now=NOW, kinds=(ItemKind.STALE_REVIEW,))
    assert (row.state, row.claimed_by) == (ItemState.OPEN, None)
    assert listed(states=(ItemState.CLAIMED,)) == []
    assert listed(states=(ItemState.OPEN,)) == [one]


def test_q4_and_q8_what_one_skipped_or_wrote_is_marked_and_passed_over() -> None:
    skipped, free = fill((30, DAY), (10, DAY))
    with write(now=NOW) as uow:
        queue.skip(uow, CY, skipped)
    mine = draft(CY)
    move(CY, mine, State.SUBMITTED)

    rows = {row.id: row for row in list_items(read(), CY, now=NOW)}
    assert rows[skipped].skipped_until == NOW + 7 * DAY
    assert [row.is_own for row in rows.values() if row.no == scenario(mine).no] == [True]
    assert find_next(read(), CY, now=NOW) == free
    assert find_next(read(), CY, now=NOW + 8 * DAY) == skipped
    assert find_next(read(), DAN, now=NOW, kinds=(ItemKind.STALE_REVIEW,)) == skipped


def test_q8_who_wrote_a_fifth_of_a_page_sees_it_marked() -> None:
    one, other = two()
    found = pair(one, other)
    save_text(
        DAN,
        1,
        "客户来电询问停机原因。系统显示账户余额充足。班长接手后逐项核对，发现是欠费标记没有清。",
        base_seq=1,
    )
    save_text(CY, 2, "客户来电询问停机原因。系统显示账户余额充足！", base_seq=1)

    marked = {who.id: get_row(read(), who, found, now=NOW).is_own for who in (CY, DAN)}

    assert marked == {CY.id: False, DAN.id: True}
    with pytest.raises(Forbidden, match="conflict_of_interest"):
        claim(found, DAN)


def test_q8_marking_a_list_takes_a_handful_of_queries() -> None:
    ids = [
        scenario(published(who, about=situation(f"停机第 {n} 种"))).id for n, who in enumerate((ANN, DAN) * 3)
    ]
    for one, other in pairwise(ids[::2]):
        pair(one, other)
    for one, other in pairwise(ids[1::2]):
        pair(one, other)
    said: list[str] = []
    event.listen(db.engine, "before_cursor_execute", lambda *given: said.append(given[2]))

    rows = list_items(read(), DAN, now=NOW, kinds=(ItemKind.DUP_SCENARIO,))

    assert sorted(row.is_own for row in rows) == [False, False, True, True]
    assert len(said) <= 8


def test_what_waits_is_counted_for_curators() -> None:
    fill((1, DAY), (2, -DAY))

    assert (count_open(read(), CY), count_open(read(), ANN)) == (2, 0)
    assert count_by_kind(read(), CY, NOW) == {"stale_review": (2, 1)}


def test_a_page_of_five_thousand_takes_twenty_milliseconds_at_most(app: Flask) -> None:
    fill(*((number % 97 / 3, DAY if number % 50 else -DAY) for number in range(5_000)))
    session = read()
    list_items(session, CY, now=NOW)

    began = time.process_time()
    for _ in range(5):
        list_items(session, CY, now=NOW)
        count_open(session, CY)
    spent = (time.process_time() - began) / 5

    assert spent < 0.020
