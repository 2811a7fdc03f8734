"""A scenario's page."""

from collections.abc import Callable

from flask import Flask

from scenariowiki.runtime import telemetry
from scenariowiki.runtime.session import read, write
from scenariowiki.scenarios.commands import personal
from scenariowiki.scenarios.models import SearchLog, ViewCount
from scenariowiki.scenarios.rules.states import State
from tests import personas
from tests.browser import Browser, SignIn
from tests.web.scenarios.conftest import Write, statements

ANN, CY, ZOE, REA = personas.ANN, personas.CY, personas.ZOE, personas.REA


def test_it_shows_situation_solutions_and_tags(sign_in: SignIn, written: Write) -> None:
    no = written()

    html = sign_in(ZOE).get(f"/scenarios/S-{no}").text

    assert "节前缺货" in html
    assert "<p>客人很急。货不够。</p>" in html
    assert "安抚客人" in html
    assert "/scenarios?tag=" in html


def test_a_stranger_is_asked_to_sign_in_and_comes_back(client: Browser, written: Write) -> None:
    no = written()

    response = client.get(f"/scenarios/{no}")

    assert response.status_code == 303
    assert response.location == f"/sign-in?next=/scenarios/{no}"


def test_an_unknown_number_is_not_found(sign_in: SignIn) -> None:
    assert sign_in(ANN).get("/scenarios/999").status_code == 404
    assert sign_in(ANN).get("/scenarios/0").status_code == 404
    assert sign_in(ANN).get("/scenarios/99999999999").status_code == 404


def test_it_is_read_by_get_only(sign_in: SignIn, written: Write) -> None:
    assert sign_in(ANN).put(f"/scenarios/{written()}").status_code == 405


def test_a_draft_is_its_authors(sign_in: SignIn, written: Write) -> None:
    no = written(state=State.DRAFT)

    assert sign_in(ANN).get(f"/scenarios/{no}").status_code == 200
    assert sign_in(CY).get(f"/scenarios/{no}").status_code == 404


def test_what_a_team_keeps_to_itself_does_not_exist_for_others(sign_in: SignIn, written: Write) -> None:
    no = written(team=personas.RED)

    assert sign_in(REA).get(f"/scenarios/{no}").status_code == 200
    assert sign_in(ZOE).get(f"/scenarios/{no}").status_code == 404


def test_a_kept_page_costs_two_statements(sign_in: SignIn, written: Write) -> None:
    browser, no = sign_in(ZOE), written()
    browser.get(f"/scenarios/{no}")

    with statements() as seen:
        browser.get(f"/scenarios/{no}")

    assert len(seen) == 2, seen


def test_an_unchanged_page_is_not_sent_again(sign_in: SignIn, written: Write) -> None:
    browser, no = sign_in(ZOE), written()
    etag = browser.get(f"/scenarios/{no}").headers["ETag"]

    again = browser.get(f"/scenarios/{no}", headers={"If-None-Match": etag})

    assert again.status_code == 304
    assert again.data == b""
    assert again.headers["Cache-Control"] == "private, no-cache"


def test_what_changes_on_the_page_changes_its_tag(sign_in: SignIn, written: Write) -> None:
    browser, no = sign_in(ZOE), written()
    etag = browser.get(f"/scenarios/{no}").headers["ETag"]

    with write() as uow:
        personal.keep_favourite(uow, ZOE, no)

    assert browser.get(f"/scenarios/{no}", headers={"If-None-Match": etag}).status_code == 200


def test_a_page_kept_for_one_session_holds_no_other_sessions_token(sign_in: SignIn, written: Write) -> None:
    one, other, no = sign_in(ZOE), sign_in(ANN), written()
    one.get(f"/scenarios/{no}")

    html = other.get(f"/scenarios/{no}").text

    assert str(one.csrf) not in html
    assert str(other.csrf) in html
    assert "Zoe" not in html


def test_only_who_may_sees_the_buttons(sign_in: SignIn, written: Write) -> None:
    no = written(state=State.SUBMITTED)

    assert 'value="published"' in sign_in(CY).get(f"/scenarios/{no}").text
    assert 'value="published"' not in sign_in(ZOE).get(f"/scenarios/{no}").text
    assert f"/scenarios/{no}/edit" not in sign_in(personas.AUD).get(f"/scenarios/{no}").text


def test_reading_in_the_other_script_changes_what_is_shown_only(
    app: Flask, sign_in: SignIn, written: Write
) -> None:
    no = written(situation="客户来电。")
    browser = sign_in(ZOE)
    browser.post("/me/settings", data={"script": "hant", "next": "/"})

    html = browser.get(f"/scenarios/{no}").text

    assert "客戶來電。" in html
    assert "客户来电" in sign_in(ANN).get(f"/scenarios/{no}").text


def test_readings_and_opened_hits_are_noted_beside_the_request(
    app: Flask, sign_in: SignIn, written: Write, reindex: Callable[[], int]
) -> None:
    no = written()
    reindex()
    browser = sign_in(ZOE)
    key = browser.get("/scenarios?q=缺货").text.partition("?s=")[2].partition('"')[0]

    browser.get(f"/scenarios/{no}?s={key}")
    telemetry.drain(app)

    log = read().query(SearchLog).one()
    assert (log.query, log.hits, log.opened_no) == ("缺货", 1, no)
    assert read().query(ViewCount).one().count == 1
