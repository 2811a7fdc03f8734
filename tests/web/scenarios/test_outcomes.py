"""Reporting how a solution worked, and deciding about reports."""

import re

from scenariowiki.runtime.session import read
from scenariowiki.scenarios.models import Outcome
from tests import personas
from tests.browser import Browser, SignIn
from tests.web.scenarios.conftest import Write

ANN, CY, ZOE, REA, AUD = personas.ANN, personas.CY, personas.ZOE, personas.REA, personas.AUD
WORKED = {"result": "solved", "applied_on": "2026-11-01", "before": "61", "after": "9", "metric": "来电"}


def url(no: int) -> str:
    return f"/scenarios/{no}/solutions/{no}/outcomes/new"


def test_everyone_who_used_it_reports(sign_in: SignIn, written: Write) -> None:
    no = written()
    assert '效果如何 <span class="req"' in sign_in(REA).get(url(no)).text

    response = sign_in(REA).post(url(no), data=WORKED)

    assert response.status_code == 303
    html = sign_in(ZOE).get(f"/scenarios/{no}").text
    assert "61 → 9" in html
    assert "21%" in html  # the lower end of one success in one report


def test_a_report_without_a_result_or_of_tomorrow_is_refused(sign_in: SignIn, written: Write) -> None:
    no = written()

    assert sign_in(ZOE).post(url(no), data={"note": "还行"}).status_code == 422
    late = sign_in(ZOE).post(url(no), data={**WORKED, "applied_on": "2999-01-01"})
    assert late.status_code == 422
    assert "2999-01-01" in late.text


def test_a_curator_verifies_and_the_authors_team_disputes(sign_in: SignIn, written: Write) -> None:
    no = written()
    sign_in(ZOE).post(url(no), data=WORKED)
    move = f"/scenarios/{no}/outcomes/1/transition"

    assert sign_in(ZOE).post(move, data={"to": "verified"}).status_code == 403
    assert sign_in(CY).post(move, data={"to": "verified"}).status_code == 303
    silent = sign_in(ANN).post(move, data={"to": "disputed", "note": " "})
    assert (silent.status_code, "请写明这条反馈哪里不对" in silent.text) == (422, True)
    assert sign_in(ANN).post(move, data={"to": "disputed", "note": "长" * 501}).status_code == 422
    assert sign_in(ANN).post(move, data={"to": "disputed", "note": "不是我们的方案"}).status_code == 303
    assert re.search(r"不是我们的方案\s*<span[^>]*>Ann<", sign_in(ZOE).get(f"/scenarios/{no}").text)
    assert sign_in(CY).post(move, data={"to": "reported"}).status_code == 409
    assert read().query(Outcome).one().state == "disputed"


def test_who_may_not_gets_no_further(client: Browser, sign_in: SignIn, written: Write) -> None:
    no, secret = written(), written(team=personas.RED)

    assert sign_in(AUD).get(url(no)).status_code == 403
    assert sign_in(ZOE).get(url(secret)).status_code == 404
    assert sign_in(ZOE).get(f"/scenarios/{no}/solutions/99/outcomes/new").status_code == 404
    assert (
        sign_in(ZOE).post(f"/scenarios/{no}/outcomes/99/transition", data={"to": "verified"}).status_code
        == 404
    )
    assert sign_in(ZOE).post(f"/scenarios/{no}/outcomes/99/transition", data={}).status_code == 422
    late = client.post(
        url(no), data={**WORKED, "note": "写了很久"}, headers={"Referer": f"http://localhost{url(no)}"}
    )
    assert late.status_code == 401
    assert "写了很久" in late.text
    assert f'href="/sign-in?next={url(no)}"' in late.text
    assert sign_in(ZOE).put(url(no)).status_code == 405
