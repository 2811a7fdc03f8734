"""The doors of every changing route: origin, token, method (cases 40-42; 43 is in security/test_crawl.py)."""

import pytest
from flask import Flask
from sqlalchemy import func, select

from scenariowiki.kernel.events import EventRow
from scenariowiki.runtime.session import read
from tests import personas
from tests.browser import Browser, SignIn
from tests.web.test_role_matrix import address, pages

pytestmark = pytest.mark.unmeasured

FORGERIES = {
    "no token": {"X-CSRFToken": ""},
    "another token": {"X-CSRFToken": "x" * 43},
    "foreign origin": {"Origin": "https://evil.example"},
    "null origin": {"Origin": "null"},
    "cross-site": {"Sec-Fetch-Site": "cross-site"},
    "same-site": {"Sec-Fetch-Site": "same-site"},
}


def changing(app: Flask) -> list[str]:
    return sorted(endpoint for endpoint, method in pages(app).items() if method == "POST")


def count_events() -> int:
    return read().scalar(select(func.count(EventRow.position))) or 0


def forge(browser: Browser, url: str, headers: dict[str, str]) -> int:
    kind = {"content_type": "text/plain", "data": '{"csrf_token": "x"}'}
    return browser.post(url, headers=headers, **kind).status_code


@pytest.mark.usefixtures("scenario_one")
def test_a_forged_request_does_nothing(app: Flask, sign_in: SignIn) -> None:
    browser = sign_in(personas.ADA)
    before = count_events()

    for endpoint in changing(app):
        answers = {
            name: forge(browser, address(app, endpoint), headers) for name, headers in FORGERIES.items()
        }

        assert answers == dict.fromkeys(FORGERIES, 403), endpoint
        assert count_events() == before, endpoint


def test_a_changing_route_is_not_for_reading(app: Flask, sign_in: SignIn) -> None:
    browser = sign_in(personas.ADA)
    before = count_events()

    for endpoint in changing(app):
        status = browser.get(address(app, endpoint)).status_code

        assert status in (200, 303, 403, 404, 405), (endpoint, status)
        assert count_events() == before, endpoint


def test_a_token_of_another_session_is_refused(sign_in: SignIn) -> None:
    browser, other = sign_in(personas.ANN), sign_in(personas.CY)
    browser.csrf = other.csrf

    assert browser.post("/sign-out").status_code == 403


def test_our_own_origin_is_welcome(sign_in: SignIn) -> None:
    headers = {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}

    assert sign_in(personas.ANN).post("/sign-out", headers=headers).status_code == 303


def test_the_token_travels_in_a_form_too(sign_in: SignIn) -> None:
    browser = sign_in(personas.ANN)
    token, browser.csrf = browser.csrf, None

    assert browser.post("/sign-out", data={"csrf_token": token}).status_code == 303
