"""What use earns: P3 for those who wrote what helped another team, P6 for whoever says what came of it."""

import datetime as dt

import pytest

from scenariowiki.accounts.models import Account
from scenariowiki.accounts.rules import Actor
from scenariowiki.feedback.commands.using import UseInput, prepare_use, record_use
from scenariowiki.points.queries.checking import verify
from scenariowiki.points.queries.tariffs import BUILT_IN
from scenariowiki.points.rules.earning import is_own, reuse_points, with_floor
from scenariowiki.runtime.session import read, write
from scenariowiki.scenarios.commands.outcomes import verify_undisputed
from scenariowiki.scenarios.rules.states import OutcomeState, Result
from tests import personas
from tests.points.earning import (
    DAY,
    HOUR,
    MORNING,
    awards,
    judge,
    points,
    report,
    ripen,
    used,
    wallet,
    with_solution,
)

pytestmark = pytest.mark.usefixtures("app")
ANN, CY, ZOE, DAN, REA, LEE = (
    *(personas.ANN, personas.CY, personas.ZOE),
    *(personas.DAN, personas.REA, personas.LEE),
)
LATER = MORNING + 2 * HOUR
LIMITS = BUILT_IN.limits["P3"]


@pytest.mark.parametrize(("result", "amount"), [(Result.SOLVED, 15), (Result.PARTLY, 8)])
def test_p3_pays_those_whose_solution_helped_another_team(result: Result, amount: int) -> None:
    used(ZOE, with_solution(ANN), result)

    assert points("P3", ANN) == {"posted": amount}


@pytest.mark.parametrize("result", [Result.FAILED, Result.HARMFUL])
def test_p3_pays_nothing_for_what_did_not_help(result: Result) -> None:
    used(ZOE, with_solution(ANN), result)

    assert points("P3") == {}


@pytest.mark.parametrize("result", list(Result))
def test_p6_pays_the_same_whatever_came_of_it(result: Result) -> None:
    used(ZOE, with_solution(ANN), result)

    assert points("P6", ZOE) == {"posted": 3}


def test_p6_has_nine_a_day() -> None:
    for number in range(4):
        used(ZOE, with_solution(ANN, title=f"停机第{number}种"))

    assert sum(points("P6", ZOE).values()) == 9


def test_p6_pays_the_same_report_once_whatever_is_disputed() -> None:
    outcome = used(ZOE, with_solution(ANN))
    judge(outcome, OutcomeState.DISPUTED, by=ANN, at=LATER + 2 * HOUR)
    judge(outcome, at=LATER + 3 * HOUR)

    assert points("P6") == {"posted": 3}
    assert points("P3") == {"posted": 15}


def test_p3_p6_are_taken_back_when_the_outcome_is_retracted() -> None:
    outcome = used(ZOE, with_solution(ANN))
    judge(outcome, OutcomeState.DISPUTED, by=ANN, at=LATER + 2 * HOUR)
    judge(outcome, OutcomeState.RETRACTED, at=LATER + 3 * HOUR)

    assert points("P3") == {"reversed": 15}
    assert points("P6") == {"reversed": 3}
    assert list(verify(read())) == []


def test_p3_g2_needs_another_team() -> None:
    used(REA, with_solution(ANN))

    assert points("P3") == {}


def test_p3_g2_needs_evidence() -> None:
    used(ZOE, with_solution(ANN), evidence="")

    assert points("P3") == {}
    assert points("P6") == {"posted": 3}


def test_p3_g2_waits_until_the_reporter_has_been_here_for_two_weeks() -> None:
    _joined(ZOE, MORNING - 4 * DAY)
    used(ZOE, with_solution(ANN))
    assert points("P3") == {"pending": 15}

    ripen(MORNING + 11 * DAY)

    (award,) = awards("P3")
    assert (award.state, award.resolved_at) == ("posted", MORNING + 10 * DAY)


def test_l19_whoever_has_left_earns_nothing_more() -> None:
    made = with_solution(ANN)
    with write(now=LATER) as uow:
        uow.session.get_one(Account, ANN.id).disabled_at = uow.now
    used(ZOE, made)

    assert (points("P3"), points("P6", ZOE)) == ({}, {"posted": 3})


