"""What a page tells of its merges, and what goes on living in a group."""

import pytest

from scenariowiki.curation.commands.unmerging import UnmergeRequest, prepare_unmerge, unmerge
from scenariowiki.curation.queries import merges
from scenariowiki.kernel.errors import Conflict
from scenariowiki.runtime.session import read, write
from scenariowiki.scenarios import policy
from scenariowiki.scenarios.commands import discussion, facts, revise
from scenariowiki.scenarios.commands.facts import FactsInput
from scenariowiki.scenarios.models import Comment
from scenariowiki.scenarios.queries import page
from scenariowiki.scenarios.rules.content import PageInput
from scenariowiki.scenarios.rules.states import Audience
from tests import personas
from tests.curation.acts import NOTE, merge_pages, merge_solutions
from tests.scenarios.writing import head, published, recorded, scenario, situation, solution, solutions_of

pytestmark = pytest.mark.usefixtures("app")
ANN, CY, REA, ZOE = personas.ANN, personas.CY, personas.REA, personas.ZOE
EVERYBODY = personas.EVERYBODY


def two() -> tuple[int, int]:
    return (
        published(ANN, solution("核对账户。"), about=situation("余额充足却停机")),
        published(ZOE, solution("人工复机。"), about=situation("有余额仍被停机")),
    )


def say(no: int, *, via: int | None = None, solution_id: int | None = None) -> int:
    prepared = discussion.prepare_comment(no, "我们也遇到过。", via=via, solution_id=solution_id)
    with write() as uow:
        return discussion.add_comment(uow, ZOE, prepared).scenario_id


def test_m29_a_page_tells_what_was_merged_into_it_by_whom_and_why() -> None:
    winner, loser = two()
    merge_pages(winner, loser)

    (told,) = merges.active_merges(read(), scenario(winner).id)

    assert (told.no, told.title, told.by, told.note) == (loser, "有余额仍被停机", "Cy", NOTE)
    assert (told.author_id, told.objected) == (ZOE.id, False)
    assert merges.merge_of(read(), scenario(loser).id) == told
    assert merges.merge_of(read(), scenario(winner).id) is None


def test_m5_a_chain_and_merged_solutions_are_told_of_too() -> None:
    first, second = two()
    third = published(ANN, about=situation("停机后无法复机"))
    merge_pages(second, first)
    merge_pages(third, second)
    merge_solutions(solutions_of(first)[0].id, solutions_of(second)[0].id)

    told = merges.active_merges(read(), scenario(third).id)

    assert [(one.kind.value, one.no) for one in told] == [
        ("scenario", first),
        ("scenario", second),
        ("solution", second),
    ]


def test_m16_a_comment_keeps_the_id_its_author_came_through() -> None:
    winner, loser = two()
    merge_pages(winner, loser)

    assert say(winner) == scenario(winner).id
    assert say(winner, via=loser) == scenario(loser).id
    assert say(loser) == scenario(loser).id
    assert say(winner, via=999) == scenario(winner).id
    assert {told["scenario_id"] for told in recorded("CommentAdded")} == {scenario(winner).id}


def test_m20_the_thread_is_one_in_the_order_of_time() -> None:
    winner, loser = two()
    say(loser)
    say(winner)
    merge_pages(winner, loser)
    say(winner, via=loser)

    rows = page.load_page(read(), scenario(winner).id).comments

    assert [row.addressed_no for row in rows] == [loser, winner, loser]


def test_m20_a_comment_points_at_any_solution_of_the_group_and_is_taken_back() -> None:
    winner, loser = two()
    merge_pages(winner, loser)
    say(winner, solution_id=solutions_of(loser)[0].id)

    (comment,) = read().query(Comment).all()
    with write() as uow:
        discussion.withdraw_comment(uow, ZOE, comment.id)

    assert recorded("CommentWithdrawn")[0]["scenario_id"] == scenario(winner).id


