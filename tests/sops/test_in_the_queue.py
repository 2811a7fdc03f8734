"""Versions that wait for approval stand in the queue, for those who may approve them (Q2, Q4, Q8)."""

import datetime as dt
from collections.abc import Callable

import pytest
from sqlalchemy import select

from scenariowiki.accounts import queries as accounts
from scenariowiki.accounts.commands import people
from scenariowiki.accounts.rules import Actor, Role
from scenariowiki.curation.models import QueueItem
from scenariowiki.curation.queries.queue import count_open, list_items
from scenariowiki.curation.rules.items import ItemKind, ItemState, Verdict
from scenariowiki.jobs.sops import mind_reviews
from scenariowiki.kernel import clock
from scenariowiki.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from scenariowiki.notifications.models import Notice
from scenariowiki.notifications.rules import NoticeKind
from scenariowiki.runtime.session import read, write
from scenariowiki.scenarios.rules.states import State
from scenariowiki.sops.commands import deciding, drafting, ending, settling
from tests import personas
from tests.curation import acts as curating
from tests.curation.queueing import claim, decide, item, log, waiting, withdraw
from tests.scenarios.writing import category, move, published, recorded, scenario, situation, solution
from tests.sops import acts

pytestmark = pytest.mark.usefixtures("app")
CY, DAN, PAT = personas.CY, personas.DAN, personas.PAT
NOTE = "步骤写得不清楚。"


def become(actor: Actor, *roles: Role) -> Actor:
    with write() as uow:
        people.set_roles(uow, personas.ADA, actor.id, set(roles))
    return accounts.get_actor(read(), actor.id)


def in_review(no: int | None = None) -> int:
    """Submit a first version; return the SOP's id."""
    sop_id = acts.propose(no or acts.page())
    acts.submit(sop_id)
    return sop_id


def the_item() -> QueueItem:
    read().rollback()
    (one,) = waiting(ItemKind.SOP)
    return one


def seen_by(actor: Actor) -> list[str]:
    return [row.kind for row in list_items(read(), actor, now=clock.now())]


def asked_in_order() -> tuple[Actor, int]:
    """Have Dan asked before Pat to approve a version; return Dan as the SOP owner he is, and the SOP."""
    other, home = become(DAN, Role.CURATOR, Role.SOP_OWNER), category("停机")
    with write() as uow:
        settling.set_approvers(uow, CY, home, (other.id, PAT.id))
    page = published(
        personas.ANN, solution(*acts.STEPS, preconditions="停机。"), about=situation(category=home)
    )
    return other, in_review(page)


def test_q2_what_is_submitted_waits_five_working_days() -> None:
    sop_id = in_review()

    one = the_item()
    assert one.facts["sop_id"] == sop_id
    assert one.due_at - one.created_at >= dt.timedelta(days=5)


def test_only_those_who_may_approve_see_it_and_count_it() -> None:
    in_review()

    assert (seen_by(PAT), seen_by(CY)) == (["sop"], [])
    assert [count_open(read(), one) for one in (PAT, CY, personas.REA)] == [1, 0, 0]
    with pytest.raises(NotFound, match="no_item"):
        claim(the_item().id, CY)


def test_sop_owners_see_nothing_else_of_the_queue_and_no_page_of_others() -> None:
    no = acts.page()
    in_review(no)
    with write() as uow:
        page = uow.session.get_one(type(scenario(no)), scenario(no).id)
        page.audience, page.team_id = "team", personas.BLUE

    assert seen_by(PAT) == []
    with pytest.raises(NotFound, match="no_item"):
        claim(the_item().id, PAT)


def test_q4_approving_in_the_queue_approves_the_version() -> None:
    sop_id = in_review()
    one = the_item().id
    decide(one, Verdict.APPROVE, PAT)

    assert acts.standing(sop_id) == "effective"
    assert (item(one).state, waiting(ItemKind.SOP)) == (ItemState.APPLIED, [])
    assert recorded("QueueItemDecided")[-1]["is_paid"]


@pytest.mark.parametrize(("verdict", "state"), [(Verdict.NEEDS_WORK, "draft"), (Verdict.REJECT, "retired")])
def test_q4_sending_back_and_rejecting_say_why(verdict: Verdict, state: str) -> None:
    sop_id = in_review()
    one = the_item().id
    with pytest.raises(Invalid):
        decide(one, verdict, PAT)
    decide(one, verdict, PAT, note=NOTE)

    assert (acts.versions(sop_id), waiting(ItemKind.SOP)) == ([(1, state)], [])
    told = read().scalars(select(Notice.account_id).where(Notice.kind == NoticeKind.SOP_SENT_BACK))
    assert CY.id in set(told)


def test_q9_a_decision_on_a_version_is_not_taken_back() -> None:
    in_review()
    one = the_item().id
    decide(one, Verdict.APPROVE, PAT)

    with pytest.raises(Conflict, match="cannot_withdraw"):
        withdraw(one, PAT)


def test_q8_whoever_submitted_it_or_wrote_most_of_it_is_refused_at_the_claim() -> None:
    both = become(CY, Role.CURATOR, Role.SOP_OWNER)
    sop_id = acts.propose(acts.page())
    acts.draft(sop_id, actor=PAT, steps=("一" * 60, "二" * 60), say="三" * 80)
    acts.submit(sop_id, actor=both)

    for who in (both, PAT):
        with pytest.raises(Forbidden, match="conflict_of_interest") as refused:
            claim(the_item().id, who, override=True)
        assert refused.value.facts["few"] is False


