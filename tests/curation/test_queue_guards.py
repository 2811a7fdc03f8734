"""What the queue must not let through, and where it must not get stuck: batches, seconds, bulks, leases."""

import datetime as dt

import pytest

from scenariowiki.accounts.rules import Actor
from scenariowiki.curation.commands import proposing, queue, reporting
from scenariowiki.curation.commands.queue.directly import merge_directly
from scenariowiki.curation.queries.queue import list_items
from scenariowiki.curation.rules.items import ItemKind, ItemState, Verdict
from scenariowiki.curation.rules.merging import MergeKind
from scenariowiki.kernel import clock
from scenariowiki.kernel.errors import Conflict, Forbidden, Invalid
from scenariowiki.runtime.session import read, write
from scenariowiki.scenarios.models import Scenario
from scenariowiki.scenarios.rules.content import PageInput
from scenariowiki.scenarios.rules.states import State
from scenariowiki.sops.commands.reviewing import ask_review
from scenariowiki.sops.rules.reviews import ReviewReason
from tests import personas
from tests.curation.acts import merge_pages, prepared, request
from tests.curation.queueing import (
    a_pair,
    claim,
    decide,
    decided,
    item,
    pair,
    two,
    waiting,
    withdraw,
)
from tests.scenarios.writing import draft, move, published, save, scenario, situation, solution, solutions_of
from tests.web.scenarios.conftest import statements

pytestmark = pytest.mark.usefixtures("app")
ANN, CY, DAN, ZOE = personas.ANN, personas.CY, personas.DAN, personas.ZOE
TOLD = {
    "余额充足却停机": "客户来电询问停机原因。",
    "发票抬头写错": "已开出的票据要作废重开。",
    "快递迟迟未到": "物流信息停在中转仓。",
}


def batch_of(*authors: Actor) -> int:
    """Merge three unlike scenarios by these authors; the item waits for a second curator (M32)."""
    numbers = []
    for author, (title, text) in zip(authors, TOLD.items(), strict=True):
        no = draft(author, about=situation(title, text))
        move(author, no, State.SUBMITTED)
        move(CY if author != CY else DAN, no, State.PUBLISHED)
        numbers.append(no)
    ready = prepared(request(*(scenario(no).id for no in numbers)))
    with write() as uow:
        return merge_directly(uow, CY, ready).item.id


def test_q8_who_wrote_the_last_of_a_batch_cannot_claim_it_and_sees_it_marked() -> None:
    waits = batch_of(ANN, ZOE, DAN)
    assert item(waits).state == ItemState.AWAITING_SECOND

    with pytest.raises(Forbidden, match="conflict_of_interest"):
        claim(waits, DAN)

    (row,) = list_items(read(), DAN, now=clock.now(), kinds=[ItemKind.DUP_SCENARIO])
    assert row.is_own


def test_q7_a_batch_is_decided_by_itself_and_not_with_others() -> None:
    waits = batch_of(ANN, ZOE, ANN)
    decide(waits, Verdict.DISTINCT, DAN)
    assert item(waits).state == ItemState.OPEN

    assert not queue.look_over(read(), DAN, [waits])[0].may(Verdict.DISTINCT)


def test_m32_where_nobody_uninvolved_is_left_the_second_curator_may_say_so() -> None:
    """One who wrote a side agrees by override (M33); the item would wait for ever otherwise."""
    mine = draft(DAN, about=situation("有余额仍被停机"))
    move(DAN, mine, State.SUBMITTED)
    move(CY, mine, State.PUBLISHED)
    waits = pair(two()[0], scenario(mine).id, score=0.2)
    assert decide(waits, Verdict.DUPLICATE).item.state == ItemState.AWAITING_SECOND

    made = decide(waits, Verdict.DUPLICATE, DAN, override=True)

    assert made.ops[0].deciders == [CY.id, DAN.id]
    assert made.ops[0].journal["override"]
    assert (decided()[-1]["override"], decided()[-1]["is_paid"]) == (True, False)


def test_m32_what_a_second_curator_refused_says_nothing_any_more() -> None:
    waits = a_pair(score=0.2)
    decide(waits, Verdict.DUPLICATE)

    decide(waits, Verdict.DISTINCT, DAN, note="两件事，各留各的。")

    found = item(waits)
    assert (found.verdict, found.reason, found.note, found.versions) == (None, None, "", {})


def test_q9_what_was_taken_back_says_nothing_any_more() -> None:
    waits = a_pair()
    decide(waits, Verdict.DISTINCT, note="两件事，各留各的。")

    withdraw(waits)

    found = item(waits)
    assert (found.verdict, found.reason, found.note, found.versions) == (None, None, "", {})


def test_m32_merges_that_were_withdrawn_do_not_count_for_the_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scenariowiki.curation.commands.merging.effects.SECOND_MERGES_A_DAY", 0)
    one = a_pair()
    decide(one, Verdict.DUPLICATE)
    withdraw(one)

    assert decide(a_pair(), Verdict.DUPLICATE).needs_second == ()


