"""When one curator is not enough (M32), and who has too much of a hand in it to decide (M33)."""

import datetime as dt

import pytest

from scenariowiki.accounts.rules import Actor
from scenariowiki.curation.commands.merging import preview_merge
from scenariowiki.curation.commands.unmerging import UnmergeRequest, prepare_unmerge, unmerge
from scenariowiki.curation.queries.standing import Stake, few_left
from scenariowiki.curation.rules.items import ItemKind, ItemState, Verdict
from scenariowiki.curation.rules.merging import Effect, MergeKind, MergeRequest
from scenariowiki.kernel import clock
from scenariowiki.kernel.errors import Forbidden
from scenariowiki.runtime.session import read, write
from scenariowiki.scenarios.commands import outcomes
from scenariowiki.scenarios.commands.outcomes import OutcomeInput
from scenariowiki.scenarios.rules.content import PageInput
from scenariowiki.scenarios.rules.states import OutcomeState, Result, State
from tests import personas
from tests.curation.acts import NOTE, merge_pages
from tests.curation.queueing import a_pair, claim, decide, decided, pair, set_curator, waiting
from tests.scenarios.writing import (
    TEXT,
    draft,
    move,
    published,
    save,
    save_text,
    scenario,
    situation,
    solution,
    solutions_of,
)

pytestmark = pytest.mark.usefixtures("app")
ANN, CY, DAN, REA, ZOE = personas.ANN, personas.CY, personas.DAN, personas.REA, personas.ZOE


def two() -> tuple[int, int]:
    return (
        published(ANN, solution("核对账户。"), about=situation("余额充足却停机")),
        published(ZOE, solution("人工复机。"), about=situation("有余额仍被停机")),
    )


def asked_for(winner: int, loser: int) -> MergeRequest:
    return MergeRequest(kind=MergeKind.SCENARIO, winner=scenario(winner).id, losers=(scenario(loser).id,))


def verify(solution_id: int, *days: int) -> None:
    """Have somebody report a use of a solution on each of some days, and a curator verify it."""
    for day in days:
        given = OutcomeInput(result=Result.SOLVED, applied_on=dt.date(2026, 10, day), evidence="工单")
        with write() as uow:
            reported = outcomes.report_outcome(uow, REA, solution_id, given).id
        with write() as uow:
            outcomes.move_outcome(uow, CY, reported, OutcomeState.VERIFIED)


@pytest.mark.parametrize("side", [0, 1])
def test_m32_ten_verified_outcomes_on_either_side_take_two(side: int) -> None:
    pages = two()
    used = solutions_of(pages[side])[0].id

    verify(used, *range(1, 10))
    assert preview_merge(read(), CY, asked_for(*pages)).needs_second == ()
    verify(used, 10)

    assert preview_merge(read(), CY, asked_for(*pages)).needs_second == ("many_outcomes",)


@pytest.mark.parametrize(("moved", "reasons"), [(50, ()), (51, ("many_points",))])
def test_m32_more_than_fifty_points_moved_take_two(moved: int, reasons: tuple[str, ...]) -> None:
    effect = Effect(code="points_taken", points=moved)

    shown = preview_merge(read(), CY, asked_for(*two()), (lambda *_plan: (effect,),))

    assert shown.needs_second == reasons


def test_m32_and_u9_a_pair_that_was_unmerged_takes_two() -> None:
    pages = two()
    (op,) = merge_pages(*pages)
    prepared = prepare_unmerge(read(), CY, op.id)
    with write() as uow:
        unmerge(uow, CY, prepared, UnmergeRequest(note=NOTE))

    assert preview_merge(read(), CY, asked_for(*pages)).needs_second == ("unmerged_before",)
    assert preview_merge(read(), CY, asked_for(*pages[::-1])).needs_second == ("unmerged_before",)


