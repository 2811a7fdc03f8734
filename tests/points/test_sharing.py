"""What sharing earns: P1 when it is looked at or after three days, P2 when adopted, P9 for adding to it."""

import datetime as dt

import pytest

from scenariowiki.points.queries.checking import verify
from scenariowiki.points.rules.ledger import AwardState
from scenariowiki.runtime.session import read, write
from scenariowiki.scenarios.commands import taking_back, transitions
from scenariowiki.scenarios.rules.states import RejectReason, State
from tests import personas, wiki
from tests.points.earning import (
    DAY,
    HOUR,
    MORNING,
    add,
    adopted,
    awards,
    edit,
    move,
    points,
    publish_solution,
    ripen,
    shared,
    wallet,
)
from tests.scenarios.writing import scenario, solution, solutions_of

pytestmark = pytest.mark.usefixtures("app")
ANN, CY, ZOE = personas.ANN, personas.CY, personas.ZOE


def test_p1_waits_for_somebody_to_look() -> None:
    shared(ANN)

    assert points("P1") == {"pending": 2}
    assert wallet(ANN) == 0


def test_p1_counts_after_three_days_by_itself() -> None:
    shared(ANN)

    ripen(MORNING + 3 * DAY - dt.timedelta(minutes=1))
    assert points("P1") == {"pending": 2}

    ripen(MORNING + 5 * DAY)
    (award,) = awards("P1")
    assert (award.state, award.resolved_at) == (AwardState.POSTED, MORNING + 3 * DAY)


def test_p1_is_for_the_situation_and_for_each_solution() -> None:
    shared(ANN, solution("先道歉"), solution("先复机"))

    assert points("P1") == {"pending": 6}


def test_p1_and_p2_count_when_it_is_published() -> None:
    adopted(ANN, solution("先道歉"))

    assert points("P1") == {"posted": 4}
    assert sorted(award.amount for award in awards("P2")) == [8, 10]
    assert wallet(ANN) == 22


def test_p1_handing_in_again_gives_nothing_more() -> None:
    no = shared(ANN)
    move(CY, no, State.NEEDS_WORK, at=MORNING + HOUR)
    move(ANN, no, State.SUBMITTED, at=MORNING + 2 * HOUR)

    (award,) = awards("P1")
    assert award.due_at == MORNING + 2 * HOUR + 3 * DAY


def test_p1_does_not_ripen_while_it_needs_work_and_is_void_when_left_alone() -> None:
    no = shared(ANN)
    move(CY, no, State.NEEDS_WORK, at=MORNING + HOUR)

    ripen(MORNING + 20 * DAY)
    assert points("P1") == {"pending": 2}

    ripen(MORNING + 31 * DAY)
    assert points("P1") == {"voided": 2}


def test_p1_is_not_void_while_its_author_is_at_work() -> None:
    no = shared(ANN)
    move(CY, no, State.NEEDS_WORK, at=MORNING + HOUR)
    edit(ANN, no, "客户来电：余额充足，但号码被停机。已补充时间与套餐。", at=MORNING + 20 * DAY)

    ripen(MORNING + 31 * DAY)

    assert points("P1") == {"pending": 2}


@pytest.mark.parametrize("reason", [RejectReason.SPAM, RejectReason.FABRICATED, RejectReason.PRIVATE_DATA])
def test_p1_is_void_when_rejected_as_worthless(reason: RejectReason) -> None:
    no = shared(ANN)
    move(CY, no, State.REJECTED, at=MORNING + HOUR, reason=reason)

    assert points("P1") == {"voided": 2}


def test_p1_is_taken_back_when_rejected_after_it_was_posted() -> None:
    no = shared(ANN)
    ripen(MORNING + 4 * DAY)
    move(CY, no, State.REJECTED, at=MORNING + 5 * DAY, reason=RejectReason.SPAM)

    assert points("P1") == {"reversed": 2}
    assert wallet(ANN) == 0


def test_p1_is_kept_when_it_is_only_out_of_scope() -> None:
    no = shared(ANN)
    move(CY, no, State.REJECTED, at=MORNING + HOUR, reason=RejectReason.OUT_OF_SCOPE)

    assert points("P1") == {"posted": 2}