def test_q7_what_somebody_else_has_or_waits_for_a_second_is_not_offered() -> None:
    taken, waits = a_pair(), a_pair(score=0.2)
    claim(taken, DAN)
    decide(waits, Verdict.DUPLICATE, DAN)

    with pytest.raises(Invalid) as refused:
        queue.prepare_bulk(read(), CY, [taken, waits], Verdict.DISTINCT)

    assert refused.value.fields == {"items.0": "claimed", "items.1": "awaiting_second"}


def test_pm4_a_pair_of_solutions_pays_once_under_whatever_scenario_it_stands() -> None:
    no = published(ANN, solution("核对账户。"), solution("核对账户余额。"))
    one, other = (row.id for row in solutions_of(no))
    decide(pair(one, other, MergeKind.SOLUTION), Verdict.DISTINCT)

    merge_pages(published(ZOE, about=situation("有余额仍被停机")), no)
    decide(pair(one, other, MergeKind.SOLUTION), Verdict.RELATED)

    assert [told["is_paid"] for told in decided()] == [True, False]


def test_m33_who_wrote_a_solution_handed_in_with_a_page_does_not_publish_it() -> None:
    """Publishing takes it along and gives its author P2, however little of the page they wrote."""
    no = draft(ANN, about=situation(text="客户来电询问停机原因，系统显示账户余额充足。" * 9))
    move(ANN, no, State.SUBMITTED)
    save(DAN, no, PageInput(solutions=(solution("核对。"),), base_seq={}))
    (waits,) = [one for one in waiting(ItemKind.PUBLISH) if one.scenario_id == scenario(no).id]

    with pytest.raises(Forbidden, match="conflict_of_interest"):
        claim(waits.id, DAN)
    (row,) = [one for one in list_items(read(), DAN, now=clock.now()) if one.id == waits.id]
    assert row.is_own


def test_q9_a_pair_taken_back_goes_where_a_side_went_meanwhile() -> None:
    """M22 for an item that was closed when its side was merged on."""
    first, second = two()
    third = published(ANN, about=situation("停机后无法复机"))
    waits, now = pair(first, second), clock.now()
    decide(waits, Verdict.DISTINCT, now=now)
    merge_pages(third, read().get_one(Scenario, second).no, actor=DAN)

    withdraw(waits, now=now)

    assert (item(waits).scenario_id, item(waits).other_scenario_id) == (first, scenario(third).id)
    decide(waits, Verdict.RELATED, now=now)


def test_q1_a_lease_that_ran_out_keeps_no_pair_in_the_queue() -> None:
    waits, now = a_pair(), clock.now()
    ids = item(waits).scenario_id, item(waits).other_scenario_id or 0
    claim(waits, now=now - dt.timedelta(hours=2))

    with write(now=now) as uow:
        proposing.drop(uow, MergeKind.SCENARIO, [ids], personas.SYSTEM)

    assert item(waits).state == ItemState.STALE


def test_m6_a_draft_is_not_proposed_as_a_duplicate() -> None:
    mine = scenario(draft(CY, about=situation("有余额仍被停机"))).id

    with pytest.raises(Conflict, match="bad_state"), write() as uow:
        reporting.propose_pair(uow, CY, MergeKind.SCENARIO, two()[0], mine)


def test_m27_solutions_of_two_scenarios_are_not_proposed() -> None:
    one, other = (
        solutions_of(published(ANN, solution("核对账户。"), about=situation(title)))[0].id
        for title in ("余额充足却停机", "有余额仍被停机")
    )

    with pytest.raises(Conflict, match="other_scenario"), write() as uow:
        reporting.propose_pair(uow, CY, MergeKind.SOLUTION, one, other)


def test_q1_nobody_releases_or_renews_under_anothers_token() -> None:
    waits = a_pair()
    token = claim(waits)

    for act in (queue.release, queue.renew):
        with pytest.raises(Conflict, match="lease_lost"), write() as uow:
            act(uow, DAN, waits, token)
    assert item(waits).claimed_by == CY.id


def test_race_q9_a_withdrawal_locks_pages_before_the_item_as_deciding_does() -> None:
    """The other way round, a withdrawal and a replay of its decision would wait for each other for ever."""
    if read().get_bind().dialect.name == "sqlite":
        pytest.skip("SQLite lets one write at a time")
    waits, now = a_pair(), clock.now()
    decide(waits, Verdict.DUPLICATE, now=now)

    with statements() as sent:
        withdraw(waits, now=now)

    locked = [line for line in sent if " FOR " in line and line.startswith("SELECT")]
    tables = ["queue_item" if "FROM queue_item" in line else "scenario" for line in locked]
    assert tables.index("scenario") < tables.index("queue_item")


def test_race_m9_a_review_locks_its_successor_with_its_own_page_before_the_item() -> None:
    """One after the other, two reviews that name each other's page would wait for each other."""
    if read().get_bind().dialect.name == "sqlite":
        pytest.skip("SQLite lets one write at a time")
    page, other = (read().get_one(Scenario, id_).no for id_ in two())
    with write() as uow:
        ask_review(uow, scenario(page).id, ReviewReason.OVERDUE)
    (waits,) = waiting(ItemKind.STALE_REVIEW)

    with statements() as sent:
        decide(waits.id, Verdict.ARCHIVE, successor=other)

    locked = [line for line in sent if " FOR NO KEY UPDATE" in line and "FROM scenario" in line]
    assert "(id_1_2)" in locked[0]
