"""Refusals and faults as pages: the right status, a way out, and never a stack trace."""

import sqlite3
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import RequestEntityTooLarge

from scenariowiki.kernel import clock, errors
from scenariowiki.runtime.session import db
from tests import personas
from tests.browser import Browser, MakeApp, SignIn, session_for

LOCKED = OperationalError("INSERT secret text", {}, sqlite3.OperationalError("database is locked"))
FULL = OperationalError("INSERT secret text", {}, sqlite3.OperationalError("database or disk is full"))
BROKEN = OperationalError("INSERT secret text", {}, sqlite3.OperationalError("no such column: secret"))

ANSWERS = [
    (errors.Forbidden(), 403),
    (errors.NotFound(), 404),
    (errors.Conflict(), 409),
    (errors.TooLarge(), 413),
    (errors.Invalid(fields={"title": "invalid"}), 422),
    (errors.Throttled(retry_after=7), 429),
    (RequestEntityTooLarge(), 413),
    (LOCKED, 503),
    (FULL, 507),
    (BROKEN, 500),
    (ValueError("secret text"), 500),
    (RecursionError("secret text"), 500),
]


@pytest.fixture
def failing(make_app: MakeApp) -> Callable[[Exception], Browser]:
    """Make a site whose sign-in page meets an error."""

    def browse(error: Exception) -> Browser:
        app = make_app(PROPAGATE_EXCEPTIONS=False)

        def fail() -> str:
            raise error

        app.view_functions["accounts.sign_in"] = fail
        browser = app.test_client()
        assert isinstance(browser, Browser)
        return browser

    return browse


@pytest.mark.parametrize(("error", "status"), ANSWERS)
def test_each_refusal_has_its_page(
    failing: Callable[[Exception], Browser], error: Exception, status: int
) -> None:
    answer = failing(error).get("/sign-in")

    assert answer.status_code == status
    assert str(status) in answer.text
    assert "secret" not in answer.text
    assert "Traceback" not in answer.text


def test_a_throttled_page_says_when_to_come_back(failing: Callable[[Exception], Browser]) -> None:
    assert failing(errors.Throttled(retry_after=7)).get("/sign-in").headers["Retry-After"] == "7"


def test_a_fault_shows_the_id_to_report(failing: Callable[[Exception], Browser]) -> None:
    answer = failing(ValueError("x")).get("/sign-in")

    assert answer.headers["X-Request-Id"] in answer.text


def test_scripts_get_a_problem_document(failing: Callable[[Exception], Browser]) -> None:
    answer = failing(errors.Conflict("stale_preview")).get("/sign-in", headers={"X-Fragment": "1"})

    assert answer.mimetype == "application/problem+json"
    assert answer.json is not None
    assert answer.json["code"] == "stale_preview"


def test_a_script_without_session_is_told_so(client: Browser) -> None:
    assert client.get("/me/settings", headers={"X-Fragment": "1"}).status_code == 401


def test_what_was_typed_comes_back_but_no_password(client: Browser) -> None:
    secret = "雷雨夜的热线不打烊"

    assert secret in client.post("/feedback/1/answer", data={"text": secret}).text
    assert secret not in client.post("/me/password", data={"current": secret}).text
    assert (
        secret
        not in client.post(
            "/feedback/1/answer", data={"text": secret}, headers={"Sec-Fetch-Site": "cross-site"}
        ).text
    )


def test_a_wrong_method_names_the_right_one(sign_in: SignIn) -> None:
    answer = sign_in(personas.ANN).get("/sign-out")

    assert answer.status_code == 405
    assert "POST" in answer.headers["Allow"]


def test_too_long_a_form_is_refused(app: Flask, sign_in: SignIn) -> None:
    app.config["MAX_CONTENT_LENGTH"] = 1000

    answer = sign_in(personas.ANN).post("/me/tokens", data={"label": "x" * 2000})

    assert answer.status_code == 413


def test_ten_thousand_parameters_are_refused(sign_in: SignIn) -> None:
    form = {f"p{number}": "1" for number in range(10_000)}

    assert sign_in(personas.ANN).post("/me/settings", data=form).status_code < 500


def test_who_is_too_quick_has_to_wait(make_app: MakeApp) -> None:
    app = make_app(RATELIMIT_ENABLED=True)
    with app.app_context():
        ticket = session_for(personas.ANN, at=clock.now())
    browser = app.test_client()
    assert isinstance(browser, Browser)
    browser.use(ticket)

    answers = [browser.post("/me/tokens", data={"label": ""}) for _ in range(121)]

    assert [answer.status_code for answer in answers[119:]] == [422, 429]
    assert "Retry-After" in answers[-1].headers


def test_a_statement_that_failed_leaves_the_page_that_tells_of_it(instance: Flask) -> None:
    def ask() -> str:
        return str(db.session.execute(text("SELECT * FROM nowhere")))

    instance.config["PROPAGATE_EXCEPTIONS"] = False
    instance.view_functions["accounts.sign_in"] = ask

    answer = instance.test_client().get("/sign-in")

    assert answer.status_code == 500
    assert answer.headers["X-Request-Id"] in answer.text
