"""What came of solutions: reported, verified, disputed, retracted, counted."""

import datetime as dt
from typing import Any

import pytest

from scenariowiki.accounts.rules import Actor
from scenariowiki.kernel import clock
from scenariowiki.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from scenariowiki.runtime.session import read, write
from scenariowiki.scenarios.commands import outcomes, transitions
from scenariowiki.scenarios.commands.outcomes import OutcomeInput
from scenariowiki.scenarios.models import Outcome
from scenariowiki.scenarios.rules.content import PageInput
from scenariowiki.scenarios.rules.evidence import Evidence
from scenariowiki.scenarios.rules.states import OutcomeState, RejectReason, Result, State
from tests import personas
from tests.scenarios.writing import (
    draft,
    happened,
    move,
    published,
    recorded,
    save,
    scenario,
    solution,
    solutions_of,
)

pytestmark = pytest.mark.usefixtures("app")
ANN, CY, LEE, PAT, ZOE = personas.ANN, personas.CY, personas.LEE, personas.PAT, personas.ZOE


def report(actor: Actor, id_: int, result: Result = Result.SOLVED, **more: Any) -> int:
    given = OutcomeInput(result=result, applied_on=more.pop("applied_on", clock.now().date()), **more)
    with write(now=more.pop("now", None)) as uow:
        return outcomes.report_outcome(uow, actor, id_, given).id


def decide(actor: Actor, outcome_id: int, *states: OutcomeState) -> None:
    for state in states:
        with write() as uow:
            outcomes.move_outcome(uow, actor, outcome_id, state, note="看过记录")


def start() -> int:
    """Publish Ann's scenario with her solution and return the solution's id."""
    return solutions_of(published(ANN, solution("核实")))[0].id


def the_solution() -> Any:
    return solutions_of(1)[0]


def test_a_report_counts_at_once_but_validates_nothing() -> None:
    id_ = report(ZOE, start(), metric="重复来电率", before="12%", after="4%")

    found = the_solution()
    assert (found.solved, found.validated) == (1, False)
    assert found.lower_bound == pytest.approx(Evidence(solved=1).low)
    assert scenario(1).evidence == found.lower_bound
    (event,) = recorded("OutcomeReported")
    assert (event["outcome_id"], event["solution_id"], event["reporter_id"]) == (id_, found.id, ZOE.id)
    assert event["result"] == "solved"


def test_solved_elsewhere_and_verified_is_validated() -> None:
    id_ = report(ZOE, start())

    decide(CY, id_, OutcomeState.VERIFIED)

    assert the_solution().validated
    assert recorded("OutcomeVerified")[0]["by_time"] is False


def test_the_own_teams_success_does_not_validate() -> None:
    id_ = report(PAT, start())

    decide(LEE, id_, OutcomeState.VERIFIED)

    assert not the_solution().validated


@pytest.mark.parametrize("result", [Result.PARTLY, Result.FAILED, Result.HARMFUL])
def test_only_solved_validates(result: Result) -> None:
    id_ = report(ZOE, start(), result)

    decide(CY, id_, OutcomeState.VERIFIED)

    assert not the_solution().validated


def test_a_disputed_outcome_does_not_count_until_it_is_verified_again() -> None:
    id_ = report(ZOE, start())
    decide(CY, id_, OutcomeState.VERIFIED, OutcomeState.DISPUTED)
    assert (the_solution().solved, the_solution().validated, scenario(1).evidence) == (0, False, 0.0)

    decide(CY, id_, OutcomeState.VERIFIED)
    assert (the_solution().solved, the_solution().validated) == (1, True)


def test_a_retracted_outcome_is_the_end_of_it() -> None:
    id_ = report(ZOE, start())

    decide(CY, id_, OutcomeState.DISPUTED, OutcomeState.RETRACTED)

    assert the_solution().solved == 0
    assert happened()[-2:] == ["OutcomeDisputed", "OutcomeRetracted"]
    with pytest.raises(Conflict, match="bad_state"):
        decide(CY, id_, OutcomeState.VERIFIED)


def test_the_team_of_the_solutions_author_may_dispute_but_not_verify() -> None:
    id_ = report(ZOE, start())

    decide(PAT, id_, OutcomeState.DISPUTED)
    with pytest.raises(Forbidden):
        decide(PAT, id_, OutcomeState.VERIFIED)


def test_nobody_decides_on_their_own_report() -> None:
    id_ = report(CY, start())

    for state in (OutcomeState.VERIFIED, OutcomeState.DISPUTED):
        with pytest.raises(Forbidden, match="own_outcome"):
            decide(CY, id_, state)


def test_seven_undisputed_days_verify() -> None:
    now = clock.now()
    id_ = start()
    old, disputed, new = (report(ZOE, id_) for _ in range(3))
    decide(CY, disputed, OutcomeState.DISPUTED)
    with write() as uow:
        for one in (old, disputed):
            uow.session.get_one(Outcome, one).created_at = now - outcomes.UNDISPUTED - dt.timedelta(minutes=1)

    with write(now=now) as uow:
        assert outcomes.verify_undisputed(uow, personas.SYSTEM) == 1

    assert [read().get_one(Outcome, one).state for one in (old, disputed, new)] == [
        "verified",
        "disputed",
        "reported",
    ]
    assert recorded("OutcomeVerified")[0]["by_time"] is True
    with write(now=now) as uow:
        assert outcomes.verify_undisputed(uow, personas.SYSTEM) == 0


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ({"applied_on": dt.date(2999, 1, 1)}, {"applied_on": "in_the_future"}),
        ({"applied_on": dt.date(1999, 12, 31)}, {"applied_on": "too_early"}),
        ({"note": "长" * 501}, {"note": "too_long"}),
        ({"metric": "a\0"}, {"metric": "characters_nul"}),
    ],
)
def test_a_report_that_cannot_be_is_refused(given: dict[str, Any], wrong: dict[str, str]) -> None:
    id_ = start()

    with pytest.raises(Invalid) as refused:
        report(ZOE, id_, **given)

    assert refused.value.fields == wrong


def test_who_reports_on_what() -> None:
    id_ = start()
    assert report(personas.REA, id_)
    with pytest.raises(Forbidden):
        report(personas.AUD, id_)
    with pytest.raises(NotFound, match="no_solution"):
        report(ZOE, solutions_of(draft(ANN, solution("x")))[0].id)
    with pytest.raises(NotFound, match="no_solution"):
        report(ZOE, 99)
    with pytest.raises(NotFound, match="no_outcome"):
        decide(CY, 99, OutcomeState.VERIFIED)


def test_nothing_is_reported_on_what_is_put_away() -> None:
    id_ = start()
    move(CY, 1, State.ARCHIVED)

    with pytest.raises(Forbidden):
        report(ZOE, id_)


def test_a_rejected_solution_is_not_there_for_others() -> None:
    save(ANN, published(ANN), PageInput(solutions=(solution("核实"),)))
    id_ = the_solution().id
    reported = report(ZOE, id_)
    with write() as uow:
        transitions.move_solution(uow, CY, id_, State.REJECTED, reason=RejectReason.SPAM)

    with pytest.raises(NotFound, match="no_solution"):
        report(ZOE, id_)
    with pytest.raises(NotFound, match="no_solution"):
        decide(LEE, reported, OutcomeState.VERIFIED)
    with pytest.raises(Conflict, match="not_editable"):
        report(ANN, id_)
