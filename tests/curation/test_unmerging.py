"""Un-merging: any merge, at any time, in any order, and nothing else changes."""

import datetime as dt

import pytest

from scenariowiki.accounts.rules import Actor
from scenariowiki.curation.commands import opening
from scenariowiki.curation.commands.merging import preview_merge
from scenariowiki.curation.commands.unmerging import UnmergeRequest, prepare_unmerge, unmerge
from scenariowiki.curation.models import PairVerdict, QueueItem
from scenariowiki.curation.queries import subjects
from scenariowiki.curation.rules.items import ItemKind, ItemState, pair_key
from scenariowiki.curation.rules.merging import Choice, FieldChoice, MergeKind, MergeRequest, UnmergeReason
from scenariowiki.kernel.errors import Conflict, Forbidden, Invalid
from scenariowiki.runtime.session import read, write
from scenariowiki.scenarios.commands import outcomes, transitions
from scenariowiki.scenarios.models import Revision, Solution, Tag
from scenariowiki.scenarios.queries import page
from scenariowiki.scenarios.rules.content import PageInput
from scenariowiki.scenarios.rules.states import Result, RevisionKind, RevisionState, State
from tests import personas
from tests.curation.acts import merge_pages, merge_solutions
from tests.curation.queueing import waiting
from tests.scenarios.writing import (
    TEXT,
    draft,
    head,
    move,
    published,
    recorded,
    save,
    save_text,
    scenario,
    situation,
    solution,
    solutions_of,
)

pytestmark = pytest.mark.usefixtures("app")
ANN, CY, DAN, ZOE = personas.ANN, personas.CY, personas.DAN, personas.ZOE
NOTE = "其实是两种情况，分开处理。"


def undo(op_id: int, actor: Actor = CY, **more: object) -> None:
    asked = UnmergeRequest(reason=UnmergeReason.NOT_THE_SAME, note=NOTE, **more)  # type: ignore[arg-type]
    prepared = prepare_unmerge(read(), actor, op_id)
    with write() as uow:
        unmerge(uow, actor, prepared, asked)


def two() -> tuple[int, int]:
    return (
        published(ANN, solution("核对账户。"), about=situation("余额充足却停机")),
        published(ZOE, solution("人工复机。"), about=situation("有余额仍被停机", tags=("复机",))),
    )


def report(actor: Actor, solution_id: int) -> None:
    with write() as uow:
        given = outcomes.OutcomeInput(
            result=Result.SOLVED, applied_on=dt.date(2026, 11, 2), evidence="工单 7"
        )
        outcomes.report_outcome(uow, actor, solution_id, given)


def state_of(*numbers: int) -> dict[int, object]:
    """Return what U3 says an undone merge leaves as it was."""
    found: dict[int, object] = {}
    for no in numbers:
        row = scenario(no)
        shown = page.load_page(read(), row.id)
        found[no] = (
            row.state,
            row.canonical_id,
            row.merged_into_id,
            row.title,
            row.solution_count,
            row.evidence,
            head(no).content_hash,
            [(part.row.id, part.row.state, part.evidence, len(part.outcomes)) for part in shown.solutions],
            [comment.id for comment in shown.comments],
        )
    found[0] = {tag.name: tag.uses for tag in read().query(Tag).order_by(Tag.id)}
    return found


def test_u3_merge_then_undo_is_the_identity() -> None:
    winner, loser = two()
    before = state_of(winner, loser)
    (op,) = merge_pages(winner, loser, fields={"title": FieldChoice(choice=Choice.TAKE_LOSER)})

    undo(op.id)

    assert state_of(winner, loser) == before


def test_u2_undoing_the_upper_merge_leaves_the_lower_one() -> None:
    a, b = two()
    c = published(ANN, about=situation("停机后无法复机"))
    merge_pages(a, c)
    (op,) = merge_pages(b, a)

    undo(op.id)

    assert scenario(c).canonical_id == scenario(a).id
    assert scenario(b).canonical_id == scenario(b).id


def test_u1_a_lower_merge_is_undone_under_an_upper_one() -> None:
    a, b = two()
    c = published(ANN, about=situation("停机后无法复机"))
    (op,) = merge_pages(a, c)
    merge_pages(b, a)

    undo(op.id)

    assert scenario(c).canonical_id == scenario(c).id
    assert scenario(c).state == State.PUBLISHED
    assert scenario(a).canonical_id == scenario(b).id


@pytest.mark.parametrize("state", [State.SUBMITTED, State.ARCHIVED])
def test_u4_the_loser_is_what_it_was(state: State) -> None:
    winner, loser = published(ANN), draft(ZOE, about=situation("有余额仍被停机"))
    move(ZOE, loser, State.SUBMITTED)
    if state is State.ARCHIVED:
        move(CY, loser, State.PUBLISHED, State.ARCHIVED)
    (op,) = merge_pages(winner, loser)

    undo(op.id)

    assert scenario(loser).state == state


