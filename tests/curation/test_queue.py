"""Working the queue: leases, verdicts, what is stored, what is refused and what becomes of it then."""

import datetime as dt

import pytest
from sqlalchemy import select

from scenariowiki.curation.commands import queue
from scenariowiki.curation.models import PairVerdict
from scenariowiki.curation.rules.decisions import Decision
from scenariowiki.curation.rules.items import ItemState, Verdict
from scenariowiki.kernel import clock
from scenariowiki.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from scenariowiki.runtime.curating import noting_refusals
from scenariowiki.runtime.session import read, write
from scenariowiki.scenarios.commands.personal import find_working_copy
from scenariowiki.scenarios.models import Scenario
from scenariowiki.scenarios.rules.states import State
from tests import personas
from tests.curation.queueing import (
    NOTE,
    a_pair,
    claim,
    decide,
    decided,
    decision,
    item,
    log,
    pair,
    send,
    two,
    withdraw,
)
from tests.scenarios.writing import draft, move, recorded, save_text, scenario, situation

pytestmark = pytest.mark.usefixtures("app")
ANN, CY, DAN = personas.ANN, personas.CY, personas.DAN
MINUTE = dt.timedelta(minutes=1)


def of(item_id: int) -> tuple[Scenario, Scenario]:
    found = item(item_id)
    return (
        read().get_one(Scenario, found.scenario_id),
        read().get_one(Scenario, found.other_scenario_id),
    )


def test_q1_a_claimed_item_is_refused_to_others_until_the_lease_ends() -> None:
    one, now = a_pair(), clock.now()
    assert claim(one, now=now) == 1

    with pytest.raises(Conflict, match="claimed"):
        claim(one, DAN, now=now + 14 * MINUTE)

    assert claim(one, DAN, now=now + 16 * MINUTE) == 2


def test_q1_activity_renews_a_lease_for_an_hour_at_most() -> None:
    one, now = a_pair(), clock.now()
    token = claim(one, now=now)

    for minutes in (10, 20, 30, 40, 50):
        with write(now=now + minutes * MINUTE) as uow:
            queue.renew(uow, CY, one, token)

    assert item(one).lease_until == now + 60 * MINUTE


def test_q1_claiming_again_goes_on_with_the_lease_even_after_its_end_where_nobody_else_did() -> None:
    one, now = a_pair(), clock.now()
    token = claim(one, now=now)

    assert (claim(one, now=now), claim(one, now=now + 61 * MINUTE)) == (token, token)

    assert item(one).lease_until == now + 76 * MINUTE


def test_q1_a_lease_that_ran_out_still_decides_where_nobody_else_claimed() -> None:
    one, now = a_pair(), clock.now()
    token = claim(one, now=now)

    send(one, decision(one, token, Verdict.DISTINCT), now=now + 40 * MINUTE)

    assert item(one).state == ItemState.APPLIED


def test_q1_a_lost_lease_keeps_what_was_typed() -> None:
    one, now = a_pair(), clock.now()
    token = claim(one, now=now)
    claim(one, DAN, now=now + 16 * MINUTE)

    with pytest.raises(Conflict, match="lease_lost"):
        send(one, decision(one, token, Verdict.DISTINCT, note="两件事"))

    kept = find_working_copy(read(), CY, f"queue:{one}")
    assert kept is not None
    assert (kept.body["verdict"], kept.body["note"]) == ("distinct", "两件事")
    assert item(one).claimed_by == DAN.id


def test_q1_nobody_decides_under_anothers_token() -> None:
    one = a_pair()
    token = claim(one)

    with pytest.raises(Conflict, match="lease_lost"):
        send(one, decision(one, token, Verdict.DISTINCT), DAN)


def test_q1_who_releases_an_item_has_no_lease_any_more() -> None:
    one = a_pair()
    token = claim(one)
    with write() as uow:
        queue.release(uow, CY, one, token)

    assert item(one).state == ItemState.OPEN
    with pytest.raises(Conflict, match="lease_lost"):
        send(one, decision(one, token, Verdict.DISTINCT))


def test_q1_what_one_decided_oneself_is_not_said_to_be_taken_by_others() -> None:
    one, waits = a_pair(), a_pair(score=0.2)
    token = claim(one)
    decide(one, Verdict.DISTINCT)
    decide(waits, Verdict.DUPLICATE)

    for id_, code in ((one, "item_closed"), (waits, "awaiting_second")):
        for act in (queue.release, queue.renew):
            with pytest.raises(Conflict, match=code), write() as uow:
                act(uow, CY, id_, token)


def test_q3_a_decision_on_texts_that_changed_is_refused_and_the_item_stays_claimed() -> None:
    one = a_pair()
    given = decision(one, claim(one), Verdict.DUPLICATE)
    save_text(ANN, of(one)[0].no, "客户来电询问停机原因。", base_seq=1)

    with pytest.raises(Conflict, match="stale_preview"):
        send(one, given)

    found = item(one)
    assert (found.state, found.claimed_by, found.lease_token) == (ItemState.CLAIMED, CY.id, 1)
    assert log(one)[-1] == "stale_preview"
    assert find_working_copy(read(), CY, f"queue:{one}") is not None


