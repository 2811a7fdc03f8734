"""Versions of the tariff: never backdated, withdrawn before their day, tried out on what was earned."""

import datetime as dt
import uuid
from typing import Any

import pytest
from sqlalchemy import select

from scenariowiki.kernel import clock
from scenariowiki.kernel.errors import Conflict, Forbidden, Invalid
from scenariowiki.points.commands import holding
from scenariowiki.points.commands.awarding import Earned
from scenariowiki.points.commands.tariffs import TariffInput, change_tariff, withdraw_tariff
from scenariowiki.points.models import Award
from scenariowiki.points.queries.simulating import activity_share, bounded, simulate
from scenariowiki.points.queries.tariffs import BUILT_IN, next_after, tariff_on
from scenariowiki.points.rules.tariff import Tariff, differences
from scenariowiki.runtime.session import read, write
from tests import personas
from tests.points.giving import earn, take_back
from tests.scenarios.writing import recorded

pytestmark = pytest.mark.usefixtures("app")
ANN, ADA, ZOE = personas.ANN, personas.ADA, personas.ZOE


def today() -> dt.date:
    return clock.business_day(clock.now(), ADA.timezone, ADA.cutover)


def rules(**lines: dict[str, Any]) -> dict[str, Any]:
    """Give the built-in rules with some values of some lines set."""
    data = BUILT_IN.to_json()
    return {code: {**line, **lines.get(code, {})} for code, line in data.items()}


def change(days: int = 1, base: int = 0, **lines: dict[str, Any]) -> int:
    given = TariffInput(rules=rules(**lines), effective_from=today() + dt.timedelta(days=days))
    with write() as uow:
        return change_tariff(uow, ADA, given, base_number=base).number


def other(**lines: dict[str, Any]) -> Tariff:
    return Tariff.from_json(9, today(), rules(**lines))


P6_MORE: Any = {"P6": {"points": {"each": 5}}}


def test_l17_a_version_holds_from_its_day_on() -> None:
    change(days=2, **P6_MORE)

    assert tariff_on(read(), today() + dt.timedelta(days=1)) == BUILT_IN
    assert tariff_on(read(), today() + dt.timedelta(days=2)).rule("P6").amount() == 5
    assert recorded("TariffChanged")[0]["number"] == 1


def test_l17_what_was_earned_keeps_its_tariff_and_its_points() -> None:
    award = earn(ANN, "P6")

    change(days=0, **P6_MORE)

    row = read().get_one(Award, award)
    assert (row.tariff, row.amount) == (0, 3)


def test_two_versions_of_one_day_the_later_holds() -> None:
    change(days=3, **P6_MORE)
    change(days=3, base=1, P6={"points": {"each": 7}})

    found = next_after(read(), today())
    assert found is not None
    assert (found.number, found.rule("P6").amount()) == (2, 7)


