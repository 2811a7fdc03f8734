"""What is archived as made up or copied has earned nothing by being adopted (P1, P2, P9)."""

import pytest

from scenariowiki.kernel.errors import Invalid
from scenariowiki.points.queries.checking import verify
from scenariowiki.points.rules.ledger import AwardState
from scenariowiki.runtime.session import read, write
from scenariowiki.scenarios.commands.transitions import move_scenario, move_solution
from scenariowiki.scenarios.rules.states import ArchiveReason, RejectReason, State
from tests import personas
from tests.points.earning import (
    DAY,
    MORNING,
    add,
    adopted,
    awards,
    points,
    publish_solution,
    wallet,
    with_solution,
)
from tests.scenarios.writing import scenario, solution, solutions_of

pytestmark = pytest.mark.usefixtures("app")
ANN, CY, ZOE = personas.ANN, personas.CY, personas.ZOE


def archive(no: int, reason: ArchiveReason) -> None:
    with write(now=MORNING + DAY) as uow:
        move_scenario(uow, CY, no, State.ARCHIVED, reason=reason)


@pytest.mark.parametrize(
    ("reason", "left"),
    [(ArchiveReason.OUTDATED, 12), (ArchiveReason.FABRICATED, 0), (ArchiveReason.PLAGIARISM, 2)],
)
def test_p2_is_taken_back_for_what_was_made_up_or_copied(reason: ArchiveReason, left: int) -> None:
    no = adopted(ANN)

    archive(no, reason)

    assert wallet(ANN) == left
    assert list(verify(read())) == []


def test_p2_of_others_on_the_same_page_stands() -> None:
    no = adopted(ANN)
    publish_solution(add(ZOE, no, "先查看停机原因代码。"))
    before = wallet(ZOE)

    archive(no, ArchiveReason.FABRICATED)

    assert before > 0
    assert (wallet(ANN), wallet(ZOE)) == (0, before)


def test_p2_of_a_solution_is_taken_back_with_it_alone() -> None:
    made = with_solution(ANN)

    with write(now=MORNING + DAY) as uow:
        move_solution(uow, CY, made, State.ARCHIVED, reason=ArchiveReason.PLAGIARISM)

    assert points("P2") == {"posted": 10, "reversed": 8}


def test_p2_comes_back_with_what_is_brought_back_and_only_then() -> None:
    no = adopted(ANN, solution("先查看停机原因代码，再核对缴费记录。"))
    made, before = solutions_of(no)[0].id, wallet(ANN)
    with write(now=MORNING + DAY) as uow:
        move_solution(uow, CY, made, State.ARCHIVED, reason=ArchiveReason.PLAGIARISM)
    archive(no, ArchiveReason.FABRICATED)

    with write(now=MORNING + 2 * DAY) as uow:
        move_scenario(uow, CY, no, State.PUBLISHED)
    assert [one.solution_id for one in awards("P2") if one.state == AwardState.POSTED] == [None]
    with write(now=MORNING + 2 * DAY) as uow:
        move_solution(uow, CY, made, State.PUBLISHED)

    assert wallet(ANN) == before
    assert list(verify(read())) == []


def test_reasons_to_reject_are_none_to_archive() -> None:
    no = adopted(ANN)

    with pytest.raises(Invalid), write() as uow:
        move_scenario(uow, CY, no, State.ARCHIVED, reason=RejectReason.SPAM)

    assert scenario(no).state == State.PUBLISHED
