"""Did it help: one tap keeps a use, reports an outcome, and counts once a day and case."""

import datetime as dt

import pytest
from sqlalchemy import func, select

from scenariowiki.accounts.rules import Actor
from scenariowiki.feedback.commands import using
from scenariowiki.feedback.commands.using import UseInput
from scenariowiki.feedback.models import Reuse
from scenariowiki.feedback.queries.uses import Uses, count_uses
from scenariowiki.feedback.rules.uses import UNDO
from scenariowiki.kernel import clock
from scenariowiki.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from scenariowiki.runtime.session import read, write
from scenariowiki.scenarios.commands.outcomes import move_outcome
from scenariowiki.scenarios.models import Outcome, Solution
from scenariowiki.scenarios.rules.evidence import A_DAY, Evidence
from scenariowiki.scenarios.rules.states import OutcomeState
from scenariowiki.sops.queries.evidence import evidence_of
from scenariowiki.sops.rules import promotion
from tests import personas
from tests.scenarios.writing import published, recorded, solution, solutions_of

pytestmark = pytest.mark.usefixtures("app")
ANN, AUD, CY, DAN, ZOE = personas.ANN, personas.AUD, personas.CY, personas.DAN, personas.ZOE
TODAY = dt.date(2026, 1, 5)


@pytest.fixture
def solution_id() -> int:
    return solutions_of(published(ANN, solution("先登记。")))[0].id


def use(who: Actor, solution_id: int, *, helped: bool = True, case_no: str = "", day: dt.date = TODAY) -> int:
    given = using.prepare_use(UseInput(helped=helped, day=day, case_no=case_no))
    with write() as uow:
        return using.record_use(uow, who, solution_id, given).id


def back(who: Actor, use_id: int, *, now: dt.datetime | None = None) -> None:
    with write(now=now) as uow:
        using.take_use_back(uow, who, use_id)


def merge_ways(winner: int, loser: int) -> None:
    """Let two solutions read as one, as a merge does."""
    with write() as uow:
        uow.session.get_one(Solution, loser).canonical_id = winner


def verify_all() -> None:
    for one in outcomes():
        with write() as uow:
            move_outcome(uow, DAN if one.reporter_id != DAN.id else CY, one.id, OutcomeState.VERIFIED)


def ranked(solution_id: int) -> float:
    read().rollback()
    return read().get_one(Solution, solution_id, populate_existing=True).lower_bound


def candidacy(solution_id: int) -> promotion.Evidence:
    read().rollback()
    return evidence_of(read(), (solution_id,), TODAY)[solution_id]


def uses(solution_id: int) -> Uses | None:
    read().rollback()
    return count_uses(read(), [solution_id]).get(solution_id)


def outcomes() -> list[Outcome]:
    read().rollback()
    return list(read().scalars(select(Outcome).order_by(Outcome.id)))


def solved_and_failed(solution_id: int) -> tuple[int, int]:
    read().rollback()
    row = read().get_one(Solution, solution_id, populate_existing=True)
    return row.solved, row.failed


def test_a_tap_reports_an_outcome_that_the_case_number_proves(solution_id: int) -> None:
    use(ZOE, solution_id, case_no=" GD-7 ")

    assert [(one.result, one.evidence, one.reporter_id) for one in outcomes()] == [("solved", "GD-7", ZOE.id)]
    assert solved_and_failed(solution_id) == (1, 0)
    assert len(recorded("SolutionReused")) == len(recorded("OutcomeReported")) == 1


def test_not_solved_is_a_failure(solution_id: int) -> None:
    use(ZOE, solution_id, helped=False)

    assert solved_and_failed(solution_id) == (0, 1)


def test_the_same_day_and_case_count_once(solution_id: int) -> None:
    assert use(ZOE, solution_id, case_no="GD-7") == use(ZOE, solution_id, case_no="GD-7")
    use(ZOE, solution_id, case_no="GD-8")
    use(DAN, solution_id, case_no="GD-7")

    assert len(outcomes()) == read().scalar(select(func.count(Reuse.id))) == 3
    assert uses(solution_id) == Uses(times=3, helped=3, teams=len({ZOE.team_id, DAN.team_id} - {None}))


def test_the_contrary_of_the_same_case_is_refused_and_nothing_is_half_done(solution_id: int) -> None:
    use(ZOE, solution_id, case_no="GD-7")

    with pytest.raises(Conflict, match="use_told_otherwise"):
        use(ZOE, solution_id, case_no="GD-7", helped=False)

    assert len(outcomes()) == 1


def test_one_person_does_not_rank_a_solution_with_many_cases(solution_id: int) -> None:
    """Five reports a day of one person convince, however many are told."""
    for number in range(12):
        use(ZOE, solution_id, case_no=f"GD-{number}")

    assert solved_and_failed(solution_id) == (12, 0)
    assert ranked(solution_id) == pytest.approx(Evidence(solved=5).low)
    assert candidacy(solution_id).sample == 0
    verify_all()
    assert candidacy(solution_id).sample == A_DAY

    use(ZOE, solution_id, case_no="GD-0", day=TODAY - dt.timedelta(days=1))
    assert ranked(solution_id) == pytest.approx(Evidence(solved=6).low)