def test_audience_of_a_canonical_holds_for_what_was_merged_into_it() -> None:
    winner, loser = two()
    merge_pages(winner, loser)

    with write() as uow:
        facts.change_facts(uow, CY, winner, FactsInput(audience=Audience.TEAM, team=personas.RED))

    others = [one for one in EVERYBODY if one not in {ANN, ZOE}]
    assert [policy.may_read(one, scenario(loser)) for one in others] == [
        policy.may_read(one, scenario(winner)) for one in others
    ]
    with pytest.raises(Conflict, match="target_moved"), write() as uow:
        facts.change_facts(uow, CY, loser, FactsInput(audience=Audience.ALL))


def save(no: int, text: str, **more: object) -> None:
    given = PageInput(situation=situation("有余额仍被停机", text), **more)  # type: ignore[arg-type]
    prepared = revise.prepare_page(read(), ZOE, no, given)
    with write() as uow:
        revise.revise_page(uow, ZOE, prepared)


def test_m24_an_edit_of_what_was_merged_is_refused() -> None:
    winner, loser = two()
    merge_pages(winner, loser)

    with pytest.raises(Conflict, match="target_moved") as refused:
        save(loser, "改过。", base_seq={None: 2})

    assert refused.value.facts == {"no": winner}


def test_m24_it_is_applied_to_the_canonical_by_three_way() -> None:
    winner, loser = two()
    base = head(loser).snapshot["situation"]
    merge_pages(winner, loser)

    save(winner, f"{base}\n\n后来又停了。", base_seq={None: 2}, begun_on={None: loser})

    assert head(winner).snapshot["situation"] == f"{base}\n\n后来又停了。"
    assert head(winner).snapshot["title"] == "余额充足却停机"


def test_m24_an_edit_of_a_merged_solution_goes_to_the_one_it_became() -> None:
    winner, loser = two()
    merge_pages(winner, loser)
    kept, gone = solutions_of(winner)[0].id, solutions_of(loser)[0].id
    merge_solutions(kept, gone)
    typed = solution("人工复机。", id_=kept, expected_effect="当天恢复。")

    prepared = revise.prepare_page(
        read(), ZOE, winner, PageInput(solutions=(typed,), base_seq={kept: 2}, begun_on={kept: gone})
    )

    assert prepared.entities[0].prepared.snapshot["expected_effect"] == "当天恢复。"
    assert [one["text"] for one in prepared.entities[0].prepared.snapshot["steps"]] == ["核对账户。"]


def parted(op_id: int) -> None:
    prepared = prepare_unmerge(read(), personas.DAN, op_id)
    with write() as uow:
        unmerge(uow, personas.DAN, prepared, UnmergeRequest(note=NOTE))


def seen(no: int) -> tuple[list[int], list[int]]:
    """List solutions and comments as a page shows them."""
    content = page.load_page(read(), scenario(no).id)
    return [part.row.id for part in content.solutions], [row.id for row in content.comments]


def test_u3_merge_and_undo_leave_both_pages_as_they_were() -> None:
    winner, loser = two()
    say(winner)
    say(loser, solution_id=solutions_of(loser)[0].id)
    before = seen(winner), seen(loser), head(winner).snapshot

    (op,) = merge_pages(winner, loser)
    assert seen(winner) != before[0]
    parted(op.id)

    assert (seen(winner), seen(loser), head(winner).snapshot) == before
    assert merges.active_merges(read(), scenario(winner).id) == []
    assert merges.merge_of(read(), scenario(loser).id) is None


def test_u7_what_came_through_the_merged_one_goes_with_it() -> None:
    winner, loser = two()
    (op,) = merge_pages(winner, loser)
    say(winner)
    say(winner, via=loser)
    given = PageInput(solutions=(solution("先致歉。"),), via=loser)
    prepared = revise.prepare_page(read(), ZOE, winner, given)
    with write() as uow:
        revise.revise_page(uow, ZOE, prepared)

    parted(op.id)

    first, second = read().query(Comment).order_by(Comment.id).all()
    assert seen(winner)[1] == [first.id]
    assert seen(loser) == ([one.id for one in solutions_of(loser)], [second.id])
    assert len(solutions_of(loser)) == 2
