"""Hints on wording beside the forms (R42, R43): shown, leading to their fields, and in nobody's way."""

import pytest

from scenariowiki.runtime.session import read
from scenariowiki.scenarios.models import Scenario
from tests import personas
from tests.browser import Browser, SignIn
from tests.web.scenarios.conftest import Write

ANN, ZOE = personas.ANN, personas.ZOE
TYPED = {
    "title": "节前缺货",
    "situation": "客人留了电话 13812345678。",
    "solutions-0-steps-0-text": "安抚客人。",
    "solutions-0-steps-1-text": "尽快回电。",
}


def test_r43_what_is_being_typed_gets_hints_that_lead_to_its_fields(sign_in: SignIn) -> None:
    html = sign_in(ZOE).post("/scenarios/hints", data=TYPED).text

    assert 'href="#situation"' in html
    assert 'href="#solutions-0-steps-1-text"' in html
    assert "<mark>尽快</mark>" in html
    assert "13812345678" not in html
    assert "#solutions-0-steps-0-text" not in html


def test_hints_escape_what_was_typed(sign_in: SignIn) -> None:
    html = sign_in(ZOE).post("/scenarios/hints", data={"situation": "<script>" + "先" * 70}).text

    assert "&lt;script&gt;" in html
    assert "<script" not in html


def test_strangers_get_no_hints(client: Browser) -> None:
    assert client.post("/scenarios/hints", data=TYPED).status_code == 401


def test_without_script_a_button_shows_them_and_saves_nothing(sign_in: SignIn) -> None:
    response = sign_in(ANN).post("/scenarios/new", data={**TYPED, "act": "hints"})

    assert response.status_code == 200
    assert "<mark>尽快</mark>" in response.text
    assert "尽快回电。</textarea>" in response.text
    assert read().query(Scenario).count() == 0


def test_hints_never_stop_a_save(sign_in: SignIn) -> None:
    assert sign_in(ANN).post("/scenarios/new", data={**TYPED, "act": "draft"}).status_code == 303
    assert read().query(Scenario).count() == 1


@pytest.mark.parametrize("path", ["edit", "solutions/new", "solutions/1/edit"])
def test_every_form_of_a_scenario_has_them(sign_in: SignIn, written: Write, path: str) -> None:
    written()
    browser = sign_in(ANN)
    form = browser.get(f"/scenarios/1/{path}").text

    html = browser.post(f"/scenarios/1/{path}", data={**TYPED, "act": "hints"}).text

    assert 'data-hints="/scenarios/hints"' in form
    assert 'id="hints"' in form
    assert "<mark>尽快</mark>" in html
