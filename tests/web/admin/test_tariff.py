"""Administration of the tariff, without script."""

import datetime as dt
import re

import pytest

from scenariowiki.kernel import clock
from scenariowiki.points.queries.tariffs import BUILT_IN, next_after, tariff_on
from scenariowiki.runtime.session import read
from scenariowiki.web.forms.tariff import form_of
from tests import personas
from tests.browser import Browser, SignIn
from tests.points.giving import earn

ADA = personas.ADA


def today() -> dt.date:
    return clock.business_day(clock.now(), ADA.timezone, ADA.cutover)


def shown(page: str, name: str) -> str:
    """Return what stands in a field."""
    found = re.search(rf'name="{name}"\s+value="([^"]*)"', page)
    return found[1] if found else ""


def typed(days: int = 1, **values: str) -> dict[str, str]:
    """Give what a browser sends when some values were changed."""
    data = {name: str(value) for name, value in form_of(BUILT_IN, 0).data.items() if value}
    day = (today() + dt.timedelta(days=days)).isoformat()
    return {**data, "base": "0", "effective_from": day, "note": "", "act": "save", **values}


def test_the_page_shows_what_is_in_force(ada_in: Browser) -> None:
    page = ada_in.get("/admin/tariff").text

    assert shown(page, "P2_scenario") == "10"
    assert "近 90 天" in page


def test_a_new_version_is_saved_and_listed_with_its_difference(ada_in: Browser) -> None:
    answer = ada_in.post("/admin/tariff", data=typed(P6_each="5", note="效果报告太少"))

    page = ada_in.get(answer.headers["Location"]).text
    assert answer.status_code == 303
    assert "<del>3</del>" in page
    assert "<ins>5</ins>" in page
    assert "效果报告太少" in page


@pytest.mark.parametrize("value", ["-1", "1.5", "99999999", "x", "", "１２", "1e3", " "])
def test_what_is_no_whole_number_is_refused_at_its_field_and_kept(ada_in: Browser, value: str) -> None:
    answer = ada_in.post("/admin/tariff", data=typed(P6_each=value, P1_each="4"))

    assert answer.status_code == 422
    assert 'id="P6_each-err"' in answer.text
    assert shown(answer.text, "P1_each") == "4"
    assert tariff_on(read(), today() + dt.timedelta(days=5)) == BUILT_IN


@pytest.mark.parametrize("day", ["2020-01-01", "nonsense", "", "9999-12-31", "2026-02-30"])
def test_a_day_that_will_not_do_is_refused_at_its_field(ada_in: Browser, day: str) -> None:
    answer = ada_in.post("/admin/tariff", data=typed(P6_each="5", effective_from=day))

    assert answer.status_code == 422
    assert 'id="effective_from-err"' in answer.text


def test_an_empty_limit_means_none(ada_in: Browser) -> None:
    ada_in.post("/admin/tariff", data=typed(days=0, P6_cap=""))

    assert tariff_on(read(), today()).rule("P6").cap is None


def test_p3_g5_limits_are_set_here_and_read_by_everybody(ada_in: Browser, sign_in: SignIn) -> None:
    """G11: what G5 looks for is set here, and told to nobody else."""
    ada_in.post("/admin/tariff", data=typed(P3_per_solution="150", G5_serial_acts="9"))

    coming = next_after(read(), today())
    assert coming is not None
    assert (coming.limit("P3", "per_solution"), coming.limit("G5", "serial_acts")) == (150, 9)
    page = sign_in(personas.ANN).get("/points/rules").text
    assert "200" in page
    assert "150" in page
    assert "G5" not in page


@pytest.mark.parametrize(("name", "value"), [("P3_second_team", "101"), ("P7_full_characters", "0")])
def test_a_limit_out_of_bounds_is_refused_at_its_field(ada_in: Browser, name: str, value: str) -> None:
    answer = ada_in.post("/admin/tariff", data={**typed(), name: value})

    assert answer.status_code == 422
    assert f'id="{name}-err"' in answer.text


def test_a_version_that_came_in_between_is_told_and_nothing_is_lost(ada_in: Browser) -> None:
    ada_in.post("/admin/tariff", data=typed(P6_each="5"))

    answer = ada_in.post("/admin/tariff", data=typed(P6_each="7"))

    assert answer.status_code == 409
    assert shown(answer.text, "P6_each") == "7"


def test_a_replay_shows_who_gains_and_saves_nothing(ada_in: Browser) -> None:
    earn(personas.ANN, "P6")

    answer = ada_in.post("/admin/tariff", data=typed(P6_each="5", act="simulate"))

    assert answer.status_code == 200
    assert "Ann" in answer.text
    assert "+2" in answer.text
    assert next_after(read(), today()) is None


def test_a_future_version_is_withdrawn(ada_in: Browser) -> None:
    ada_in.post("/admin/tariff", data=typed(P6_each="5"))

    answer = ada_in.post("/admin/tariff/versions/1/withdraw")

    assert answer.status_code == 303
    assert next_after(read(), today()) is None
    assert "已撤回" in ada_in.get("/admin/tariff").text


def test_everybody_reads_beforehand_what_will_change(ada_in: Browser, sign_in: SignIn) -> None:
    ada_in.post("/admin/tariff", data=typed(P6_each="5"))

    page = sign_in(personas.ANN).get("/points/rules").text

    assert "→ 5" in page


def test_there_is_no_such_version(ada_in: Browser) -> None:
    assert ada_in.get("/admin/tariff/versions/7").status_code == 404
    assert ada_in.post("/admin/tariff/versions/7/withdraw").status_code == 404


def test_others_do_not_see_it(sign_in: SignIn) -> None:
    assert sign_in(personas.CY).get("/admin/tariff").status_code == 403
    assert sign_in(personas.REW).post("/admin/tariff", data=typed(P6_each="5")).status_code == 403