def test_p1_has_six_a_day_and_no_more() -> None:
    for number in range(5):
        shared(ANN, title=f"停机第{number}种")

    assert points("P1") == {"pending": 6}


def test_g9_caps_are_by_day_so_there_is_nothing_to_gain_by_dumping() -> None:
    for number in range(12):
        shared(ANN, title=f"停机第{number}种", at=dt.datetime(2026, 11, 30, 12, number, tzinfo=dt.UTC))

    assert points("P1") == {"pending": 6}


def test_p1_night_shift_has_one_cap_for_one_shift() -> None:
    before = dt.datetime(2026, 11, 3, 19, 59, tzinfo=dt.UTC)
    for number in range(3):
        shared(ANN, title=f"停机第{number}种", at=before)
    shared(ANN, title="停机第四种", at=before + dt.timedelta(minutes=2))

    assert [award.cap_day.day for award in awards("P1")] == [3, 3, 3, 4]


def test_p2_has_forty_a_day() -> None:
    numbers = [shared(ANN, title=f"停机第{number}种") for number in range(6)]
    for number in numbers:
        move((CY, personas.DAN)[number % 2], number, State.PUBLISHED, at=MORNING + HOUR)

    assert points("P2") == {"posted": 40}


def test_p2_is_given_once_whatever_is_archived_and_restored() -> None:
    no = adopted(ANN)
    move(CY, no, State.ARCHIVED, at=MORNING + DAY)
    move(CY, no, State.PUBLISHED, at=MORNING + 2 * DAY)

    assert points("P2") == {"posted": 10}


def test_p2_of_a_solution_added_later_counts_when_that_is_published() -> None:
    no = adopted(ANN)
    added = add(ZOE, no, "先核对缴费记录", at=MORNING + DAY)
    assert points("P2", ZOE) == {}

    publish_solution(added, at=MORNING + DAY + HOUR)

    assert points("P2", ZOE) == {"posted": 8}
    assert points("P1", ZOE) == {"posted": 2}


def test_p9_pays_for_heeding_the_warning_once_it_is_catalogued() -> None:
    no = adopted(ANN)
    added = add(ZOE, no, "先核对缴费记录", at=MORNING + DAY, from_warning=True)
    assert points("P9") == {"pending": 5}

    publish_solution(added, at=MORNING + DAY + HOUR)

    assert points("P9", ZOE) == {"posted": 5}


def test_p9_is_void_when_the_solution_is_rejected() -> None:
    no = adopted(ANN)
    added = add(ZOE, no, "先核对缴费记录", at=MORNING + DAY, from_warning=True)
    with write(now=MORNING + DAY + HOUR) as uow:
        transitions.move_solution(uow, CY, added, State.REJECTED, reason=RejectReason.OUT_OF_SCOPE)

    assert points("P9") == {"voided": 5}
    assert points("P1", ZOE) == {"posted": 2}


def test_withdrawing_a_publication_takes_p2_back_and_gives_it_again() -> None:
    no = adopted(ANN, solution("先道歉"))
    moment = MORNING + HOUR + dt.timedelta(seconds=30)
    with write(now=moment) as uow:
        ids = [one.id for one in solutions_of(no)]
        taking_back.take_back_scenario(uow, CY, scenario(no).id, ids)
    assert points("P2") == {"reversed": 18}

    move(CY, no, State.PUBLISHED, at=moment + HOUR)

    assert points("P2") == {"reversed": 18, "posted": 18}
    assert points("P1") == {"posted": 4}
    assert list(verify(read())) == []


def test_withdrawing_a_rejection_lets_p1_wait_again() -> None:
    no = shared(ANN)
    move(CY, no, State.REJECTED, at=MORNING + HOUR, reason=RejectReason.SPAM)
    with write(now=MORNING + HOUR + dt.timedelta(seconds=30)) as uow:
        taking_back.take_back_scenario(uow, CY, scenario(no).id, ())

    assert points("P1") == {"voided": 2, "pending": 2}


def test_imported_cases_earn_nothing() -> None:
    wiki.publish(ANN, "批量导入的一条")

    assert awards() == []
