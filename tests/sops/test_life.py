"""An SOP's way: proposed, written, submitted, approved, in force, renewed, suspended, retired (1.2b)."""

import datetime as dt

import pytest

from scenariowiki.accounts import queries as accounts
from scenariowiki.accounts.commands import people
from scenariowiki.accounts.rules import Actor, Role
from scenariowiki.kernel import clock
from scenariowiki.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from scenariowiki.runtime.session import read, write
from scenariowiki.scenarios.commands import transitions
from scenariowiki.scenarios.models import Revision
from scenariowiki.scenarios.rules.content import PageInput
from scenariowiki.scenarios.rules.states import Result, State
from scenariowiki.sops.commands import deciding, drafting, effect, ending, proposing, settling
from scenariowiki.sops.commands.reading import acknowledge
from scenariowiki.sops.queries import loading
from scenariowiki.sops.queries.readers import list_to_read
from scenariowiki.sops.rules import texts
from tests import personas
from tests.scenarios.writing import (
    category,
    published,
    recorded,
    save,
    scenario,
    situation,
    solution,
    solutions_of,
)
from tests.sops import acts

pytestmark = pytest.mark.usefixtures("app")
TODAY = clock.now().date()


def test_a_curator_proposes_and_the_draft_comes_from_the_solution_r55() -> None:
    sop_id = acts.propose(acts.page())

    version = loading.shown_version(read(), acts.sop(sop_id))
    assert version.text["steps"] == list(acts.STEPS)
    assert version.source_rev_id == solutions_of(1)[0].head_rev_id
    assert version.evidence["sample"] == 0
    assert recorded("SopProposed")[0]["sop_id"] == sop_id


def test_the_draft_is_plain_as_sops_are_read_and_printed() -> None:
    own = solution("**不报**恢复时间，\n每半点更新。", preconditions="见 [公告](https://example.com/a)。")

    sop_id = acts.propose(published(personas.ANN, own))

    text = loading.shown_version(read(), acts.sop(sop_id)).text
    assert (text["steps"], text["trigger"]) == (["不报恢复时间， 每半点更新。"], "见 公告。")


def test_nobody_proposes_their_own() -> None:
    no = acts.page(actor=personas.DAN)

    with pytest.raises(Forbidden, match="own_work"):
        acts.propose(no, actor=personas.DAN)


@pytest.mark.parametrize("who", [personas.ANN, personas.PAT, personas.REA, personas.AUD])
def test_only_curators_propose(who: Actor) -> None:
    no = acts.page(actor=personas.ZOE)

    with pytest.raises(Forbidden):
        acts.propose(no, actor=who)


def test_evidence_that_falls_short_needs_a_word_r56() -> None:
    no = acts.page()

    with pytest.raises(Invalid, match="evidence_short"):
        acts.propose(no, note="")


def test_what_is_drafted_keeps_its_authors() -> None:
    sop_id = acts.propose(acts.page())
    acts.draft(sop_id, steps=(*acts.STEPS, "登记回访时间。"))

    shares = texts.shares(loading.shown_version(read(), acts.sop(sop_id)).attribution)
    assert shares[personas.ANN.id] > 0.5 > shares[personas.CY.id]


def test_nobody_approves_what_they_mostly_wrote() -> None:
    sop_id = acts.propose(acts.page())
    acts.draft(sop_id, actor=personas.PAT, trigger="另写一段很长的触发条件。" * 20)
    acts.submit(sop_id)

    with pytest.raises(Forbidden, match="own_sop"):
        acts.approve(sop_id)


def test_nobody_approves_what_they_submitted() -> None:
    sop_id = acts.propose(acts.page())
    acts.submit(sop_id, actor=personas.PAT)

    with pytest.raises(Forbidden, match="own_sop"):
        acts.approve(sop_id)


@pytest.mark.parametrize("who", [personas.DAN, personas.ANN, personas.ADA])
def test_only_sop_owners_approve(who: Actor) -> None:
    sop_id = acts.propose(acts.page())
    acts.submit(sop_id)

    with pytest.raises((Forbidden, NotFound)):
        acts.approve(sop_id, actor=who)


def test_everything_has_to_be_ticked_r58() -> None:
    sop_id = acts.propose(acts.page())

    with pytest.raises(Invalid) as refusal:
        acts.submit(sop_id, checks=("lawful",))

    assert refusal.value.fields == {"checklist": "checklist_incomplete"}
    assert acts.standing(sop_id) == "draft"


