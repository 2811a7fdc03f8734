"""What each kind of item does: edits of readers, objections, reviews, pairs of solutions, several at once."""

import datetime as dt

import pytest
from sqlalchemy import select

from scenariowiki.accounts.rules import Actor
from scenariowiki.curation.commands import opening, queue, reporting
from scenariowiki.curation.commands.unmerging import UnmergeRequest, prepare_unmerge, unmerge
from scenariowiki.curation.models import MergeOp, QueueItem
from scenariowiki.curation.queries import subjects
from scenariowiki.curation.rules.items import ItemKind, ItemState, Verdict
from scenariowiki.curation.rules.merging import SECOND_MERGES_A_DAY, MergeKind
from scenariowiki.kernel import clock
from scenariowiki.kernel.errors import Conflict, Forbidden, Invalid
from scenariowiki.runtime.session import read, write
from scenariowiki.scenarios.commands import pending
from scenariowiki.scenarios.models import Comment, Revision, Scenario
from scenariowiki.scenarios.rules.content import PageInput
from scenariowiki.scenarios.rules.states import RevisionState, State
from tests import personas
from tests.curation.acts import merge_pages, merge_solutions
from tests.curation.queueing import (
    a_pair,
    claim,
    decide,
    decided,
    item,
    locking,
    log,
    pair,
    two,
    waiting,
    withdraw,
)
from tests.scenarios.writing import (
    TEXT,
    draft,
    head,
    move,
    published,
    recorded,
    save_text,
    scenario,
    situation,
    solution,
    solutions_of,
)

pytestmark = pytest.mark.usefixtures("app")
ANN, CY, DAN, REA, ZOE = personas.ANN, personas.CY, personas.DAN, personas.REA, personas.ZOE
NOTE = "我的情景讲的是另一件事。"
OWN_WORDS = "客户来电询问停机原因。账户余额充足，系统已确认。"


def propose(no: int, text: str = OWN_WORDS, *, base_seq: int = 1, actor: Actor = REA) -> int:
    """Suggest an edit and return its item."""
    page = PageInput(situation=situation(text=text), base_seq={None: base_seq})
    prepared = pending.prepare_edit(read(), actor, no, page)
    with write() as uow:
        (made,) = reporting.propose_edit(uow, actor, prepared)
        return made.id


def edit_of(item_id: int) -> Revision:
    return read().get_one(Revision, item(item_id).revision_id)


def object_to(op_id: int, actor: Actor = ZOE, *, now: dt.datetime | None = None) -> int:
    with write(now=now) as uow:
        return reporting.object_to_merge(uow, actor, op_id, NOTE).id


def review(no: int, solution_id: int | None = None) -> int:
    with write() as uow:
        made = opening.open_item(
            uow,
            kind=ItemKind.STALE_REVIEW,
            key=f"stale_review:{no}:{solution_id}",
            weight=0.0,
            by=personas.SYSTEM,
            scenario_id=scenario(no).id,
            solution_id=solution_id,
        )
        assert made is not None
        return made.id


def test_an_edit_of_a_reader_has_no_number_and_changes_nothing_yet() -> None:
    no = published(ANN)

    one = propose(no)

    assert (edit_of(one).seq, edit_of(one).state) == (None, RevisionState.PENDING)
    assert (head(no).snapshot["situation"], scenario(no).last_seq) == (TEXT, 1)
    assert recorded("EditProposed")[0]["author_id"] == REA.id


def test_q2_what_concerns_a_page_with_an_sop_in_force_weighs_most() -> None:
    one = a_pair()
    (op,) = decide(one, Verdict.DUPLICATE).ops
    with write() as uow:
        uow.session.get_one(Scenario, op.winner_id).has_sop = True

    edit, objection = propose(read().get_one(Scenario, op.winner_id).no, base_seq=3), object_to(op.id)

    assert (item(edit).weight, item(objection).weight) == (40 + 10, 40)


def test_q4_what_is_accepted_becomes_current_as_its_authors() -> None:
    no = published(ANN)
    one = propose(no)

    decide(one, Verdict.ACCEPT)

    made = head(no)
    assert (made.snapshot["situation"], made.author_id, made.seq) == (OWN_WORDS, REA.id, 2)
    assert edit_of(one).state == RevisionState.SUPERSEDED
    runs = made.attribution["situation"]
    assert {source for source, _length in runs} == {0, head(no).parent_id}


def test_d3_an_edit_meets_a_later_one_sentence_by_sentence() -> None:
    no = published(ANN)
    one = propose(no)
    save_text(ANN, no, "客户来电询问为何停机。系统显示账户余额充足。", base_seq=1)

    decide(one, Verdict.ACCEPT)

    assert head(no).snapshot["situation"] == "客户来电询问为何停机。账户余额充足，系统已确认。"