def test_q3_the_decision_stores_the_versions_it_saw() -> None:
    one = a_pair()
    decide(one, Verdict.DISTINCT)

    first, second = of(one)
    assert item(one).versions == {str(first.id): first.last_seq, str(second.id): second.last_seq}


@pytest.mark.parametrize("verdict", [Verdict.DISTINCT, Verdict.RELATED])
def test_q4_pairs_are_told_apart(verdict: Verdict) -> None:
    one = a_pair()

    decide(one, verdict)

    row = read().scalars(select(PairVerdict)).one()
    assert (row.verdict, row.deciders) == (verdict, [CY.id])
    assert item(one).state == ItemState.APPLIED


def test_q4_a_duplicate_is_merged() -> None:
    one = a_pair()

    made = decide(one, Verdict.DUPLICATE)

    first, second = of(one)
    assert [op.loser_id for op in made.ops] == [second.id]
    assert (first.state, second.state) == (State.PUBLISHED, State.MERGED)
    (told,) = decided()
    assert (told["verdict"], told["is_paid"], told["pair"]) == ("duplicate", True, [first.id, second.id])


def test_q4_the_winner_may_be_swapped() -> None:
    one = a_pair()
    _first, second = of(one)

    decide(one, Verdict.DUPLICATE, winner=second.id)

    assert of(one)[0].state == State.MERGED


def test_q4_a_verdict_of_another_kind_is_refused() -> None:
    one = a_pair()

    with pytest.raises(Invalid):
        decide(one, Verdict.PUBLISH)


def test_q4_whoever_skips_does_not_see_the_item_for_a_week_and_three_make_it_urgent() -> None:
    one = a_pair()
    before = item(one).priority
    decide(one, Verdict.UNSURE)
    assert (item(one).state, log(one)[-1]) == (ItemState.OPEN, "skipped")

    for curator in (DAN, DAN, personas.SYSTEM):
        assert "escalated" not in log(one)
        with write() as uow:
            queue.skip(uow, curator, one)

    assert log(one)[-1] == "escalated"
    assert item(one).priority > before


def test_m9_a_replay_returns_the_same_merges() -> None:
    one = a_pair()
    given = decision(one, claim(one), Verdict.DUPLICATE)

    first, again = send(one, given), send(one, given)

    assert [op.id for op in first.ops] == [op.id for op in again.ops]
    assert again.is_replay
    assert len(decided()) == 1


def test_m9_another_decision_under_the_same_lease_is_no_replay() -> None:
    """It would be answered as if it had been taken."""
    one, put_off = a_pair(), a_pair()
    token = claim(one)
    send(one, decision(one, token, Verdict.DISTINCT))
    with pytest.raises(Conflict, match="item_closed"):
        send(one, decision(one, token, Verdict.RELATED, note="网络问题，两个原因。"))

    decide(put_off, Verdict.UNSURE)
    with pytest.raises(Conflict, match="lease_lost"):
        send(put_off, decision(put_off, 1, Verdict.DISTINCT))

    assert (item(one).verdict, item(put_off).verdict) == ("distinct", None)
    kept = find_working_copy(read(), CY, f"queue:{one}")
    assert kept is not None
    assert kept.body["note"] == "网络问题，两个原因。"


def test_q8_whoever_wrote_a_side_cannot_even_claim() -> None:
    mine = draft(DAN, about=situation("有余额仍被停机"))
    move(DAN, mine, State.SUBMITTED)
    move(CY, mine, State.PUBLISHED)
    one = pair(two()[0], scenario(mine).id)

    with pytest.raises(Forbidden, match="conflict_of_interest"):
        claim(one, DAN)


def test_m33_where_too_few_curators_are_left_one_may_say_so_and_earns_nothing() -> None:
    mine = draft(DAN, about=situation("有余额仍被停机"))
    move(DAN, mine, State.SUBMITTED)
    move(CY, mine, State.PUBLISHED)
    one = pair(two()[0], scenario(mine).id)

    with pytest.raises(Invalid) as refused:
        decide(one, Verdict.DISTINCT, DAN, override=True)
    assert refused.value.fields == {"note": "note_too_short"}
    decide(one, Verdict.DISTINCT, DAN, override=True, note=NOTE)

    (told,) = decided()
    assert (told["override"], told["is_paid"]) == (True, False)


def test_q9_a_decision_is_taken_back_within_the_minute() -> None:
    one, now = a_pair(), clock.now()
    decide(one, Verdict.DUPLICATE, now=now)

    withdraw(one, now=now + MINUTE)

    found = item(one)
    assert (found.state, found.claimed_by, found.lease_token) == (ItemState.CLAIMED, CY.id, 2)
    assert of(one)[1].state == State.PUBLISHED
    assert read().scalar(select(PairVerdict)) is None
    assert recorded("QueueDecisionWithdrawn")[0]["deciders"] == [CY.id]