def test_a_day_in_the_past_is_refused() -> None:
    sop_id = acts.propose(acts.page())

    with pytest.raises(Invalid) as refusal:
        acts.submit(sop_id, effective_from=TODAY - dt.timedelta(days=3))

    assert refusal.value.fields == {"effective_from": "in_the_past"}


def test_approval_puts_it_in_force_and_tells_what_points_need_p4() -> None:
    no = acts.page()
    sop_id = acts.in_force(no)

    (event,) = recorded("SopBecameEffective")
    assert acts.standing(sop_id) == "effective"
    assert event["first"]
    assert event["situation_author_id"] == personas.ANN.id
    assert event["source_rev_id"] == solutions_of(no)[0].head_rev_id
    assert scenario(no).has_sop


def test_the_next_version_supersedes_and_asks_to_be_read_again() -> None:
    sop_id = acts.in_force(acts.page())
    with write() as uow:
        acknowledge(uow, personas.ANN, sop_id)
    acts.next_version(sop_id, say="“我帮您核对。”")
    acts.submit(sop_id)
    acts.approve(sop_id)

    assert acts.versions(sop_id) == [(1, "superseded"), (2, "effective")]
    assert [event["first"] for event in recorded("SopBecameEffective")] == [True, False]
    assert [one.number for one in list_to_read(read(), personas.ANN)] == [2]


def test_a_later_day_waits_for_the_clock_and_catches_up() -> None:
    sop_id = acts.propose(acts.page())
    acts.submit(sop_id, effective_from=TODAY + dt.timedelta(days=5))
    acts.approve(sop_id)

    def run(days: int) -> bool:
        with write(now=clock.now() + dt.timedelta(days=days)) as uow:
            return any(effect.take_effect(uow, personas.SYSTEM, one) for one in effect.list_due(uow, limit=9))

    assert acts.standing(sop_id) == "approved"
    assert (run(1), run(9), run(9)) == (False, True, False)
    assert acts.standing(sop_id) == "effective"


def test_approvers_of_a_category_agree_in_their_order() -> None:
    with write() as uow:
        people.set_roles(uow, personas.ADA, personas.DAN.id, {Role.CURATOR, Role.SOP_OWNER})
    other = accounts.get_actor(read(), personas.DAN.id)
    home = category("停机")
    with write() as uow:
        settling.set_approvers(uow, personas.CY, home, (other.id, personas.PAT.id))
    no = published(
        personas.ANN, solution(*acts.STEPS, preconditions="问停机。"), about=situation(category=home)
    )
    sop_id = acts.propose(no)
    acts.submit(sop_id)

    with pytest.raises(Forbidden, match="not_your_turn"):
        acts.approve(sop_id, actor=personas.PAT)
    acts.approve(sop_id, actor=other)
    assert acts.standing(sop_id) == "in_review"
    acts.approve(sop_id, actor=personas.PAT)
    assert acts.standing(sop_id) == "effective"


def test_nobody_waits_for_an_approver_who_left_or_wrote_it() -> None:
    with write() as uow:
        people.set_roles(uow, personas.ADA, personas.DAN.id, {Role.CURATOR, Role.SOP_OWNER})
    other, home = accounts.get_actor(read(), personas.DAN.id), category("停机")
    with write() as uow:
        settling.set_approvers(uow, personas.CY, home, (other.id, personas.PAT.id))
    no = published(
        personas.ANN, solution(*acts.STEPS, preconditions="问停机。"), about=situation(category=home)
    )
    sop_id = acts.propose(no)
    acts.submit(sop_id, actor=other)

    with pytest.raises(Forbidden, match="own_sop"):
        acts.approve(sop_id, actor=other)
    acts.approve(sop_id)
    assert acts.standing(sop_id) == "effective"


def test_an_approver_is_an_sop_owner() -> None:
    with pytest.raises(Invalid), write() as uow:
        settling.set_approvers(uow, personas.CY, category("停机"), (personas.ANN.id,))


def test_sent_back_it_is_written_and_submitted_anew() -> None:
    sop_id = acts.propose(acts.page())
    acts.submit(sop_id)
    with write() as uow:
        deciding.send_back(uow, personas.PAT, sop_id, "第二步要写清时限。")
    acts.draft(sop_id, steps=("先核对停机原因。", "十分钟内告知恢复时间。"))
    acts.submit(sop_id)
    acts.approve(sop_id)

    assert acts.versions(sop_id) == [(1, "effective")]


def test_what_is_in_review_is_not_written_to() -> None:
    sop_id = acts.propose(acts.page())
    acts.submit(sop_id)

    with pytest.raises(Conflict, match="bad_state"):
        acts.draft(sop_id)