def test_d3_where_both_changed_the_same_it_has_to_be_rebased() -> None:
    no = published(ANN)
    one = propose(no)
    save_text(ANN, no, "客户来电询问停机原因。余额够不够要先查。", base_seq=1)

    with pytest.raises(Conflict, match="rebase_needed"):
        decide(one, Verdict.ACCEPT)

    assert item(one).state == ItemState.CLAIMED


def test_m21_an_edit_of_what_was_merged_waits_beside_the_kept_one() -> None:
    winner = published(ZOE, about=situation("有余额仍被停机", text="账户里有钱。还是停机了。"))
    loser = published(ANN)
    one = propose(loser)

    merge_pages(winner, loser)

    assert item(one).scenario_id == scenario(winner).id
    assert edit_of(one).state == RevisionState.PENDING
    with pytest.raises(Conflict, match="rebase_needed"):
        decide(one, Verdict.ACCEPT, DAN)


def test_m21_an_edit_of_what_was_merged_reaches_the_kept_one_three_ways() -> None:
    winner, loser = published(ZOE, about=situation("有余额仍被停机")), published(ANN)
    one = propose(loser)
    merge_pages(winner, loser)

    decide(one, Verdict.ACCEPT, DAN)

    made = head(winner)
    assert (made.snapshot["title"], made.snapshot["situation"]) == ("有余额仍被停机", OWN_WORDS)
    assert (made.author_id, head(loser).snapshot["situation"]) == (REA.id, TEXT)


def test_m21_and_u4_an_edit_goes_back_with_what_it_was_made_of() -> None:
    winner, loser = published(ZOE, about=situation("有余额仍被停机")), published(ANN)
    one = propose(loser)
    (op,) = merge_pages(winner, loser)

    prepared = prepare_unmerge(read(), DAN, op.id)
    with write() as uow:
        unmerge(uow, DAN, prepared, UnmergeRequest(note=NOTE))
    decide(one, Verdict.ACCEPT)

    assert item(one).scenario_id == scenario(loser).id
    assert (head(loser).snapshot["situation"], head(winner).snapshot["situation"]) == (OWN_WORDS, TEXT)


def test_q9_a_rejected_edit_waits_again_when_that_is_withdrawn() -> None:
    one = propose(published(ANN))
    decide(one, Verdict.REJECT)
    assert edit_of(one).state == RevisionState.REJECTED

    withdraw(one)

    assert edit_of(one).state == RevisionState.PENDING
    decide(one, Verdict.ACCEPT)
    with pytest.raises(Conflict, match="cannot_withdraw"):
        withdraw(one)


def test_who_writes_does_not_propose_and_new_tags_are_not_for_readers() -> None:
    no = published(ANN)
    with pytest.raises(Forbidden, match="edits_need_review"):
        propose(no, actor=ANN)
    page = PageInput(situation=situation(tags=("新词",)), base_seq={None: 1})
    with pytest.raises(Invalid) as refused:
        pending.prepare_edit(read(), REA, no, page)
    assert refused.value.fields == {"tags": "no_tag"}
    with pytest.raises(Forbidden):
        pending.prepare_edit(read(), REA, no, PageInput(solutions=(solution("复机。"),)))


def test_a_rejected_edit_is_no_twin_of_a_later_one() -> None:
    no = published(ANN)
    decide(propose(no), Verdict.REJECT)

    save_text(ANN, no, OWN_WORDS, base_seq=1)

    assert 0 in {source for source, _length in head(no).attribution["situation"]}


def test_m34_an_objection_that_is_right_undoes_the_merge() -> None:
    one = a_pair()
    (op,) = decide(one, Verdict.DUPLICATE).ops

    appeal = object_to(op.id)
    assert item(one).state == ItemState.APPEALED
    decide(appeal, Verdict.OVERTURN, DAN, note="作者说得对，是两件事。")

    assert (item(one).state, item(appeal).state) == (ItemState.OVERTURNED, ItemState.APPLIED)
    assert read().get_one(MergeOp, op.id).undone_by == DAN.id
    assert recorded("MergeObjected")[0]["author_id"] == ZOE.id


def test_m34_an_objection_that_is_not_leaves_it() -> None:
    one = a_pair()
    (op,) = decide(one, Verdict.DUPLICATE).ops
    appeal = object_to(op.id)

    decide(appeal, Verdict.UPHOLD, DAN)

    assert (item(one).state, read().get_one(MergeOp, op.id).undone_at) == (ItemState.UPHELD, None)
    with pytest.raises(Conflict, match="appealed_already"):
        object_to(op.id)