def test_g1_an_author_praises_in_vain_but_is_believed_when_it_failed(solution_id: int) -> None:
    use(ANN, solution_id, case_no="GD-1")
    assert (solved_and_failed(solution_id), ranked(solution_id)) == ((1, 0), 0.0)

    use(ZOE, solution_id, case_no="GD-2")
    use(ANN, solution_id, case_no="GD-3", helped=False)

    assert ranked(solution_id) == pytest.approx(Evidence(solved=1, failed=1).low)
    verify_all()
    assert (candidacy(solution_id).solved, candidacy(solution_id).failed) == (1, 1)


def test_one_takes_back_a_slip_and_tells_it_right(solution_id: int) -> None:
    first = use(ZOE, solution_id, case_no="GD-7")
    back(ZOE, first)

    assert (uses(solution_id), solved_and_failed(solution_id)) == (None, (0, 0))
    assert outcomes()[0].state == OutcomeState.RETRACTED
    assert len(recorded("OutcomeRetracted")) == 1
    back(ZOE, first)

    assert use(ZOE, solution_id, case_no="GD-7", helped=False) != first
    assert (uses(solution_id), solved_and_failed(solution_id)) == (Uses(times=1, teams=1), (0, 1))
    assert len(recorded("OutcomeRetracted")) == 1


def test_taking_back_is_refused_late_after_a_decision_and_for_others(solution_id: int) -> None:
    late, decided = use(ZOE, solution_id), use(ZOE, solution_id, case_no="GD-8")
    with pytest.raises(NotFound):
        back(DAN, late)
    with write() as uow:
        move_outcome(uow, CY, outcomes()[1].id, OutcomeState.VERIFIED)
    with pytest.raises(Conflict, match="use_stands"):
        back(ZOE, decided)
    with pytest.raises(Conflict, match="use_stands"):
        back(ZOE, late, now=clock.now() + UNDO + dt.timedelta(minutes=1))

    assert solved_and_failed(solution_id) == (2, 0)


@pytest.mark.parametrize("to", [(OutcomeState.DISPUTED,), (OutcomeState.DISPUTED, OutcomeState.RETRACTED)])
def test_a_questioned_use_is_not_told_again_by_telling_it(
    solution_id: int, to: tuple[OutcomeState, ...]
) -> None:
    use(ZOE, solution_id, case_no="GD-7")
    for state in to:
        with write() as uow:
            move_outcome(uow, CY, outcomes()[0].id, state, note="看过记录")

    with pytest.raises(Conflict, match="use_questioned"):
        use(ZOE, solution_id, case_no="GD-7")


def test_what_is_disputed_or_retracted_does_not_count(solution_id: int) -> None:
    use(ZOE, solution_id)
    for to in (OutcomeState.DISPUTED, OutcomeState.RETRACTED):
        with write() as uow:
            move_outcome(uow, CY, outcomes()[0].id, to, note="看过记录")
        assert uses(solution_id) is None


@pytest.mark.parametrize("case_no", ["七" * 101, "七" * 501, "GD\x007"])
def test_bad_case_numbers_are_refused(case_no: str) -> None:
    with pytest.raises(Invalid):
        using.prepare_use(UseInput(helped=True, day=TODAY, case_no=case_no))


def test_auditors_tomorrow_and_nothing_are_refused(solution_id: int) -> None:
    with pytest.raises(Forbidden):
        use(AUD, solution_id)
    with pytest.raises(NotFound):
        use(ZOE, 999)
    with pytest.raises(Invalid):
        use(ZOE, solution_id, day=dt.datetime.now(dt.UTC).date() + dt.timedelta(days=3))

    assert outcomes() == []


def test_u7_a_use_goes_with_its_outcome_to_the_other_side(solution_id: int) -> None:
    other = solutions_of(published(ANN, solution("先核对。")))[0].id
    first = use(ZOE, solution_id)
    with write() as uow:
        uow.session.get_one(Outcome, outcomes()[0].id).solution_id = other

    assert uses(solution_id) is None
    assert uses(other) == Uses(times=1, helped=1, teams=1)
    assert use(ZOE, other) == first, "told there, it is known there"
    assert use(ZOE, solution_id) != first, "and no longer where it was told"
    assert uses(solution_id) == Uses(times=1, helped=1, teams=1)


def test_m18_one_use_told_of_two_members_is_one(solution_id: int) -> None:
    other = solutions_of(published(ANN, solution("先核对。")))[0].id
    use(ZOE, solution_id, case_no="GD-7")
    use(ZOE, other, case_no="GD-7", helped=False)
    use(ZOE, other, case_no="GD-8")
    merge_ways(solution_id, other)

    assert uses(solution_id) == Uses(times=2, helped=1, teams=1)
    with pytest.raises(Conflict, match="use_told_otherwise"):
        use(ZOE, solution_id, case_no="GD-8", helped=False)
    use(ZOE, other, case_no="GD-8")
    assert len(outcomes()) == 3
