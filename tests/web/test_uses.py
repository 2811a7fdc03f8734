"""Did it help: one tap on a scenario's page."""

import re
from typing import Any

import pytest

from tests import personas
from tests.browser import SignIn
from tests.scenarios.writing import published, situation, solution, solutions_of

ANN, AUD, DAN, ZOE = personas.ANN, personas.AUD, personas.DAN, personas.ZOE


@pytest.fixture
def no(app: Any) -> int:
    return published(ANN, solution("先登记，24 小时内回复。"), about=situation("口径不一致"))


def test_one_tap_counts_once_and_shows_on_the_page(sign_in: SignIn, no: int) -> None:
    browser, path = sign_in(ZOE), f"/scenarios/{no}/solutions/{solutions_of(no)[0].id}/used"
    assert path in browser.get(f"/scenarios/{no}").text

    for _again in range(2):
        response = browser.post(path, data={"helped": "yes", "case_no": "GD-7"})
        assert response.status_code == 303

    page = browser.get(f"/scenarios/{no}").text
    assert "用过 1 次" in page
    assert "GD-7" in page


def test_neither_yes_nor_no_and_other_peoples_pages_are_refused(sign_in: SignIn, no: int) -> None:
    path = f"/scenarios/{no}/solutions/{solutions_of(no)[0].id}/used"

    assert sign_in(ZOE).post(path, data={"helped": "maybe"}).status_code == 422
    assert sign_in(ZOE).post(f"/scenarios/{no}/solutions/999/used", data={"helped": "yes"}).status_code == 404
    other = published(ANN, solution("先核对。"), about=situation("另一件事"))
    foreign = f"/scenarios/{other}/solutions/{solutions_of(no)[0].id}/used"
    assert sign_in(ZOE).post(foreign, data={"helped": "yes"}).status_code == 404
    assert sign_in(AUD).post(path, data={"helped": "yes"}).status_code == 403
    assert "管用吗" not in sign_in(AUD).get(f"/scenarios/{no}").text


@pytest.mark.parametrize("case_no", ["七" * 101, "GD\x017"])
def test_a_refused_case_number_stays_in_the_form(sign_in: SignIn, no: int, case_no: str) -> None:
    path = f"/scenarios/{no}/solutions/{solutions_of(no)[0].id}/used"

    refused = sign_in(ZOE).post(path, data={"helped": "no", "case_no": case_no})

    assert refused.status_code == 422
    assert f'value="{case_no}"' in refused.text
    assert re.search(r"<input checked[^>]+value=\"no\">", refused.text)
    assert "太长" in refused.text or "字符" in refused.text
    assert sign_in(ZOE).post(path, data={"helped": "no", "case_no": "GD-7"}).status_code == 303


def test_the_contrary_is_refused_beside_what_was_typed(sign_in: SignIn, no: int) -> None:
    browser, path = sign_in(ZOE), f"/scenarios/{no}/solutions/{solutions_of(no)[0].id}/used"
    browser.post(path, data={"helped": "yes", "case_no": "GD-7"})

    refused = browser.post(path, data={"helped": "no", "case_no": "GD-7"})

    assert refused.status_code == 409
    assert 'value="GD-7"' in refused.text


def test_a_slip_is_taken_back_beside_the_thanks(sign_in: SignIn, no: int) -> None:
    browser, path = sign_in(ZOE), f"/scenarios/{no}/solutions/{solutions_of(no)[0].id}/used"
    browser.post(path, data={"helped": "yes", "case_no": "GD-7"})
    thanked = browser.get(f"/scenarios/{no}").text
    (back,) = re.findall(rf'href="(/scenarios/{no}/uses/\d+)"', thanked)
    assert back not in sign_in(DAN).get(f"/scenarios/{no}").text
    assert sign_in(DAN).get(back).status_code == sign_in(DAN).post(back).status_code == 404

    assert "GD-7" in browser.get(back).text
    assert browser.post(back).status_code == 303

    assert "用过 1 次" not in browser.get(f"/scenarios/{no}").text
    assert "不再计入" in browser.get(back).text
