"""Open items follow a merge and its undoing, many of them as cheaply as a few (M22, U4)."""

import pytest

from scenariowiki.curation.commands.unmerging import UnmergeRequest, prepare_unmerge, unmerge
from scenariowiki.curation.models import QueueItem
from scenariowiki.curation.rules.items import ItemKind, ItemState, Verdict, pair_key
from scenariowiki.curation.rules.merging import MergeKind, UnmergeReason
from scenariowiki.runtime.session import read, write
from scenariowiki.scenarios.commands.transitions import move_solution
from scenariowiki.scenarios.rules.content import PageInput
from scenariowiki.scenarios.rules.states import State
from tests import personas
from tests.curation.acts import apply, prepared, request
from tests.curation.queueing import decide, log, pair, waiting
from tests.scenarios.writing import published, save, scenario, situation, solution, solutions_of
from tests.web.scenarios.conftest import statements

pytestmark = pytest.mark.usefixtures("app")
ANN, CY, DAN, ZOE = personas.ANN, personas.CY, personas.DAN, personas.ZOE


def page(title: str) -> int:
    return scenario(published(ANN, about=situation(title))).id


def merged(winner: int, loser: int) -> int:
    (op,) = apply(prepared(request(winner, loser)))
    return op.id


def undo(op_id: int) -> None:
    asked = UnmergeRequest(reason=UnmergeReason.NOT_THE_SAME, note="其实是两种情况，分开处理。")
    ready = prepare_unmerge(read(), CY, op_id)
    with write() as uow:
        unmerge(uow, CY, ready, asked)


def items(ids: list[int]) -> list[tuple[str, str]]:
    read().rollback()
    rows = [read().get_one(QueueItem, id_) for id_ in ids]
    return [(row.state, row.key) for row in rows]


def test_u4_several_items_change_their_keys_in_one_merge_and_change_back() -> None:
    a, b, c, d = (page(title) for title in ("余额充足却停机", "有余额仍被停机", "无法复机", "仍无信号"))
    waits = [pair(b, c), pair(b, d), pair(a, c)]
    before = items(waits)

    op_id = merged(a, b)

    states, keys = zip(*items(waits), strict=True)
    assert states == (ItemState.STALE, ItemState.OPEN, ItemState.OPEN)
    assert keys[1:] == tuple(pair_key(ItemKind.DUP_SCENARIO, a, other) for other in (d, c))

    undo(op_id)

    assert items(waits) == before
    assert [log(id_)[1:] for id_ in waits] == [["stale", "reopened"], ["retargeted", "retargeted"], []]


def test_u4_of_two_items_that_become_one_pair_the_first_stays() -> None:
    a, b, c, d = (page(title) for title in ("余额充足却停机", "有余额仍被停机", "无法复机", "仍无信号"))
    merged(c, d)
    waits = [pair(b, c), pair(b, d)]

    merged(a, b)

    assert [state for state, _key in items(waits)] == [ItemState.OPEN, ItemState.STALE]


def test_u4_what_opens_again_says_nothing_of_what_a_first_curator_decided() -> None:
    a, b, c = (page(title) for title in ("余额充足却停机", "有余额仍被停机", "无法复机"))
    waits = pair(b, c, score=0.2)
    pair(a, c)
    decide(waits, Verdict.DUPLICATE, DAN)
    assert read().get_one(QueueItem, waits).note
    op_id = merged(a, b)
    assert items([waits])[0][0] == ItemState.STALE

    undo(op_id)

    assert items([waits])[0][0] == ItemState.OPEN
    found = read().get_one(QueueItem, waits)
    assert (found.verdict, found.reason, found.note, found.versions) == (None, None, "", {})


def test_m22_what_follows_costs_the_same_for_few_items_and_for_many() -> None:
    costs = []
    for count in (2, 12):
        winner, loser = page("余额充足却停机"), published(ZOE, about=situation("有余额仍被停机"))
        save(
            ANN,
            loser,
            PageInput(solutions=tuple(solution(f"先道歉，再登记第 {n} 次。") for n in range(count))),
        )
        ready = prepared(request(winner, scenario(loser).id))
        with statements() as merging:
            (op,) = apply(ready)
        assert len(op.journal["items_moved"]) == count
        op_id = op.id
        with statements() as undoing:
            undo(op_id)
        costs.append((len(merging), len(undoing)))

    assert costs[0] == costs[1]


def test_u4_an_item_about_a_solution_comes_back_to_where_that_is_shown_now() -> None:
    """A -> B -> C, A parts again: what is undone on A then must not look for its items on B."""
    a, b, c = (page(title) for title in ("余额充足却停机", "有余额仍被停机", "无法复机"))
    upper = merged(b, a)
    for steps in ("核对账户。", "人工复机。"):
        save(ANN, 2, PageInput(solutions=(solution(steps),), via=1))
    one, other = (row.id for row in solutions_of(1))
    with write() as uow:
        move_solution(uow, CY, one, State.PUBLISHED)
    (waits,) = [row for row in waiting(ItemKind.PUBLISH) if row.solution_id == other]
    merged(c, b)
    undo(upper)

    (op,) = apply(prepared(request(one, other, kind=MergeKind.SOLUTION)))
    undo(op.id)

    assert items([waits.id])[0][0] == ItemState.OPEN
    assert read().get_one(QueueItem, waits.id).scenario_id == a
