"""The tariff is data: read with care, written as it was read."""

import datetime as dt
from typing import Any

import pytest

from scenariowiki.kernel.errors import Invalid
from scenariowiki.points.queries.tariffs import BUILT_IN
from scenariowiki.points.rules.ledger import Class
from scenariowiki.points.rules.tariff import Tariff

TODAY = dt.date(2026, 11, 23)


def read(**line: Any) -> Tariff:
    whole = {"points": {"each": 2}, "class": "A", **line}
    return Tariff.from_json(1, TODAY, {"P1": whole})


def test_the_built_in_tariff_knows_every_rule() -> None:
    assert list(BUILT_IN.rules) == [f"P{number}" for number in range(1, 13)]
    assert BUILT_IN.rule("P2").amount("scenario") == 10
    assert BUILT_IN.rule("P7").waits == dt.timedelta(days=14)
    assert BUILT_IN.rule("P3").earns is Class.OUTCOME


TABLE = """
P1  each 2                                        A   6  72
P2  scenario 10 solution 8                        O  40   0
P3  solved 15 partly 8                            O   -   0
P4  each 50 scenario 10                           O   -   0
P5  each 20                                       O   -   0
P6  each 3                                        A   9   0
P7  each 8                                        A  16 336
P8  each 2                                        A  30 168
P9  each 5                                        O  10   0
P10 each 4                                        A  12   0
P11 in_time 3 late 1 rated_5 6 rated_4 3          O   -   0
"""


def test_p1_to_p11_pay_are_capped_and_wait_as_the_rules_say() -> None:
    """Points, class, cap a day and hours until they count of the built-in version, rule by rule."""
    for line in TABLE.strip().splitlines():
        code, *points, earns, cap, hours = line.split()
        rule = BUILT_IN.rule(code)
        pays = dict(zip(points[::2], map(int, points[1::2]), strict=True))
        limit = None if cap == "-" else int(cap)
        waits = dt.timedelta(hours=int(hours))
        assert (rule.points, rule.earns, rule.cap, rule.waits) == (pays, Class(earns), limit, waits), code


def test_what_is_written_is_read_again() -> None:
    assert Tariff.from_json(0, BUILT_IN.effective_from, BUILT_IN.to_json()) == BUILT_IN


@pytest.mark.parametrize("points", [-1, 1.5, True, "2", 10_001, None])
def test_points_are_whole_and_not_too_many(points: object) -> None:
    with pytest.raises(Invalid) as refused:
        read(points={"each": points})

    assert refused.value.fields == {"P1": "not_a_tariff_rule"}


@pytest.mark.parametrize("line", [{"class": "X"}, {"cap": -3}, {"points": None}, {"waits_hours": "soon"}])
def test_lines_that_make_no_sense_are_named(line: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        read(**line)