def test_p3_pays_once_for_a_solution_and_reporter() -> None:
    solution = with_solution(ANN)
    used(ZOE, solution)
    used(ZOE, solution, at=LATER + 2 * DAY, evidence="工单 20261106-3")

    assert points("P3") == {"posted": 15}


def test_g1_nobody_earns_by_reporting_on_their_own_text() -> None:
    used(ANN, with_solution(ANN))

    assert points("P3") == {}
    assert points("P6") == {}


@pytest.mark.parametrize(("share", "own"), [(0.0499, False), (0.05, True)])
def test_g1_a_twentieth_makes_a_text_ones_own(share: float, *, own: bool) -> None:
    assert is_own(share, BUILT_IN.limits["G1"]) is own


@pytest.mark.parametrize(("by", "earned"), [(CY, {}), (DAN, {"posted": 15})])
def test_g1_a_lead_earns_nothing_from_what_their_people_verify(by: Actor, earned: dict[str, int]) -> None:
    judge(report(ZOE, with_solution(LEE), at=LATER), by=by, at=LATER + HOUR)

    assert points("P3", LEE) == earned


def test_p3_g2_a_lead_earns_nothing_from_what_their_people_report() -> None:
    used(ANN, with_solution(LEE))

    assert points("P3", LEE) == {}


@pytest.mark.parametrize(("later", "earned"), [(23, {"posted": 45, "held": 15}), (24, {"posted": 60})])
def test_p3_g5_is_held_when_it_is_the_fourth_act_for_somebody_within_a_day(
    later: int, earned: dict[str, int]
) -> None:
    for number in range(4):
        used(
            ZOE,
            with_solution(ANN, title=f"停机第{number}种", at=MORNING + number * HOUR),
            at=LATER + 5 * HOUR + (later if number == 3 else 0) * HOUR,
        )

    assert points("P3", ANN) == earned


def test_time_verifies_for_p3_too() -> None:
    report(ZOE, with_solution(ANN), at=LATER)
    with write(now=LATER + 8 * DAY) as uow:
        verify_undisputed(uow, personas.SYSTEM)

    assert points("P3", ANN) == {"posted": 15}


@pytest.mark.parametrize(("case_no", "earned"), [("GD-7", {"posted": 15}), ("", {}), ("  ", {})])
def test_g2_a_tap_earns_p3_with_a_case_that_others_can_look_up(case_no: str, earned: dict[str, int]) -> None:
    solution, day = with_solution(ANN), LATER.date()
    with write(now=LATER) as uow:
        use = prepare_use(UseInput(helped=True, day=day, case_no=case_no))
        record_use(uow, ZOE, solution, use)
    with write(now=LATER + 8 * DAY) as uow:
        verify_undisputed(uow, personas.SYSTEM)

    assert points("P3", ANN) == earned
    assert points("P6", ZOE) == {"posted": 3}


@pytest.mark.parametrize(
    ("earlier", "team", "points"),
    [
        ((), 2, 15),
        ((2,), 3, 9),
        ((2, 3), 4, 5),
        ((2, 3, 4), 5, 5),
        ((2,), 2, 9),
        ((2, 2), 2, 5),
    ],
)
def test_p3_pays_less_for_every_further_team_and_within_one(
    earlier: tuple[int, ...], team: int, points: int
) -> None:
    assert reuse_points(15, earlier, team, 0, LIMITS) == points


def test_p3_has_two_hundred_for_one_solution() -> None:
    assert reuse_points(15, (2, 3, 4), 5, 198, LIMITS) == 2
    assert reuse_points(15, (2, 3, 4), 5, 200, LIMITS) == 0


def test_pm2_the_first_who_shared_has_a_tenth_at_least() -> None:
    assert with_floor({1: 0.96, 2: 0.04}, 3) == pytest.approx({1: 0.864, 2: 0.036, 3: 0.1})
    assert with_floor({1: 0.5, 2: 0.5}, 2) == {1: 0.5, 2: 0.5}


def test_l9_what_was_earned_is_in_the_wallets() -> None:
    used(ZOE, with_solution(ANN))

    assert (wallet(ANN), wallet(ZOE)) == (4 + 18 + 15, 3)
    assert list(verify(read())) == []


def _joined(actor: Actor, at: dt.datetime) -> None:
    with write() as uow:
        uow.session.get_one(Account, actor.id).created_at = at
