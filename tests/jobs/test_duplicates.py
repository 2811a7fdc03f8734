"""Duplicates are looked for after every change; what no longer holds leaves the queue."""

import datetime as dt
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from scenariowiki.cli.curation import curation
from scenariowiki.curation.commands import detecting, opening, queue
from scenariowiki.curation.models import QueueEvent, QueueItem
from scenariowiki.curation.rules.items import ESCALATION, ItemKind, ItemState
from scenariowiki.jobs import drain, duplicates, indexing
from scenariowiki.kernel import outbox
from scenariowiki.kernel.outbox import OutboxRow
from scenariowiki.runtime import indexing as index
from scenariowiki.runtime.session import read, write
from scenariowiki.scenarios.rules.states import RejectReason, State
from tests import personas, wiki
from tests.curation.acts import merge_pages
from tests.curation.test_scan import AGAIN, OTHER, TOLD, candidates, items, waiting
from tests.scenarios.writing import draft, move, published, save_text, scenario, situation, solution

ANN, CY, SYSTEM = personas.ANN, personas.CY, personas.SYSTEM


@pytest.fixture(autouse=True)
def deliver(app: Flask) -> Callable[[], None]:
    """Deliver what waits, as the background process does."""
    index.rebuild(read())
    app.extensions["deliverers"] = {"index": indexing.deliver, "duplicates": duplicates.deliver}

    def run() -> None:
        drain.drain()

    return run


def told(text: str = TOLD, title: str = "缺货要求退款") -> int:
    return published(ANN, about=situation(title=title, text=text))


def rewrite(no: int, text: str, title: str = "缺货要求退款") -> None:
    save_text(ANN, no, text, base_seq=scenario(no).last_seq, title=title)


def events() -> list[tuple[str, str | None]]:
    ours = [item.id for item in items()]
    logged = select(QueueEvent.name, QueueEvent.facts).where(QueueEvent.item_id.in_(ours))
    rows = read().execute(logged.order_by(QueueEvent.id))
    return [(name, facts.get("why")) for name, facts in rows]


def test_what_is_handed_in_is_held_against_the_catalogue(deliver: Callable[[], None]) -> None:
    told()
    told(OTHER, title="夜班无法登录")
    deliver()
    move(ANN, draft(ANN, about=situation(title="缺货要求退款", text=AGAIN)), State.SUBMITTED)

    deliver()

    assert waiting() == ["dup_scenario:1:3"]
    assert items()[0].score is not None


def test_a_scenario_that_becomes_like_another_is_found(deliver: Callable[[], None]) -> None:
    told()
    no = told(OTHER)
    deliver()
    assert waiting() == []

    rewrite(no, AGAIN)
    deliver()

    assert waiting() == ["dup_scenario:1:2"]


def test_an_item_whose_sides_are_no_longer_alike_closes_as_stale(deliver: Callable[[], None]) -> None:
    told()
    no = told(AGAIN)
    deliver()
    rewrite(no, OTHER, "夜班无法登录")

    deliver()

    assert events() == [("opened", None), ("stale", "changed")]
    assert (waiting(), candidates()) == ([], 0)


def test_an_open_item_states_what_its_sides_are_now_and_stays_urgent(deliver: Callable[[], None]) -> None:
    """What three curators skipped is no less urgent because a side was saved (Q4)."""
    told()
    no = told(AGAIN)
    deliver()
    before = items()[0].score or 0
    for curator in (CY, personas.DAN, SYSTEM):
        with write() as uow:
            queue.skip(uow, curator, items()[0].id)
    rewrite(no, TOLD)

    deliver()

    assert (items()[0].score or 0) > before
    assert items()[0].weight == pytest.approx(20 * (items()[0].score or 0) + ESCALATION)
    assert events()[-1] == ("escalated", None)


def test_an_item_with_a_rejected_side_closes_as_stale(deliver: Callable[[], None]) -> None:
    told()
    no = draft(ANN, about=situation(title="缺货要求退款", text=AGAIN))
    move(ANN, no, State.SUBMITTED)
    deliver()
    assert waiting() == ["dup_scenario:1:2"]

    move(CY, no, State.REJECTED, reason=RejectReason.SPAM)
    deliver()

    assert events()[-1] == ("stale", "gone")
    assert candidates() == 0


def test_q5_a_side_that_is_another_text_but_still_alike_makes_another_item(
    deliver: Callable[[], None],
) -> None:
    told()
    no = told(AGAIN)
    deliver()
    rewrite(1, TOLD + OTHER)
    rewrite(no, TOLD + OTHER)

    deliver()

    assert events() == [("opened", None), ("stale", "changed"), ("opened", None)]
    assert waiting() == ["dup_scenario:1:2"]