def test_m34_who_merged_does_not_decide_about_the_objection() -> None:
    (op,) = decide(a_pair(), Verdict.DUPLICATE).ops

    with pytest.raises(Forbidden, match="conflict_of_interest"):
        claim(object_to(op.id), CY)


def test_m34_only_the_losers_author_and_only_for_two_weeks() -> None:
    (op,) = decide(a_pair(), Verdict.DUPLICATE).ops

    with pytest.raises(Forbidden, match="not_your_work"):
        object_to(op.id, ANN)
    with pytest.raises(Conflict, match="appeal_over"):
        object_to(op.id, now=clock.now() + dt.timedelta(days=15))
    assert reporting.may_object(read(), ZOE, read().get_one(MergeOp, op.id), clock.now())


def test_m34_an_objection_to_what_is_undone_leaves_the_queue() -> None:
    one = a_pair()
    (op,) = decide(one, Verdict.DUPLICATE).ops
    appeal = object_to(op.id)

    prepared = prepare_unmerge(read(), DAN, op.id)
    with write() as uow:
        unmerge(uow, DAN, prepared, UnmergeRequest(note=NOTE))

    assert item(appeal).state == ItemState.STALE


def test_q4_a_review_keeps_asks_for_revision_or_archives() -> None:
    kept, revised, archived = (review(published(ANN)) for _ in range(3))

    decide(kept, Verdict.KEEP)
    decide(revised, Verdict.REVISE, note="流程已变，请核对第二步。")
    decide(archived, Verdict.ARCHIVE)

    assert read().scalars(select(Comment.text)).all() == ["流程已变，请核对第二步。"]
    assert scenario(3).state == State.ARCHIVED
    withdraw(archived)
    assert scenario(3).state == State.PUBLISHED


def test_q4_a_review_of_one_solution_archives_that_one_alone() -> None:
    no = published(ANN, solution("核对账户。"), solution("人工复机。"))
    first, second = (one.id for one in solutions_of(no))
    reviewed = review(no, first)

    decide(reviewed, Verdict.ARCHIVE)

    states = {one.id: one.state for one in solutions_of(no)}
    assert (scenario(no).state, states) == (
        State.PUBLISHED,
        {first: State.ARCHIVED, second: State.PUBLISHED},
    )
    withdraw(reviewed)
    assert {one.state for one in solutions_of(no)} == {State.PUBLISHED}


def test_q4_a_review_to_be_revised_says_what() -> None:
    with pytest.raises(Invalid):
        decide(review(published(ANN)), Verdict.REVISE)


def test_m27_two_solutions_of_one_scenario_are_merged_in_the_queue() -> None:
    no = published(ANN, solution("核对账户。"), solution("核对账户余额。"))
    one, other = (row.id for row in solutions_of(no))

    made = decide(pair(one, other, MergeKind.SOLUTION), Verdict.DUPLICATE)

    assert [op.loser_id for op in made.ops] == [other]
    assert solutions_of(no)[1].state == State.MERGED


def test_m22_a_pair_goes_where_its_side_went() -> None:
    first, second = two()
    third = scenario(published(ANN, about=situation("停机后无法复机"))).id
    waits = pair(second, third)
    due = item(waits).due_at

    decide(pair(first, second), Verdict.DUPLICATE)

    assert item(waits).due_at == due
    assert (item(waits).scenario_id, item(waits).other_scenario_id) == (first, third)
    decide(waits, Verdict.DISTINCT)


def test_m33_what_a_curator_proposed_is_unpaid_for_them() -> None:
    first, second = two()
    with write() as uow:
        one = reporting.propose_pair(uow, CY, MergeKind.SCENARIO, second, first).id
        assert reporting.propose_pair(uow, DAN, MergeKind.SCENARIO, first, second).id == one

    decide(one, Verdict.DISTINCT)

    assert decided()[-1]["is_paid"] is False
    assert recorded("PairProposed") == [
        {"schema": 1, "kind": "scenario", "lo": first, "hi": second, "item_id": one}
    ]
    with pytest.raises(Forbidden), write() as uow:
        reporting.propose_pair(uow, ANN, MergeKind.SCENARIO, first, second)
    with pytest.raises(Conflict, match="already_same"), write() as uow:
        reporting.propose_pair(uow, CY, MergeKind.SCENARIO, first, first)


def copies(count: int) -> list[int]:
    return [scenario(published(author)).id for author in [ANN, ZOE, ANN, ZOE][:count]]


