"""Kept true: harm suspends, what speaks against an SOP has it looked at, pages have a clock."""

import datetime as dt

import pytest

from scenariowiki.accounts.models import Team
from scenariowiki.curation.commands.reporting import propose_edit
from scenariowiki.curation.rules.items import Verdict
from scenariowiki.kernel import clock
from scenariowiki.kernel.errors import Conflict, Forbidden, Invalid
from scenariowiki.runtime.session import read, write
from scenariowiki.scenarios.commands.pending import prepare_edit
from scenariowiki.scenarios.models import Outcome, Revision, Solution
from scenariowiki.scenarios.rules.content import PageInput
from scenariowiki.scenarios.rules.states import OutcomeState, Result, RevisionState, State
from scenariowiki.sops.commands import clockwork, ending, reviewing
from scenariowiki.sops.models import PageReview, ReviewNote, Sop
from scenariowiki.sops.rules.reviews import ReviewReason
from tests import personas
from tests.curation import queueing
from tests.points.earning import awards, publish_solution
from tests.scenarios.writing import (
    move,
    recorded,
    save,
    save_text,
    scenario,
    situation,
    solution,
    solutions_of,
)
from tests.sops import acts

pytestmark = pytest.mark.usefixtures("app")


def test_a_harmful_outcome_that_is_verified_suspends() -> None:
    no = acts.page()
    sop_id = acts.in_force(no)

    outcome_id = acts.verified(no, Result.HARMFUL)

    assert acts.standing(sop_id) == "suspended"
    assert recorded("SopSuspended")[0]["outcome_id"] == outcome_id
    assert acts.reasons() == ["harmful_outcome"]


def test_a_failed_outcome_has_it_looked_at_and_no_more() -> None:
    no = acts.page()
    sop_id = acts.in_force(no)

    acts.verified(no, Result.FAILED)

    assert (acts.standing(sop_id), acts.reasons()) == ("effective", ["failed_outcome"])


def test_a_rival_that_does_clearly_better_has_it_looked_at() -> None:
    no = acts.page()
    acts.in_force(no)
    rival = publish_rival(no)
    proven(rival, times=7)
    assert acts.reasons() == []

    acts.verified(no, Result.SOLVED, place=1)

    assert acts.reasons() == ["better_rival"]


def test_a_rival_that_is_published_when_it_does_better_already_has_it_looked_at() -> None:
    no = acts.page()
    acts.in_force(no)
    save(personas.ANN, no, PageInput(solutions=(solution("换一种办法。"),)))
    rival = solutions_of(no)[1].id
    proven(rival, times=8)

    publish_solution(rival)

    assert acts.reasons() == ["better_rival"]


def publish_rival(no: int) -> int:
    save(personas.ANN, no, PageInput(solutions=(solution("换一种办法。"),)))
    rival = solutions_of(no)[1].id
    publish_solution(rival)
    return rival


