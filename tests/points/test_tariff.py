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
