"""Publish items: opened by what is submitted, closed wherever it is decided, taken back in the queue."""

import datetime as dt

import pytest
from sqlalchemy import event as sql
from sqlalchemy import func, select

from scenariowiki.curation.commands.publishing import follow_submissions
from scenariowiki.curation.models import QueueItem
from scenariowiki.curation.rules.items import ItemKind, ItemState, Verdict
from scenariowiki.kernel import clock
from scenariowiki.kernel.errors import Conflict, Forbidden, Invalid
from scenariowiki.runtime.session import db, read, write
from scenariowiki.scenarios.commands.transitions import move_solution
from scenariowiki.scenarios.models import Comment
from scenariowiki.scenarios.rules.content import PageInput
from scenariowiki.scenarios.rules.states import RejectReason, State
from tests import personas
from tests.curation.queueing import claim, decide, item, log, set_curator, waiting, withdraw
from tests.scenarios.writing import (
    draft,
    move,
    published,
    recorded,
    save,
    scenario,
    situation,
    solution,
    solutions_of,
)

pytestmark = pytest.mark.usefixtures("app")
ANN, CY, DAN, ZOE = personas.ANN, personas.CY, personas.DAN, personas.ZOE


def submitted() -> tuple[int, int]:
    """Hand a scenario with a solution in; return its number and its item."""
    no = draft(ANN, solution("核对账户。"))
    move(ANN, no, State.SUBMITTED)
    (one,) = waiting(ItemKind.PUBLISH)
    return no, one.id


def test_what_is_submitted_waits_in_the_queue_once() -> None:
    no, one = submitted()

    found = item(one)
    assert (found.scenario_id, found.created_by, log(one)) == (scenario(no).id, ANN.id, ["opened"])


def test_q4_publishing_in_the_queue_publishes_the_solutions_too() -> None:
    no, one = submitted()

    decide(one, Verdict.PUBLISH)

    assert scenario(no).state == solutions_of(no)[0].state == State.PUBLISHED
    assert item(one).state == ItemState.APPLIED
    assert len(recorded("QueueItemDecided")) == 1
    assert waiting(ItemKind.PUBLISH) == []


def test_q4_sending_back_says_what_is_to_be_done_and_submitting_again_opens_another() -> None:
    no, one = submitted()
    with pytest.raises(Invalid):
        decide(one, Verdict.NEEDS_WORK)

    decide(one, Verdict.NEEDS_WORK, note="请写明停机时间。")

    assert read().scalars(select(Comment.text)).all() == ["请写明停机时间。"]
    move(ANN, no, State.SUBMITTED)
    assert [found.id for found in waiting(ItemKind.PUBLISH)] == [one + 1]


def test_q4_a_rejection_needs_a_reason() -> None:
    no, one = submitted()
    with pytest.raises(Invalid):
        decide(one, Verdict.REJECT)

    decide(one, Verdict.REJECT, reason=RejectReason.SPAM)

    assert scenario(no).state == State.REJECTED


def test_what_is_decided_on_its_page_is_decided_in_the_queue() -> None:
    no, one = submitted()

    move(CY, no, State.PUBLISHED)

    assert (item(one).state, item(one).verdict, item(one).decided_by) == ("applied", "publish", CY.id)
    assert recorded("QueueItemDecided")[0]["is_paid"] is True


def test_q1_nor_is_it_decided_on_its_page_while_somebody_else_has_it() -> None:
    no, one = submitted()
    claim(one, DAN)

    with pytest.raises(Conflict, match="claimed"):
        move(CY, no, State.PUBLISHED)

    assert scenario(no).state == State.SUBMITTED


def test_q8_an_author_cannot_claim_what_they_submitted() -> None:
    no = draft(DAN)
    move(DAN, no, State.SUBMITTED)

    with pytest.raises(Forbidden, match="conflict_of_interest"):
        claim(waiting(ItemKind.PUBLISH)[0].id, DAN)