@pytest.mark.parametrize(("days", "code"), [(-1, "in_the_past"), (500, "too_far_ahead")])
def test_a_day_in_the_past_or_far_ahead_is_refused(days: int, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        change(days=days, **P6_MORE)

    assert refused.value.fields == {"effective_from": code}


@pytest.mark.parametrize(
    "line",
    [
        {"points": {"each": -1}},
        {"points": {"each": 1.5}},
        {"points": {"each": 99_999}},
        {"points": {"each": True}},
        {"cap": -1},
        {"waits_hours": -1},
        {"waits_hours": 1e9},
        {"waits_hours": float("nan")},
    ],
)
def test_values_that_make_no_sense_are_refused(line: dict[str, Any]) -> None:
    with pytest.raises(Invalid) as refused:
        change(P6=line)

    assert refused.value.fields == {"P6": "not_a_tariff_rule"}


def test_the_same_tariff_again_is_no_version() -> None:
    with pytest.raises(Invalid, match="same_tariff"):
        change()


def test_who_did_not_see_the_newest_version_is_told() -> None:
    change(**P6_MORE)

    with pytest.raises(Conflict, match="tariff_moved"):
        change(base=0, P6={"points": {"each": 7}})


def test_a_future_version_is_withdrawn_and_never_counts() -> None:
    number = change(days=1, **P6_MORE)

    with write() as uow:
        withdraw_tariff(uow, ADA, number)

    assert next_after(read(), today()) is None
    assert tariff_on(read(), today() + dt.timedelta(days=9)) == BUILT_IN
    assert recorded("TariffWithdrawn") == [{"schema": 1, "number": 1}]


def test_what_is_in_force_or_withdrawn_is_not_withdrawn() -> None:
    change(days=0, **P6_MORE)
    change(days=1, base=1, P6={"points": {"each": 7}})
    with write() as uow:
        withdraw_tariff(uow, ADA, 2)

    for number in (1, 2):
        with pytest.raises(Conflict, match="in_force_already"), write() as uow:
            withdraw_tariff(uow, ADA, number)


def test_others_change_nothing() -> None:
    given = TariffInput(rules=rules(**P6_MORE), effective_from=today())

    with pytest.raises(Forbidden), write() as uow:
        change_tariff(uow, personas.CY, given, base_number=0)


def test_differences_name_each_value() -> None:
    found = differences(BUILT_IN, other(P6={"points": {"each": 5}, "cap": None}, P1={"waits_hours": 24}))

    told = [(one.code, one.what, one.before, one.after) for one in found]
    assert told == [("P1", "waits", 72, 24), ("P6", "each", 3, 5), ("P6", "cap", 9, None)]


def test_a_replay_prices_awards_anew_under_the_new_cap() -> None:
    for _time in range(3):
        earn(ANN, "P6")
    earn(ZOE, "P6")

    found = simulate(read(), other(P6={"points": {"each": 5}, "cap": 10}), clock.now())

    assert [(one.account_id, one.before, one.after) for one in found.gains] == [
        (ZOE.id, 3, 5),
        (ANN.id, 9, 10),
    ]
    assert (found.before, found.after, found.more, found.fewer) == (12, 15, 2, 0)


def test_a_replay_keeps_what_was_split_in_proportion() -> None:
    earn(ANN, "P3", amount=4, facts={"result": "solved"})
    earn(ZOE, "P3", amount=4, facts={"result": "partly"})

    found = simulate(read(), other(P3={"points": {"solved": 30, "partly": 8}}), clock.now())

    assert [(one.account_id, one.before, one.after) for one in found.gains] == [(ANN.id, 4, 8)]
    assert found.same == 1


@pytest.mark.parametrize(
    ("in_time", "rating", "before", "after"),
    [(True, 5, 9, 12), (True, 4, 6, 5), (True, 3, 3, 5), (True, None, 3, 5), (False, 5, 1, 2)],
)
def test_p11_a_replay_prices_the_base_and_the_rating_of_an_answer(
    in_time: bool, rating: int | None, before: int, after: int
) -> None:
    earn(ANN, "P11", amount=before, facts={"in_time": in_time, "rating": rating})
    priced = {"points": {"in_time": 5, "late": 2, "rated_5": 7, "rated_4": 0}}

    found = simulate(read(), other(P11=priced), clock.now())

    assert (found.before, found.after) == (before, after)


@pytest.mark.parametrize(("most", "after"), [(20, 20), (15, 15), (50, 24)])
def test_p3_a_replay_cuts_by_the_new_limit_of_a_solution(most: int, after: int) -> None:
    """P3: what one solution may earn in all is a value of the tariff, and the replay looks at it."""
    for person, team, amount in ((ANN, 1, 15), (ANN, 2, 9)):
        facts = {"result": "solved", "team": team, "of": amount}
        earn(person, "P3", amount=amount, facts=facts, solution_id=7)
    limits = {**BUILT_IN.limits["P3"], "per_solution": most}

    found = simulate(read(), other(P3={"limits": limits}), clock.now())

    assert (found.before, found.after) == (24, after)


def test_p3_a_replay_counts_what_a_solution_had_earned_before() -> None:
    facts = {"result": "solved", "team": 1, "of": 15}
    earn(ANN, "P3", amount=15, facts=facts, solution_id=7, at=clock.now() - dt.timedelta(days=100))
    earn(ANN, "P3", amount=9, facts={**facts, "team": 2, "of": 9}, solution_id=7)
    limits = {**BUILT_IN.limits["P3"], "per_solution": 20}

    found = simulate(read(), other(P3={"limits": limits}), clock.now())

    assert (found.before, found.after) == (9, 5)


def test_p7_a_replay_prices_an_improvement_by_what_lasted() -> None:
    earn(ANN, "P7", amount=4, facts={"characters": 100})
    limits = {**BUILT_IN.limits["P7"], "full_characters": 100}

    found = simulate(read(), other(P7={"limits": limits}), clock.now())

    assert (found.before, found.after) == (4, 8)


@pytest.mark.parametrize("limits", [{"per_solution": 200}, {"per_solution": -1}, {"more": 1}, {}, None])
def test_limits_that_make_no_sense_are_refused(limits: Any) -> None:
    given = limits and {**BUILT_IN.limits["P3"], **limits}
    if limits == {"per_solution": 200}:
        given = limits

    with pytest.raises(Invalid) as refused:
        change(P3={"limits": given})

    assert refused.value.fields == {"P3": "not_a_tariff_rule"}


def test_g5_a_limit_holds_from_the_day_of_its_version_on() -> None:
    """G5: the thresholds are data; L17: a version holds for what happens from its day on."""
    change(days=0, G5={"limits": {"serial_acts": 2, "serial_hours": 24}})
    earlier = clock.now() - dt.timedelta(minutes=5)

    for moment in (earlier, clock.now()):
        one = Earned(
            event_id=uuid.uuid4(),
            rule="P2",
            account_id=ANN.id,
            cap_day=today(),
            occurred_at=moment,
            caused_by=personas.CY.id,
            what="scenario",
        )
        with write(now=moment) as uow:
            holding.earn(uow, one)

    states = read().scalars(select(Award.state).order_by(Award.id)).all()
    assert states == ["posted", "held"]


def test_a_replay_leaves_out_what_was_taken_back_or_is_old() -> None:
    take_back(earn(ANN, "P6"))
    earn(ANN, "P6", at=clock.now() - dt.timedelta(days=100))

    found = simulate(read(), other(**P6_MORE), clock.now())

    assert (found.before, found.after, found.more) == (0, 0, 0)


def test_a_replay_changes_nothing() -> None:
    award = earn(ANN, "P6")

    simulate(read(), other(**P6_MORE), clock.now())

    read().rollback()
    assert read().scalars(select(Award.amount).where(Award.id == award)).one() == 3


def test_the_gauge_counts_activity_among_all_points() -> None:
    earn(ANN, "P6")
    earn(ANN, "P2", what="scenario", amount=7)
    earn(ANN, "P10", amount=2)

    assert activity_share(read(), clock.now()) == (25, 12)


def test_a_statement_that_takes_too_long_is_stopped() -> None:
    if read().get_bind().dialect.name != "sqlite":
        pytest.skip("PostgreSQL keeps its own time")
    slow = (
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 9e7) SELECT max(i) FROM n"
    )

    with pytest.raises(Conflict, match="simulation_too_long"), bounded(read(), seconds=0):
        read().connection().exec_driver_sql(slow)