def test_q9_a_verdict_is_taken_back_too() -> None:
    one, now = a_pair(), clock.now()
    decide(one, Verdict.DISTINCT, now=now)

    withdraw(one, now=now + MINUTE)

    assert read().scalar(select(PairVerdict)) is None
    decide(one, Verdict.RELATED, now=now + 2 * MINUTE)
    assert decided()[-1]["is_paid"] is True


def test_q9_not_later_and_not_by_others() -> None:
    one, now = a_pair(), clock.now()
    decide(one, Verdict.DISTINCT, now=now)

    with pytest.raises(Conflict, match="too_late"):
        withdraw(one, now=now + 2 * MINUTE)
    with pytest.raises(Forbidden, match="not_your_decision"):
        withdraw(one, DAN, now=now)


def test_q9_a_replay_of_what_was_withdrawn_does_not_merge_again() -> None:
    one, now = a_pair(), clock.now()
    given = decision(one, claim(one, now=now), Verdict.DUPLICATE)
    send(one, given, now=now)
    withdraw(one, now=now)

    with pytest.raises(Conflict, match="lease_lost"):
        send(one, given)


def decide_on_narrowed(one: int, given: Decision, *, late: bool) -> None:
    """Let fewer read a side before the decision is looked over, or after that and before it is written."""
    with noting_refusals(CY, one, given):
        prepared = queue.prepare_decision(read(), CY, one, given) if late else None
        with write() as uow:
            side = uow.session.get_one(Scenario, of(one)[0].id)
            side.audience, side.team_id = "team", personas.RED
        prepared = prepared or queue.prepare_decision(read(), CY, one, given)
        with write() as uow:
            queue.decide(uow, CY, prepared)


@pytest.mark.parametrize("late", [False, True], ids=["before", "between looking and writing"])
def test_q10_a_side_that_is_gone_opens_the_item_again(late: bool) -> None:
    one = a_pair()
    given = decision(one, claim(one), Verdict.DUPLICATE)

    with pytest.raises(Conflict, match="failed_dependency"):
        decide_on_narrowed(one, given, late=late)

    found = item(one)
    assert (found.state, found.reason, found.claimed_by) == (ItemState.OPEN, "failed_dependency", None)


def test_m31_a_merge_says_why() -> None:
    one = a_pair()

    with pytest.raises(Invalid):
        decide(one, Verdict.DUPLICATE, note="重复")
    with pytest.raises(Invalid):
        decide(one, Verdict.DUPLICATE, reason=None)
    assert item(one).state == ItemState.CLAIMED


def test_m31_only_curators_work_the_queue() -> None:
    with pytest.raises(Forbidden):
        claim(a_pair(), ANN)


def test_what_is_not_there_is_not_found() -> None:
    with pytest.raises(NotFound, match="no_item"):
        claim(4711)


def test_what_was_decided_is_closed() -> None:
    one = a_pair()
    decide(one, Verdict.DISTINCT)

    with pytest.raises(Conflict, match="item_closed"):
        claim(one, DAN)


def test_m32_an_unlikely_pair_needs_a_second_curator_who_confirms() -> None:
    one = a_pair(score=0.2)

    first = decide(one, Verdict.DUPLICATE)
    assert (first.ops, first.item.state) == ((), ItemState.AWAITING_SECOND)
    with pytest.raises(Forbidden, match="own_decision"):
        claim(one)

    second = decide(one, Verdict.DUPLICATE, DAN, note="")
    assert second.ops[0].deciders == [CY.id, DAN.id]
    assert item(one).state == ItemState.APPLIED


def test_m32_the_second_curator_may_refuse() -> None:
    one = a_pair(score=0.2)
    decide(one, Verdict.DUPLICATE)

    decide(one, Verdict.DISTINCT, DAN)

    assert (item(one).state, item(one).first_decider) == (ItemState.OPEN, None)
    assert log(one)[-1] == "second_refused"
    claim(one)


def test_m32_what_changed_before_the_second_looked_is_decided_anew() -> None:
    one = a_pair(score=0.2)
    decide(one, Verdict.DUPLICATE)
    save_text(ANN, of(one)[0].no, "客户来电询问停机原因。", base_seq=1)

    with pytest.raises(Conflict, match="stale_preview"):
        decide(one, Verdict.DUPLICATE, DAN)

    assert (item(one).state, item(one).claimed_by) == (ItemState.CLAIMED, DAN.id)
    assert decide(one, Verdict.DUPLICATE, DAN).item.state == ItemState.AWAITING_SECOND


def test_pm4_a_pair_pays_once() -> None:
    sides = two()
    decide(pair(*sides), Verdict.DISTINCT)
    decide(pair(*sides), Verdict.RELATED)

    assert [told["is_paid"] for told in decided()] == [True, False]


def test_m9_a_replay_leaves_out_what_was_withdrawn_before() -> None:
    one = a_pair()
    _first, second = of(one)
    decide(one, Verdict.DUPLICATE)
    withdraw(one)
    given = decision(one, item(one).lease_token, Verdict.DUPLICATE, winner=second.id)

    made, again = send(one, given), send(one, given)

    assert again.is_replay
    assert [op.id for op in again.ops] == [op.id for op in made.ops]