def test_u5_an_untouched_merge_gives_the_first_parents_text_back() -> None:
    winner, loser = two()
    (op,) = merge_pages(winner, loser, fields={"title": FieldChoice(choice=Choice.TAKE_LOSER)})

    undo(op.id)

    assert (head(winner).kind, head(winner).snapshot["title"]) == (RevisionKind.UNMERGE, "余额充足却停机")


def test_u5_later_edits_stay() -> None:
    winner, loser = two()
    (op,) = merge_pages(winner, loser, fields={"title": FieldChoice(choice=Choice.TAKE_LOSER)})
    later = PageInput(
        situation=situation("有余额仍被停机", f"{TEXT}先查欠费。", tags=("停机", "复机")),
        base_seq={None: head(winner).seq or 0},
    )
    save(ANN, winner, later)

    undo(op.id)

    assert head(winner).snapshot["title"] == "余额充足却停机"
    assert head(winner).snapshot["situation"] == f"{TEXT}先查欠费。"


def test_u5_where_the_text_changed_since_a_person_must_say_so() -> None:
    winner, loser = two()
    (op,) = merge_pages(winner, loser, fields={"title": FieldChoice(choice=Choice.TAKE_LOSER)})
    save_text(ANN, winner, TEXT, base_seq=head(winner).seq or 0, title="停机核查")

    with pytest.raises(Conflict, match="unmerge_conflict"):
        undo(op.id)
    undo(op.id, keep_current=True)

    assert head(winner).snapshot["title"] == "停机核查"


def test_u6_solution_merges_across_the_parting_are_undone_with_it() -> None:
    winner, loser = two()
    (op,) = merge_pages(winner, loser)
    (mine,), (theirs,) = solutions_of(winner), solutions_of(loser)
    merge_solutions(mine.id, theirs.id)

    undo(op.id)

    assert solutions_of(loser)[0].state == State.PUBLISHED
    assert [told["cascade"] for told in recorded("SolutionUnmerged")] == [True]


def test_u7_what_came_through_the_loser_follows_it() -> None:
    winner, loser = two()
    (op,) = merge_pages(winner, loser)
    save(ANN, winner, PageInput(solutions=(solution("先道歉。"),), via=loser))
    save(ANN, winner, PageInput(solutions=(solution("先登记。"),)))

    undo(op.id)

    assert (scenario(winner).solution_count, scenario(loser).solution_count) == (2, 2)


def test_m10_one_of_several_is_undone_alone() -> None:
    winner, loser = two()
    third = published(ANN, about=situation("停机后无法复机", tags=("停机", "欠费")))
    first, _second = merge_pages(winner, loser, third)

    undo(first.id)

    assert [scenario(no).canonical_id for no in (loser, third)] == [scenario(loser).id, scenario(winner).id]
    tags = {tag.id: tag.name for tag in read().query(Tag)}
    assert [tags[id_] for id_ in head(winner).snapshot["tags"]] == ["停机", "欠费"]


def test_u9_the_pair_is_known_to_be_distinct() -> None:
    winner, loser = two()
    (op,) = merge_pages(winner, loser)

    undo(op.id)

    pair = (scenario(winner).id, scenario(loser).id)
    verdict = read().get_one(PairVerdict, ("scenario", *pair))
    assert (verdict.verdict, verdict.unmerged) == ("distinct", 1)
    assert not subjects.is_contested(read(), MergeKind.SCENARIO, pair)


def test_u9_merging_again_takes_two_and_undoing_again_marks_the_pair_contested() -> None:
    winner, loser = two()
    ids = (scenario(winner).id, scenario(loser).id)
    undo(merge_pages(winner, loser)[0].id)
    asked = MergeRequest(kind=MergeKind.SCENARIO, winner=ids[0], losers=ids[1:])

    assert preview_merge(read(), CY, asked).needs_second == ("unmerged_before",)

    undo(merge_pages(winner, loser)[0].id)
    assert subjects.is_contested(read(), MergeKind.SCENARIO, ids)


def test_q9_a_withdrawn_merge_leaves_no_verdict() -> None:
    winner, loser = two()
    (op,) = merge_pages(winner, loser)

    undo(op.id, withdrawn=True)

    assert read().get(PairVerdict, ("scenario", scenario(winner).id, scenario(loser).id)) is None


def test_u10_what_is_undone_cannot_be_undone() -> None:
    winner, loser = two()
    (op,) = merge_pages(winner, loser)
    undo(op.id)

    with pytest.raises(Conflict, match="inactive"):
        undo(op.id)


def test_u11_what_was_hidden_since_is_not_brought_back() -> None:
    winner, loser = two()
    (op,) = merge_pages(winner, loser, fields={"title": FieldChoice(choice=Choice.TAKE_LOSER)})
    with write() as uow:
        uow.session.get_one(Revision, op.journal["first_parent"]).state = RevisionState.HIDDEN

    undo(op.id)

    assert scenario(winner).title == "有余额仍被停机"