def proven(solution_id: int, *, times: int) -> None:
    """Write verified outcomes of a solution, by three teams in turn, a few a day: more would not convince."""
    with write() as uow:
        third = Team(name="绿队", site_id=personas.SITE, created_at=uow.now)
        uow.session.add(third)
        uow.session.flush()
        page = uow.session.get_one(Solution, solution_id).scenario_id
        teams = (personas.RED, personas.BLUE, third.id)
        for number in range(times):
            uow.session.add(
                Outcome(
                    solution_id=solution_id,
                    via_scenario_id=page,
                    reporter_id=personas.ZOE.id,
                    reporter_team_id=teams[number % 3],
                    applied_on=uow.now.date() - dt.timedelta(days=number // 3),
                    result=Result.SOLVED,
                    state=OutcomeState.VERIFIED,
                    evidence=f"工单 {number}",
                    created_at=uow.now,
                    created_by=personas.ZOE.id,
                )
            )


def test_harm_done_by_another_solution_leaves_the_sop_alone() -> None:
    no = acts.page()
    sop_id = acts.in_force(no)
    save(personas.ANN, no, PageInput(solutions=(solution("换一种办法。"),)))

    acts.verified(no, Result.HARMFUL, place=1)

    assert (acts.standing(sop_id), acts.reasons()) == ("effective", [])


def test_an_edited_source_has_it_looked_at_with_every_reason_once() -> None:
    no = acts.page()
    acts.in_force(no)
    acts.verified(no, Result.FAILED)
    own = solutions_of(no)[0]
    edited = solution("先核对停机原因，再核对欠费。", id_=own.id, preconditions="客户来电问停机。")

    for seq in (2, 3):
        changed = edited if seq == 2 else solution("又改了一遍。", id_=own.id)
        save(personas.CY, no, PageInput(solutions=(changed,), base_seq={own.id: seq}))

    assert acts.reasons() == ["failed_outcome", "source_edited"]


def test_harm_without_an_sop_has_the_page_looked_at() -> None:
    no = acts.page()

    acts.verified(no, Result.HARMFUL)

    assert [(item.scenario_id, item.facts) for item in acts.reviews()] == [
        (scenario(no).id, {"reasons": ["harmful_outcome"]})
    ]


def test_clearing_answers_the_review() -> None:
    no = acts.page()
    sop_id = acts.in_force(no)
    acts.verified(no, Result.HARMFUL)

    with write() as uow:
        ending.clear_sop(uow, personas.CY, sop_id, "核实为另一原因。")

    assert acts.reviews() == []
    assert read().query(ReviewNote).one().note == "核实为另一原因。"


def test_a_contributors_edit_waits_while_an_sop_is_in_force_1_2() -> None:
    no = acts.page()
    sop_id = acts.in_force(no)

    with pytest.raises(Forbidden, match="sop_needs_review"):
        save_text(personas.ZOE, no, "另一种说法。", base_seq=1)
    save_text(personas.CY, no, "整理员的说法。", base_seq=1)
    with write() as uow:
        ending.retire_sop(uow, personas.CY, sop_id, "不再适用。")
    assert save_text(personas.ZOE, no, "另一种说法。", base_seq=scenario(no).last_seq).has_sop is False


def test_a_contributor_suggests_an_edit_while_an_sop_is_in_force_1_2() -> None:

    no = acts.page()
    acts.in_force(no)
    given = PageInput(situation=situation(text="另一种说法。"), base_seq={None: 1})

    ready = prepare_edit(read(), personas.ZOE, no, given)
    with write() as uow:
        (item,) = propose_edit(uow, personas.ZOE, ready)

    assert read().get_one(Revision, item.revision_id).state == RevisionState.PENDING


def test_rivals_are_welcome_beside_an_sop_r57() -> None:
    no = acts.page()
    acts.in_force(no)

    save(personas.ZOE, no, PageInput(solutions=(solution("换一种办法。"),)))

    assert len(solutions_of(no)) == 2


def test_every_published_page_has_a_clock_r51() -> None:
    no = acts.page()

    row = read().get_one(PageReview, scenario(no).id)
    assert row.due_on == clock.now().date() + dt.timedelta(days=365)


def test_still_right_moves_the_clock_and_says_who_and_why() -> None:
    no = acts.page()
    with write(now=clock.now() + dt.timedelta(days=100)) as uow:
        row = reviewing.review_page(uow, personas.CY, no, "流程未变。", days=180)

    assert row.due_on - clock.now().date() in {dt.timedelta(days=280), dt.timedelta(days=281)}
    assert (row.checked_by, row.note) == (personas.CY.id, "流程未变。")
    assert recorded("PageReviewed")[0]["due"] == row.due_on.isoformat()


@pytest.mark.parametrize(("days", "note"), [(3, "流程未变。"), (5000, "流程未变。"), (90, " ")])
def test_a_review_without_a_word_or_with_no_interval_is_refused(days: int, note: str) -> None:
    no = acts.page()

    with pytest.raises(Invalid), write() as uow:
        reviewing.review_page(uow, personas.CY, no, note, days=days)


def test_not_everybody_says_that_a_page_is_still_right() -> None:
    no = acts.page()

    with pytest.raises(Forbidden), write() as uow:
        reviewing.review_page(uow, personas.ZOE, no, "流程未变。")


def test_the_queue_keeps_a_page_and_its_clock_moves() -> None:
    no = acts.page()
    acts.verified(no, Result.HARMFUL)
    (item,) = acts.reviews()

    queueing.decide(item.id, Verdict.KEEP, personas.DAN, note="已核实，与本条无关。")

    assert read().get_one(PageReview, scenario(no).id).checked_by == personas.DAN.id


def test_a_curator_who_may_not_renew_an_overdue_sop_is_not_asked_every_night() -> None:
    sop_id = acts.in_force(acts.page())
    late = clock.now() + dt.timedelta(days=200)
    assert _asked(late) == 1
    (item,) = acts.reviews()

    queueing.decide(item.id, Verdict.KEEP, personas.CY, note="流程未变，等负责人确认。", now=late)

    assert [_asked(late + dt.timedelta(days=days)) for days in (1, 6, 8)] == [0, 0, 1]
    assert (
        acts.sop(sop_id).review_due or late.date()
    ) < late.date()  # it goes on being overdue for who keeps it


def test_a_page_that_is_to_be_revised_is_not_asked_about_the_next_night() -> None:
    no = acts.page()
    with write() as uow:
        reviewing.start_clocks(uow, (scenario(no).id,))
    late = clock.now() + dt.timedelta(days=400)
    assert _asked(late) == 1
    (item,) = acts.reviews()

    queueing.decide(item.id, Verdict.REVISE, personas.DAN, note="第二步要补上时限和话术。", now=late)

    assert [_asked(late + dt.timedelta(days=days)) for days in (1, 8)] == [0, 1]


def test_the_queue_has_an_sop_revised_and_its_next_version_is_begun() -> None:
    no = acts.page()
    sop_id = acts.in_force(no)
    acts.verified(no, Result.FAILED)
    (item,) = acts.reviews()

    queueing.decide(item.id, Verdict.REVISE, personas.DAN, note="第二步要补上时限和话术。")

    assert acts.versions(sop_id) == [(1, "effective"), (2, "draft")]


def test_archiving_a_page_suspends_its_sop() -> None:
    no = acts.page()
    sop_id = acts.in_force(no)

    move(personas.CY, no, State.ARCHIVED)

    assert acts.standing(sop_id) == "suspended"


def _asked(now: dt.datetime) -> int:
    """Let the clock look at what is overdue; return how many reviews it opened."""
    with write(now=now) as uow:
        return clockwork.ask_due_reviews(uow, now.date(), limit=50)


def test_having_an_sop_revised_whose_page_is_archived_begins_nothing() -> None:
    no = acts.page()
    sop_id = acts.in_force(no)
    move(personas.CY, no, State.ARCHIVED)
    (item,) = acts.reviews()

    queueing.decide(item.id, Verdict.REVISE, personas.DAN, note="等页面恢复以后再改写。")

    assert (acts.versions(sop_id), acts.reviews()) == ([(1, "effective")], [])


def test_bringing_a_page_back_lets_its_sop_be_followed_again_r51() -> None:
    no = acts.page()
    sop_id = acts.in_force(no)
    move(personas.CY, no, State.ARCHIVED)

    move(personas.CY, no, State.PUBLISHED)

    assert (acts.standing(sop_id), acts.reviews()) == ("effective", [])


def test_bringing_a_page_back_leaves_an_sop_suspended_that_did_harm() -> None:
    no = acts.page()
    sop_id = acts.in_force(no)
    acts.verified(no, Result.HARMFUL)
    move(personas.CY, no, State.ARCHIVED)

    move(personas.CY, no, State.PUBLISHED)

    assert acts.standing(sop_id) == "suspended"


def test_q9_withdrawing_still_right_puts_the_clock_of_a_page_back() -> None:
    no = acts.page()
    before = _clock(no)
    acts.verified(no, Result.HARMFUL)
    (item,) = acts.reviews()
    queueing.decide(item.id, Verdict.KEEP, personas.DAN, note="已核实，与本条无关。")
    assert _clock(no) != before

    queueing.withdraw(item.id, personas.DAN)

    assert (_clock(no), read().query(ReviewNote).count()) == (before, 0)
    assert [one.id for one in acts.reviews()] == [item.id]


def test_q9_withdrawing_still_right_takes_the_renewal_of_an_sop_and_its_points_back() -> None:
    no = acts.page()
    sop_id = acts.in_force(no, owner=personas.DAN.id)
    acts.verified(no, Result.FAILED)
    (item,) = acts.reviews()
    before = (acts.sop(sop_id).review_due, acts.sop(sop_id).reviewed_at)
    later = clock.now() + dt.timedelta(days=3)
    queueing.decide(item.id, Verdict.KEEP, personas.DAN, note="偶发，流程仍然对。", now=later)
    assert [award.state for award in awards("P5")] == ["posted"]

    queueing.withdraw(item.id, personas.DAN, now=later + dt.timedelta(seconds=30))

    assert (acts.sop(sop_id).review_due, acts.sop(sop_id).reviewed_at) == before
    assert [award.state for award in awards("P5")] == ["reversed"]
    assert recorded("ReviewWithdrawn")[0]["sop_id"] == sop_id


def test_q9_withdrawing_to_revise_drops_the_draft_that_nobody_has_touched() -> None:
    no = acts.page()
    sop_id = acts.in_force(no)
    acts.verified(no, Result.FAILED)
    (item,) = acts.reviews()
    queueing.decide(item.id, Verdict.REVISE, personas.DAN, note="第二步要补上时限和话术。")

    queueing.withdraw(item.id, personas.DAN)

    assert acts.versions(sop_id) == [(1, "effective"), (2, "retired")]


def test_q9_withdrawing_the_archiving_of_a_page_lets_its_sop_be_followed_again() -> None:
    no = acts.page()
    sop_id = acts.in_force(no)
    acts.verified(no, Result.FAILED)
    (item,) = acts.reviews()
    queueing.decide(item.id, Verdict.ARCHIVE, personas.DAN, note="业务已经下线。")
    assert (acts.standing(sop_id), acts.reasons()) == ("suspended", ["source_gone"])

    queueing.withdraw(item.id, personas.DAN)

    assert (scenario(no).state, acts.standing(sop_id)) == ("published", "effective")
    assert [one.id for one in acts.reviews()] == [item.id]


def test_q9_no_archiving_is_withdrawn_after_which_harm_was_reported() -> None:
    no = acts.page()
    sop_id = acts.in_force(no)
    acts.verified(no, Result.FAILED)
    (item,) = acts.reviews()
    queueing.decide(item.id, Verdict.ARCHIVE, personas.DAN, note="业务已经下线。")
    with write() as uow:
        reviewing.ask_review(
            uow, item.scenario_id, ReviewReason.HARMFUL_OUTCOME, sop=uow.session.get(Sop, sop_id)
        )

    with pytest.raises(Conflict, match="cannot_withdraw"):
        queueing.withdraw(item.id, personas.DAN)


def test_q9_withdrawing_still_right_takes_a_clock_away_that_was_not_there() -> None:
    no = acts.page()
    acts.verified(no, Result.HARMFUL)
    with write() as uow:
        uow.session.delete(uow.session.get_one(PageReview, scenario(no).id))
    (item,) = acts.reviews()
    queueing.decide(item.id, Verdict.KEEP, personas.DAN, note="已核实，与本条无关。")

    queueing.withdraw(item.id, personas.DAN)

    assert read().get(PageReview, scenario(no).id) is None


def test_q9_what_was_decided_again_can_be_withdrawn_again() -> None:
    no = acts.page()
    acts.verified(no, Result.HARMFUL)
    (item,) = acts.reviews()
    before = _clock(no)
    for note in ("已核实，与本条无关。", "再核实一遍，仍然无关。"):
        queueing.decide(item.id, Verdict.KEEP, personas.DAN, note=note)
        queueing.withdraw(item.id, personas.DAN)

    assert _clock(no) == before


def _clock(no: int) -> tuple[object, ...]:
    read().rollback()
    row = read().get_one(PageReview, scenario(no).id)
    return row.due_on, row.checked_at, row.checked_by, row.note