def bulk(item_ids: list[int], verdict: Verdict) -> list[int]:
    prepared = queue.prepare_bulk(read(), CY, item_ids, verdict)
    asked = queue.Bulk(item_ids=prepared.item_ids, verdict=verdict, seen=prepared.seen, note=NOTE)
    with write() as uow:
        return [one.item.id for one in queue.decide_bulk(uow, CY, asked)]


def test_q7_exact_copies_are_merged_together_each_with_its_event() -> None:
    one, two_, three = copies(3)
    ids = [pair(one, two_), pair(one, three), pair(two_, three)]

    done = bulk(ids, Verdict.DUPLICATE)

    assert done == ids[:2]  # the third pair was one by then
    assert len(decided()) == 2
    assert {row.canonical_id for row in (scenario(1), scenario(2), scenario(3))} == {one}


def test_q7_what_is_distinct_is_decided_together() -> None:
    ids = [a_pair(), a_pair()]

    assert bulk(ids, Verdict.DISTINCT) == ids


def test_q7_all_pages_are_locked_before_all_items_and_both_ascending() -> None:
    """As merges do: the other way round two of them wait for each other."""
    first, second = a_pair(), a_pair()
    pages = sorted(id_ for one in (first, second) for id_ in subjects.entity_ids(item(one)))
    prepared = queue.prepare_bulk(read(), CY, [second, first], Verdict.DISTINCT)

    with locking() as locked, write() as uow:
        queue.decide_bulk(uow, CY, prepared)

    assert locked[:2] == [
        ("scenario", "scenario.id", pages),
        ("queue_item", "queue_item.id", [first, second]),
    ]


def test_q7_nothing_else_is_and_none_where_one_cannot() -> None:
    alike, edit = a_pair(), propose(published(ANN))

    for ids, verdict, code in (
        ([alike], Verdict.DUPLICATE, "not_identical"),
        ([alike], Verdict.RELATED, "not_in_bulk"),
        ([edit], Verdict.ACCEPT, "not_in_bulk"),
    ):
        with pytest.raises(Invalid) as refused:
            bulk(ids, verdict)
        assert refused.value.fields == {"items.0": code}
    with pytest.raises(Invalid):
        bulk(list(range(1, 52)), Verdict.DISTINCT)
    assert item(alike).state == ItemState.OPEN


def test_q7_a_side_that_changed_since_the_preview_stops_all() -> None:
    ids = [a_pair(), a_pair()]
    prepared = queue.prepare_bulk(read(), CY, ids, Verdict.DISTINCT)
    save_text(ANN, 3, "客户来电询问停机原因。", base_seq=1)

    with pytest.raises(Conflict, match="stale_preview"), write() as uow:
        queue.decide_bulk(uow, CY, prepared)

    assert decided() == []


def test_m28_solutions_are_merged_again_by_hand_only() -> None:
    no = published(ANN, solution("核对账户。"), solution("核对账户余额。"))
    one, other = (row.id for row in solutions_of(no))
    merge_solutions(one, other)

    assert waiting(ItemKind.DUP_SOLUTION) == []


def test_m32_more_than_twenty_merges_a_day_need_a_second(monkeypatch: pytest.MonkeyPatch) -> None:
    assert SECOND_MERGES_A_DAY == 20
    monkeypatch.setattr("scenariowiki.curation.commands.merging.effects.SECOND_MERGES_A_DAY", 0)
    decide(a_pair(), Verdict.DUPLICATE)

    made = decide(a_pair(), Verdict.DUPLICATE)

    assert made.needs_second == ("many_merges",)
    assert log(made.item.id)[-1] == "awaiting_second"


def test_items_about_one_thing_need_no_pair() -> None:
    no = published(ANN)
    one = review(no)

    decide(one, Verdict.KEEP)

    assert decided()[-1]["pair"] is None
    assert read().get_one(QueueItem, one).versions == {str(scenario(no).id): 1}


def test_q9_what_a_withdrawn_decision_said_in_the_thread_goes_with_it() -> None:
    no = draft(ANN)
    move(ANN, no, State.SUBMITTED)
    (waits,) = waiting(ItemKind.PUBLISH)
    revised = review(published(ANN))
    decide(waits.id, Verdict.NEEDS_WORK, note="请写清第二步。")
    decide(revised, Verdict.REVISE, note="流程已变，请核对第二步。")

    withdraw(waits.id)
    withdraw(revised)

    assert [one.withdrawn_at is not None for one in read().scalars(select(Comment))] == [True, True]


def test_an_edit_of_what_was_archived_can_be_rejected() -> None:
    no = published(ANN)
    one = propose(no)
    move(CY, no, State.ARCHIVED)

    decide(one, Verdict.REJECT)

    assert edit_of(one).state == RevisionState.REJECTED