def test_a_draft_that_somebody_else_saved_is_not_overwritten() -> None:
    sop_id = acts.propose(acts.page())
    acts.draft(sop_id, say="“请稍等。”")

    with pytest.raises(Conflict, match="stale_preview"), write() as uow:
        drafting.save_draft(uow, personas.PAT, sop_id, acts.text(), seen=1)


def test_one_scope_one_sop_another_scope_another_r59() -> None:
    no = acts.page()
    acts.in_force(no)

    with pytest.raises(Conflict, match="sop_exists"):
        acts.propose(no)
    assert acts.standing(acts.in_force(no, scope="夜班")) == "effective"
    with pytest.raises(Conflict, match="sop_exists"):
        acts.propose(no, scope=" 夜班 ")


def test_renewing_moves_the_clock_p5() -> None:
    sop_id = acts.in_force(acts.page())
    with write(now=clock.now() + dt.timedelta(days=200)) as uow:
        ending.renew_sop(uow, personas.PAT, sop_id, "仍然有效，口径未变。")

    due = acts.sop(sop_id).review_due
    assert due is not None
    assert due > TODAY + dt.timedelta(days=370)
    assert recorded("SopRenewed")[0]["review_due"] == due.isoformat()


def test_renewing_says_why() -> None:
    sop_id = acts.in_force(acts.page())

    with pytest.raises(Invalid), write() as uow:
        ending.renew_sop(uow, personas.PAT, sop_id, " ")


@pytest.mark.parametrize("wrong", [True, False])
def test_retiring_tells_whether_it_was_wrong_and_since_when_it_held(wrong: bool) -> None:
    sop_id = acts.in_force(acts.page())
    with write() as uow:
        ending.retire_sop(uow, personas.CY, sop_id, "改用新流程。", wrong=wrong)

    (event,) = recorded("SopVersionRetired")
    assert (event["wrong"], event["effective_at"] is not None) == (wrong, True)
    assert acts.standing(sop_id) == "retired"
    assert not scenario(1).has_sop


def test_a_retired_one_is_not_renewed_cleared_or_read() -> None:
    sop_id = acts.in_force(acts.page())
    with write() as uow:
        ending.retire_sop(uow, personas.CY, sop_id, "改用新流程。")

    for act in (ending.renew_sop, ending.clear_sop, ending.suspend_sop, ending.keep_sop, ending.retire_sop):
        with pytest.raises(Conflict, match="not_in_force"), write() as uow:
            act(uow, personas.PAT, sop_id, "再来一次。")
    with pytest.raises(Conflict, match="not_in_force"), write() as uow:
        acknowledge(uow, personas.ANN, sop_id)


def test_a_successor_has_to_be_in_force() -> None:
    first = acts.in_force(acts.page())
    other = acts.propose(acts.page("另一种停机"))

    with pytest.raises(Invalid), write() as uow:
        ending.retire_sop(uow, personas.CY, first, "改用另一节。", successor_id=other)


def test_a_draft_is_known_to_those_who_write_it_alone() -> None:
    sop_id = acts.propose(acts.page())

    with pytest.raises(NotFound):
        loading.get_sop(read(), personas.ANN, sop_id)
    assert loading.get_sop(read(), personas.PAT, sop_id).id == sop_id


def test_suspended_by_hand_and_cleared() -> None:
    sop_id = acts.in_force(acts.page())
    with write() as uow:
        ending.suspend_sop(uow, personas.CY, sop_id, "口径待业务部门确认。")
    assert acts.standing(sop_id) == "suspended"
    with write() as uow:
        ending.clear_sop(uow, personas.CY, sop_id, "业务部门已确认。")
    assert acts.standing(sop_id) == "effective"


def test_the_next_version_lifts_a_suspension() -> None:
    no = acts.page()
    sop_id = acts.in_force(no)
    acts.verified(no, Result.HARMFUL)
    acts.next_version(sop_id, say="“先为您登记。”")
    acts.submit(sop_id)
    acts.approve(sop_id)

    assert acts.standing(sop_id) == "effective"


def test_another_solution_can_be_the_source_of_the_next_version_r57() -> None:
    no = acts.page()
    sop_id = acts.in_force(no)
    save(personas.ZOE, no, PageInput(solutions=(solution("换一种办法。"),)))
    rival = solutions_of(no)[1]
    with write() as uow:
        transitions.move_solution(uow, personas.CY, rival.id, State.PUBLISHED)
    with write() as uow:
        version = proposing.begin_version(uow, personas.CY, sop_id, solution_id=rival.id)

    assert version.text["steps"] == ["换一种办法。"]
    assert read().get_one(Revision, version.source_rev_id).solution_id == rival.id
