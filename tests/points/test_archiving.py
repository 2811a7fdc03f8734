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
    ripen,
    wallet,
    with_solution,
)
from tests.scenarios.writing import scenario, solution, solutions_of

pytestmark = pytest.mark.usefixtures("app")
ANN, CY, ZOE = personas.ANN, personas.CY, personas.ZOE


def archive(no: int, reason: ArchiveReason) -> None:
    with write(now=MORNING + DAY) as uow:
        move_scenario(uow, CY, no, State.ARCHIVED, reason=reason)


def restore(no: int) -> None:
    with write(now=MORNING + 2 * DAY) as uow:
        move_scenario(uow, CY, no, State.PUBLISHED)


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

    restore(no)
    assert [one.solution_id for one in awards("P2") if one.state == AwardState.POSTED] == [None]
    with write(now=MORNING + 2 * DAY) as uow:
        move_solution(uow, CY, made, State.PUBLISHED)

    assert wallet(ANN) == before
    assert list(verify(read())) == []


def test_p1_p9_that_had_not_counted_yet_wait_again_with_what_is_brought_back() -> None:
    no = adopted(ANN)
    added = add(ANN, no, "先核对缴费记录", from_warning=True)
    archive(no, ArchiveReason.FABRICATED)
    assert (points("P1")["pending"], points("P9")["pending"]) == (0, 0)

    restore(no)
    assert (points("P1")["pending"], points("P9")["pending"]) == (2, 5)

    publish_solution(added, at=MORNING + 2 * DAY)
    assert points("P9", ANN) == {"voided": 5, "posted": 5}

    archive(no, ArchiveReason.PLAGIARISM)
    assert points("P9", ANN) == {"voided": 5, "reversed": 5}
    assert list(verify(read())) == []


def test_p2_that_was_held_is_held_again_with_what_is_brought_back() -> None:
    for number in range(3):
        adopted(ANN, title=f"停机第{number}种")
    no = adopted(ANN)
    archive(no, ArchiveReason.PLAGIARISM)
    restore(no)

    assert points("P2") == {"posted": 30, "voided": 10, "held": 10}
    assert list(verify(read())) == []


def test_p1_of_what_was_rejected_as_made_up_does_not_come_back_with_its_page() -> None:
    no = adopted(ANN)
    added = add(ANN, no, "先核对缴费记录")
    ripen(MORNING + 4 * DAY)
    with write(now=MORNING + 5 * DAY) as uow:
        move_solution(uow, CY, added, State.REJECTED, reason=RejectReason.FABRICATED)
    before = wallet(ANN)
    archive(no, ArchiveReason.OUTDATED)
    restore(no)

    assert wallet(ANN) == before


def test_reasons_to_reject_are_none_to_archive() -> None:
    no = adopted(ANN)

    with pytest.raises(Invalid), write() as uow:
        move_scenario(uow, CY, no, State.ARCHIVED, reason=RejectReason.SPAM)

    assert scenario(no).state == State.PUBLISHED