def test_an_item_that_a_curator_has_claimed_is_left_to_them(deliver: Callable[[], None]) -> None:
    told()
    no = told(AGAIN)
    deliver()
    with write() as uow:
        item = uow.session.get_one(QueueItem, items()[0].id)
        item.state, item.claimed_by, item.claimed_at = ItemState.CLAIMED, personas.CY.id, uow.now
        item.lease_until = uow.now + dt.timedelta(minutes=20)
    rewrite(no, OTHER, "夜班无法登录")

    deliver()

    assert waiting() == ["dup_scenario:1:2"]
    assert candidates() == 1  # so that it is looked at again


def test_what_a_person_proposed_stays_however_unlike_it_is(deliver: Callable[[], None]) -> None:
    told()
    told(OTHER, title="夜班无法登录")
    with write() as uow:
        opening.open_item(
            uow,
            kind=ItemKind.DUP_SCENARIO,
            key="dup_scenario:1:2",
            weight=10,
            by=ANN,
            scenario_id=1,
            other_scenario_id=2,
        )

    deliver()

    assert waiting() == ["dup_scenario:1:2"]


def test_two_solutions_of_one_scenario_that_are_the_same_are_found(deliver: Callable[[], None]) -> None:
    steps = (
        "向客户致歉并核实订单里的商品和付款时间",
        "当场办理全额退款并赠送二十元优惠券",
        "第二天回访确认退款到账",
    )
    published(ANN, solution(*steps), solution(*steps, "登记"))

    deliver()

    assert waiting() == ["dup_solution:1:2"]


def test_rivals_that_share_only_their_topic_are_no_pair(deliver: Callable[[], None]) -> None:
    published(
        ANN,
        solution("向客户致歉，核实订单和付款时间，当场办理全额退款。"),
        solution("向客户致歉，说明到货时间，客户同意后改发同款，赠送优惠券。"),
    )

    deliver()

    assert waiting() == []


def test_m28_solutions_brought_together_by_a_merge_stay_in_the_queue(deliver: Callable[[], None]) -> None:
    steps = ("向客户致歉并核实订单里的商品和付款时间", "当场办理全额退款并赠送二十元优惠券")
    one = published(ANN, solution(*steps))
    other = published(ANN, solution(*steps), about=situation(title="有余额仍被停机"))
    merge_pages(one, other)

    deliver()

    (item,) = [row for row in items() if row.kind == ItemKind.DUP_SOLUTION and row.closed_at is None]
    assert item.scenario_id == scenario(one).id


def test_an_import_is_scanned_once_and_not_examined_case_by_case() -> None:
    for at in range(3):
        wiki.publish(SYSTEM, f"缺货{at}", TOLD)

    rows = read().scalars(select(OutboxRow).where(OutboxRow.kind == "duplicates")).all()

    assert {row.key for row in rows} == {"scan"}
    assert all(row.not_before > row.created_at for row in rows)


def test_only_a_few_are_examined_before_saves_are_indexed_again(deliver: Callable[[], None]) -> None:
    no = told()
    deliver()
    with write() as uow:
        outbox.enqueue_all(uow.session, "duplicates", [str(no + at) for at in range(50)], at=uow.now)

    drain.drain_once()

    left = read().scalars(select(OutboxRow.key).where(OutboxRow.kind == "duplicates")).all()
    assert len(left) == 50 - duplicates.AT_ONCE


def test_the_nightly_scan_has_nothing_to_do_when_all_was_scanned(app: Flask) -> None:
    told()
    told(AGAIN)
    result = app.test_cli_runner().invoke(curation, ["scan", "--quiet"])

    assert result.exit_code == 0, result.output
    assert "1" in result.output
    assert waiting() == ["dup_scenario:1:2"]
    assert duplicates.scan_nightly() == "0"


def test_q2_what_waits_gets_more_urgent_every_hour() -> None:
    told()
    duplicates.age_queue()
    with write(now=personas.BEGAN) as uow:
        opening.open_item(
            uow, kind=ItemKind.DUP_SCENARIO, key="dup_scenario:1:2", weight=20, by=SYSTEM, scenario_id=1
        )

    assert duplicates.age_queue() == "1"

    assert items()[0].priority == 35
    assert duplicates.age_queue() == "0"


def test_a_scan_meets_examinations_without_opening_twice(deliver: Callable[[], None]) -> None:
    told()
    told(AGAIN)
    deliver()
    task = detecting.Detection(read=read, write=write, by=SYSTEM)

    assert [end.settled.opened for end in detecting.scan(task)][-1] == 0
    assert len(items()) == 1