def test_m33_whoever_wrote_a_part_decides_on_the_page_only_where_too_few_others_could() -> None:
    no = draft(ANN, about=situation(text="客户来电询问停机原因，系统显示账户余额充足。" * 9))
    move(ANN, no, State.SUBMITTED)
    save(DAN, no, PageInput(solutions=(solution("核对。"),), base_seq={}))
    set_curator(ZOE.id)

    with pytest.raises(Forbidden, match="conflict_of_interest"):
        move(DAN, no, State.PUBLISHED)
    set_curator(ZOE.id, disabled=clock.now())
    move(DAN, no, State.PUBLISHED)

    assert recorded("QueueItemDecided")[-1]["override"] is True


def test_a_solution_added_later_has_an_item_of_its_own() -> None:
    no = published(ANN)
    save(ZOE, no, PageInput(solutions=(solution("人工复机。"),)))
    (one,) = waiting(ItemKind.PUBLISH)
    assert one.solution_id == solutions_of(no)[0].id

    decide(one.id, Verdict.PUBLISH)

    assert solutions_of(no)[0].state == State.PUBLISHED


def test_a_solution_decided_on_its_page_leaves_the_queue() -> None:
    no = published(ANN)
    save(ZOE, no, PageInput(solutions=(solution("人工复机。"),)))
    with write() as uow:
        move_solution(uow, CY, solutions_of(no)[0].id, State.PUBLISHED)

    assert waiting(ItemKind.PUBLISH) == []


def test_archiving_a_page_takes_its_solutions_out_of_the_queue() -> None:
    no = published(ANN)
    save(ZOE, no, PageInput(solutions=(solution("人工复机。"),)))

    move(CY, no, State.ARCHIVED)
    assert waiting(ItemKind.PUBLISH) == []

    move(CY, no, State.PUBLISHED)
    assert len(waiting(ItemKind.PUBLISH)) == 1


@pytest.mark.parametrize("verdict", [Verdict.PUBLISH, Verdict.NEEDS_WORK, Verdict.REJECT])
def test_q9_a_decision_about_publishing_is_taken_back(verdict: Verdict) -> None:
    no, one = submitted()
    now = clock.now()
    reason = RejectReason.SPAM if verdict is Verdict.REJECT else None
    decide(one, verdict, now=now, note="请写明停机时间。", reason=reason)

    withdraw(one, now=now + dt.timedelta(seconds=30))

    assert scenario(no).state == solutions_of(no)[0].state == State.SUBMITTED
    assert (item(one).state, len(waiting(ItemKind.PUBLISH))) == (ItemState.CLAIMED, 1)
    decide(one, Verdict.PUBLISH)
    assert scenario(no).state == State.PUBLISHED


def test_q9_what_was_published_on_its_page_is_taken_back_whole() -> None:
    no, one = submitted()
    move(CY, no, State.PUBLISHED)

    withdraw(one)

    assert scenario(no).state == solutions_of(no)[0].state == State.SUBMITTED


def test_q2_an_emergency_comes_first() -> None:
    calm, urgent = (
        draft(ANN, about=situation(fields={"business_line": "telecom", **more}))
        for more in ({}, {"complexity": "emergency"})
    )
    for no in (calm, urgent):
        move(ANN, no, State.SUBMITTED)

    first, second = waiting(ItemKind.PUBLISH)
    assert first.priority < second.priority


def test_many_submitted_at_once_cost_a_few_statements() -> None:
    numbers = [draft(ANN) for _ in range(5)]
    for no in numbers:
        move(ANN, no, State.SUBMITTED)
    with write() as uow:
        for found in uow.session.scalars(select(QueueItem)):
            found.closed_at = uow.now
    ids = [scenario(no).id for no in numbers]
    seen: list[str] = []
    sql.listen(db.engine, "before_cursor_execute", lambda *given: seen.append(given[2]))

    with write() as uow:
        follow_submissions(uow, ids)

    assert read().scalar(select(func.count()).where(QueueItem.closed_at.is_(None))) == 5
    assert len([one for one in seen if not one.startswith(("BEGIN", "COMMIT"))]) < 10
