"""What was written to the kept one after a merge may be given to the other side, and back (U7)."""

import pytest

from scenariowiki.accounts.rules import Actor
from scenariowiki.curation.commands.rehoming import rehome
from scenariowiki.curation.models import MergeOp
from scenariowiki.curation.queries.since import Added, written_since
from scenariowiki.kernel.errors import Conflict, Forbidden, NotFound
from scenariowiki.runtime.session import read, write
from scenariowiki.scenarios.commands.discussion import add_comment, prepare_comment
from scenariowiki.scenarios.models import Comment, Solution
from scenariowiki.scenarios.queries import history, page
from scenariowiki.scenarios.rules.content import PageInput
from tests import personas
from tests.curation.acts import merge_pages, merge_solutions
from tests.curation.test_unmerging import report, two, undo
from tests.scenarios.writing import published, recorded, save, scenario, situation, solution, solutions_of

pytestmark = pytest.mark.usefixtures("app")
ANN, CY, DAN, ZOE = personas.ANN, personas.CY, personas.DAN, personas.ZOE


def merged() -> tuple[int, int, MergeOp]:
    winner, loser = two()
    (op,) = merge_pages(winner, loser)
    return winner, loser, op


def move(op: MergeOp, part: Added, id_: int, actor: Actor = CY) -> int:
    with write() as uow:
        return rehome(uow, actor, op.id, part, id_, "属于另一条")


def added(no: int) -> int:
    """Add a solution to a page and return its id."""
    save(DAN, no, PageInput(solutions=(solution("先查欠费标记。"),)))
    return max(one.id for one in read().query(Solution))


def shown(no: int) -> set[int]:
    read().rollback()
    return {part.row.id for part in page.load_page(read(), scenario(no).id).solutions}


def test_u7_a_solution_written_since_goes_with_the_side_it_was_given_to() -> None:
    winner, loser, op = merged()
    id_ = added(winner)

    move(op, Added.SOLUTION, id_)
    assert id_ in shown(winner)
    undo(op.id)

    assert (id_ in shown(winner), id_ in shown(loser)) == (False, True)
    assert scenario(loser).solution_count == 2


def test_u7_after_the_undoing_too_and_the_pages_histories_follow() -> None:
    winner, loser, op = merged()
    id_ = added(winner)
    undo(op.id)

    move(op, Added.SOLUTION, id_)

    newest = {no: history.page_at(read(), scenario(no).id, scenario(no).last_seq) for no in (winner, loser)}
    assert (id_ in newest[winner], id_ in newest[loser]) == (False, True)
    assert (scenario(winner).solution_count, scenario(loser).solution_count) == (1, 2)


def test_u7_the_same_again_brings_it_back_and_both_are_logged() -> None:
    winner, loser, op = merged()
    id_ = added(winner)

    assert move(op, Added.SOLUTION, id_) == scenario(loser).id
    assert move(op, Added.SOLUTION, id_) == scenario(winner).id

    assert [one["object_id"] for one in recorded("ObjectRehomed")] == [id_, id_]
    undo(op.id)
    assert id_ in shown(winner)


def test_u7_a_comment_goes_too() -> None:
    winner, loser, op = merged()
    with write() as uow:
        id_ = add_comment(uow, DAN, prepare_comment(winner, "夜里也遇到过。")).id

    move(op, Added.COMMENT, id_)

    assert read().get_one(Comment, id_).scenario_id == scenario(loser).id
    assert [(one.part, one.side) for one in written_since(read(), op)] == [
        (Added.COMMENT, scenario(loser).id)
    ]


def test_u7_an_outcome_of_merged_solutions_counts_for_the_other_one() -> None:
    no = published(ANN, solution("核对账户。"), solution("人工复机。"), about=situation("余额充足却停机"))
    kept, other = (one.id for one in solutions_of(no))
    (op,) = merge_solutions(kept, other)
    report(DAN, kept)
    (found,) = written_since(read(), op)

    move(op, Added.OUTCOME, found.id)
    undo(op.id)

    counted = {part.row.id: len(part.outcomes) for part in page.load_page(read(), scenario(no).id).solutions}
    assert counted == {kept: 0, other: 1}


def test_u7_what_was_there_before_the_merge_stays() -> None:
    winner, _loser, op = merged()

    for part, id_ in ((Added.SOLUTION, solutions_of(winner)[0].id), (Added.COMMENT, 77), (Added.OUTCOME, 1)):
        with pytest.raises(NotFound, match="no_object"):
            move(op, part, id_)


def test_u7_and_m27_what_is_merged_with_what_stays_behind_is_not_moved() -> None:
    winner, _loser, op = merged()
    id_ = added(winner)
    merge_solutions(solutions_of(winner)[0].id, id_)
    move(op, Added.SOLUTION, id_)
    move(op, Added.SOLUTION, id_)
    undo(op.id)

    with pytest.raises(Conflict, match="other_scenario"):
        move(op, Added.SOLUTION, id_)


def test_u7_only_curators_do_it() -> None:
    winner, _loser, op = merged()

    with pytest.raises(Forbidden):
        move(op, Added.SOLUTION, added(winner), ANN)