def test_m32_where_fewer_than_two_may_decide_one_may_say_so_and_is_looked_over() -> None:
    mine = published_by_cy(DAN)
    waits = pair(scenario(published(ANN)).id, scenario(mine).id, score=0.2)

    assert decide(waits, Verdict.DUPLICATE).item.state == ItemState.AWAITING_SECOND
    decide(waits, Verdict.DISTINCT, DAN, override=True, note=NOTE)  # the second one refuses
    made = decide(waits, Verdict.DUPLICATE, override=True)

    assert (made.needs_second, len(made.ops)) == ((), 1)
    assert (decided()[-1]["override"], decided()[-1]["is_paid"]) == (True, False)
    assert [one.facts["audited"] for one in waiting(ItemKind.AUDIT)] == [waits]


def test_m32_while_two_may_decide_saying_so_is_not_enough() -> None:
    waits = a_pair(score=0.2)

    assert decide(waits, Verdict.DUPLICATE, override=True).needs_second == ("low_score",)


def published_by_cy(author: Actor) -> int:
    """Have one curator's scenario published by another."""
    no = draft(author, about=situation("有余额仍被停机"))
    move(author, no, State.SUBMITTED)
    move(CY, no, State.PUBLISHED)
    return no


@pytest.mark.parametrize(("share", "binds"), [(0.19, False), (0.20, True)])
def test_m33_a_fifth_of_a_text_binds_its_writer(share: float, *, binds: bool) -> None:
    assert Stake(authors=frozenset({ANN.id}), shares={DAN.id: share}).binds(DAN.id) is binds


@pytest.mark.parametrize("side", [0, 1])
def test_m33_who_wrote_a_fifth_of_either_side_does_not_decide(side: int) -> None:
    pages = two()
    save_text(DAN, pages[side], f"{TEXT}先查欠费标记，再看停机原因代码。", base_seq=1)

    with pytest.raises(Forbidden, match="conflict_of_interest"):
        merge_pages(*pages, actor=DAN)


def test_m33_what_was_written_into_a_solution_counts_too() -> None:
    pages = two()
    (one,) = solutions_of(pages[0])
    longer = solution("核对账户。", "先查欠费标记，再看停机原因代码，最后登记。", id_=one.id)
    save(DAN, pages[0], PageInput(solutions=(longer,), base_seq={one.id: 2}))

    with pytest.raises(Forbidden, match="conflict_of_interest"):
        merge_pages(*pages, actor=DAN)


def test_m33_who_wrote_what_was_merged_in_before_does_not_decide() -> None:
    winner, other = two()
    merge_pages(winner, published_by_cy(DAN))

    with pytest.raises(Forbidden, match="conflict_of_interest"):
        merge_pages(winner, other, actor=DAN)


def test_m33_too_few_are_left_where_fewer_than_two_who_are_there_had_no_hand_in_it() -> None:
    stakes = [Stake(authors=frozenset({DAN.id}), shares={})]

    assert few_left(read(), stakes)  # Cy alone
    set_curator(ZOE.id)
    assert not few_left(read(), stakes)
    set_curator(ZOE.id, disabled=clock.now())
    assert few_left(read(), stakes)


def test_m33_while_two_others_are_left_saying_so_opens_no_door() -> None:
    mine, other = published_by_cy(DAN), published(ANN)
    waits = pair(scenario(other).id, scenario(mine).id)
    (op,) = merge_pages(published(ANN, about=situation("停机")), published_by_cy(DAN))
    set_curator(ZOE.id)

    with pytest.raises(Forbidden, match="conflict_of_interest"):
        claim(waits, DAN, override=True)
    with pytest.raises(Forbidden, match="conflict_of_interest"):
        merge_pages(other, mine, actor=DAN, override=True)
    prepared = prepare_unmerge(read(), DAN, op.id)
    with pytest.raises(Forbidden, match="conflict_of_interest"), write() as uow:
        unmerge(uow, DAN, prepared, UnmergeRequest(note=NOTE, override=True))