def test_every_step_of_an_approval_in_order_has_an_item_of_its_own() -> None:
    other, sop_id = asked_in_order()

    first = the_item().id
    assert (seen_by(PAT), seen_by(other)) == ([], ["sop"])
    with pytest.raises(Forbidden, match="not_your_turn"):
        claim(first, PAT)
    decide(first, Verdict.APPROVE, other)
    second = the_item().id
    assert (second != first, seen_by(PAT), seen_by(other)) == (True, ["sop"], [])
    decide(second, Verdict.APPROVE, PAT)
    assert acts.standing(sop_id) == "effective"


def test_who_is_asked_next_when_an_approver_leaves_has_the_item() -> None:
    other, home = become(DAN, Role.CURATOR, Role.SOP_OWNER), category("停机")
    with write() as uow:
        settling.set_approvers(uow, CY, home, (other.id, PAT.id))
    in_review(
        published(personas.ANN, solution(*acts.STEPS, preconditions="停机。"), about=situation(category=home))
    )
    become(DAN, Role.CURATOR)

    assert seen_by(PAT) == ["sop"]


def test_what_is_decided_on_the_page_of_the_sop_is_decided_in_the_queue() -> None:
    sop_id = in_review()
    one = the_item().id
    acts.approve(sop_id)

    assert (item(one).state, item(one).verdict, item(one).decided_by) == ("applied", "approve", PAT.id)
    assert log(one)[-1] == "decided"


def test_q1_nobody_decides_on_the_page_what_somebody_else_has_taken_up() -> None:
    second = become(personas.LEE, Role.SOP_OWNER)
    sop_id = in_review()
    claim(the_item().id, PAT)

    with pytest.raises(Conflict, match="claimed"):
        acts.approve(sop_id, actor=second)


def taken_back(sop_id: int, no: int) -> None:
    del no
    with write() as uow:
        deciding.send_back(uow, CY, sop_id, "")


def given_up(sop_id: int, no: int) -> None:
    del no
    with write() as uow:
        drafting.drop_draft(uow, CY, sop_id)


def archived(sop_id: int, no: int) -> None:
    del sop_id
    move(CY, no, State.ARCHIVED)


@pytest.mark.parametrize("end", [taken_back, given_up, archived])
def test_an_item_goes_by_itself_with_what_it_asks_about(end: Callable[[int, int], None]) -> None:
    no = acts.page()
    sop_id = in_review(no)
    one = the_item().id
    claim(one, PAT)
    end(sop_id, no)

    assert (item(one).state, waiting(ItemKind.SOP)) == (ItemState.STALE, [])


def test_an_item_goes_with_an_sop_that_is_retired_and_comes_back_with_its_page() -> None:
    no = acts.page()
    sop_id = acts.in_force(no)
    acts.next_version(sop_id, steps=("先核对账户。",))
    acts.submit(sop_id)
    move(CY, no, State.ARCHIVED)
    assert waiting(ItemKind.SOP) == []
    move(CY, no, State.PUBLISHED)
    assert the_item().facts["sop_id"] == sop_id
    with write() as uow:
        ending.retire_sop(uow, CY, sop_id, NOTE)
    assert waiting(ItemKind.SOP) == []


def test_m22_a_merge_takes_the_item_along_and_its_undoing_gives_it_back() -> None:
    kept, lost = acts.page("甲类停机"), acts.page("乙类停机")
    in_review(lost)
    one = the_item().id
    (op,) = curating.merge_pages(kept, lost)
    assert (the_item().id, the_item().scenario_id) == (one, scenario(kept).id)
    acts.undo(op.id)
    assert the_item().scenario_id == scenario(lost).id


def test_race_of_m25_what_cannot_take_effect_goes_back_into_the_queue_q10() -> None:
    kept, lost = acts.page("甲类停机"), acts.page("乙类停机")
    acts.in_force(kept)
    sop_id = in_review(lost)
    one = the_item().id
    curating.merge_pages(kept, lost)

    with pytest.raises(Conflict, match="failed_dependency") as refused:
        decide(one, Verdict.APPROVE, PAT)
    assert refused.value.facts["cause"] == "sop_in_force"
    assert (item(one).state, acts.versions(sop_id)) == ("open", [(1, "in_review")])


def test_the_clock_opens_what_was_submitted_before_there_were_items() -> None:
    sop_id = in_review()
    with write() as uow:
        for row in waiting(ItemKind.SOP):
            uow.session.get_one(QueueItem, row.id).closed_at = uow.now
    mind_reviews()
    mind_reviews()

    assert the_item().facts["sop_id"] == sop_id


def test_an_approver_who_agreed_and_has_it_changed_after_all_takes_that_back() -> None:
    other, sop_id = asked_in_order()
    decide(the_item().id, Verdict.APPROVE, other)
    with write() as uow:
        deciding.send_back(uow, other, sop_id, NOTE)

    assert (acts.versions(sop_id), waiting(ItemKind.SOP)) == ([(1, "draft")], [])