def test_u12_only_curators_who_wrote_neither_side_undo_and_say_why() -> None:
    winner, loser = two()
    (op,) = merge_pages(winner, loser)
    with pytest.raises(Forbidden, match="forbidden"):
        undo(op.id, ANN)
    with pytest.raises(Invalid), write() as uow:
        unmerge(uow, CY, prepare_unmerge(uow.session, CY, op.id), UnmergeRequest(note="两回事"))

    save_text(
        DAN, winner, "机主来电称被停机，但账上还有钱，请先查欠费再查状态。", base_seq=head(winner).seq or 0
    )
    with pytest.raises(Forbidden, match="conflict_of_interest"):
        undo(op.id, DAN)

    assert prepare_unmerge(read(), CY, op.id).op.undone_at is None


def test_m18_one_outcome_reported_on_both_counts_once() -> None:
    winner, loser = two()
    (mine,), (theirs,) = solutions_of(winner), solutions_of(loser)
    report(DAN, mine.id)
    report(DAN, theirs.id)
    merge_pages(winner, loser)

    merge_solutions(mine.id, theirs.id)

    assert solutions_of(winner)[0].solved == 1


def test_m27_solutions_of_two_scenarios_are_not_merged() -> None:
    winner, loser = two()

    with pytest.raises(Conflict, match="other_scenario"):
        merge_solutions(solutions_of(winner)[0].id, solutions_of(loser)[0].id)


def test_m24_saving_a_page_that_was_merged_meanwhile_is_refused() -> None:
    winner, loser = two()
    merge_pages(winner, loser)

    with pytest.raises(Conflict, match="target_moved"):
        save_text(ZOE, loser, TEXT, base_seq=2)


def test_u6_what_goes_along_leaves_nothing_of_itself_behind() -> None:
    winner, loser = two()
    save(ANN, loser, PageInput(solutions=(solution("先道歉再登记。"),)))
    (op,) = merge_pages(winner, loser)
    (mine,), (first, second) = solutions_of(winner), solutions_of(loser)
    with write() as uow:
        uow.session.get_one(Solution, second.id).state = "published"
    steps = {"steps": FieldChoice(choice=Choice.COMBINE)}
    for other in (first, second):
        merge_solutions(mine.id, other.id, fields=steps)

    undo(op.id)

    revision = read().get_one(Revision, solutions_of(winner)[0].head_rev_id)
    assert [step["text"] for step in revision.snapshot["steps"]] == ["核对账户。"]


def pair_of(one: int, other: int) -> int:
    ids = sorted((scenario(one).id, scenario(other).id))
    with write() as uow:
        item = opening.open_item(
            uow,
            kind=ItemKind.DUP_SCENARIO,
            key=pair_key(ItemKind.DUP_SCENARIO, *ids),
            weight=0.0,
            by=personas.SYSTEM,
            scenario_id=ids[0],
            other_scenario_id=ids[1],
        )
        assert item is not None
        return item.id


def test_u4_open_items_come_back_in_whatever_order_merges_are_undone() -> None:
    a, b = two()
    c, d = (published(ANN, about=situation(title)) for title in ("停机后无法复机", "复机之后仍无信号"))
    item = pair_of(b, d)
    (lower,) = merge_pages(a, b)
    (upper,) = merge_pages(c, a)

    undo(lower.id)
    undo(upper.id)

    row = read().get_one(QueueItem, item, populate_existing=True)
    assert {row.scenario_id, row.other_scenario_id} == {scenario(b).id, scenario(d).id}
    assert row.key == pair_key(ItemKind.DUP_SCENARIO, scenario(b).id, scenario(d).id)


def test_u4_an_item_that_collapsed_is_open_again() -> None:
    a, b = two()
    c = published(ANN, about=situation("停机后无法复机"))
    first, second = pair_of(a, c), pair_of(b, c)
    (op,) = merge_pages(a, b)
    assert read().get_one(QueueItem, second).state == ItemState.STALE

    undo(op.id)

    rows = [read().get_one(QueueItem, id_, populate_existing=True) for id_ in (first, second)]
    assert [row.state for row in rows] == [ItemState.OPEN, ItemState.OPEN]
    assert {rows[1].scenario_id, rows[1].other_scenario_id} == {scenario(b).id, scenario(c).id}


def test_m22_and_u4_what_is_merged_need_not_be_published_until_it_is_undone() -> None:
    winner, loser = published(ANN), draft(ZOE, about=situation("有余额仍被停机"))
    move(ZOE, loser, State.SUBMITTED)
    (waits,) = waiting(ItemKind.PUBLISH)
    (op,) = merge_pages(winner, loser)
    assert read().get_one(QueueItem, waits.id, populate_existing=True).state == ItemState.STALE

    undo(op.id)

    (again,) = waiting(ItemKind.PUBLISH)
    assert (again.id, again.scenario_id) == (waits.id, scenario(loser).id)


def test_a_solution_that_came_with_a_merge_waits_to_be_published() -> None:
    winner, loser = two()
    save(ANN, loser, PageInput(solutions=(solution("先道歉再登记。"),)))
    added = solutions_of(loser)[1].id
    merge_pages(winner, loser)

    with write() as uow:
        transitions.move_solution(uow, CY, added, State.PUBLISHED)

    assert solutions_of(loser)[1].state == State.PUBLISHED
