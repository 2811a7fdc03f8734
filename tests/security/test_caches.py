"""No cache keeps what belongs to one person, and what it may keep carries the same headers (case 48)."""

import pytest
from flask import Flask

from scenariowiki.web.security import HEADERS
from tests import personas
from tests.browser import Browser, SignIn
from tests.security.forms import pages


@pytest.mark.usefixtures("scenario_one")
def test_no_page_of_a_person_may_be_shared(app: Flask, sign_in: SignIn) -> None:
    browser = sign_in(personas.ADA)

    for endpoint, path in pages(app).items():
        answer = browser.get(path)
        if endpoint == "home.brand_logo" and answer.status_code == 200:
            continue
        kept = answer.headers["Cache-Control"]
        assert "no-store" in kept or "private" in kept, endpoint
        assert "public" not in kept, endpoint
        assert "Cookie" in answer.headers["Vary"], endpoint


@pytest.mark.usefixtures("scenario_one")
def test_an_unchanged_page_says_so_with_the_same_headers(sign_in: SignIn) -> None:
    browser, other = sign_in(personas.ANN), sign_in(personas.CY)
    first = browser.get("/scenarios/1")
    asked = {"If-None-Match": first.headers["ETag"]}

    again = browser.get("/scenarios/1", headers=asked)

    assert (again.status_code, again.data) == (304, b"")
    assert {name: again.headers.get(name) for name in HEADERS} == HEADERS
    assert again.headers["Cache-Control"] == "private, no-cache"
    assert other.get("/scenarios/1", headers=asked).status_code == 200
    assert sign_in(personas.ANN).get("/scenarios/1", headers=asked).status_code == 200


@pytest.mark.parametrize(
    "path", ["/me/settings/x.css", "/me/x.css", "/scenarios/1/x.js", "/me/settings.css", "/x.png"]
)
@pytest.mark.usefixtures("scenario_one")
def test_an_address_that_looks_like_a_file_shows_nothing(sign_in: SignIn, path: str) -> None:
    answer = sign_in(personas.ANN).get(path)

    assert answer.status_code == 404
    assert answer.headers["Cache-Control"] == "no-store"


def test_the_door_sets_no_cookie_on_what_caches_keep(client: Browser) -> None:
    assert "Set-Cookie" not in client.get("/brand.css").headers
    assert client.get("/sign-in").headers["Cache-Control"] == "no-store"


def test_every_cookie_is_bound_to_the_host_and_to_https(sign_in: SignIn) -> None:
    secure = {"base_url": "https://localhost"}
    browser = sign_in(personas.ANN)
    ticket = browser.get_cookie("session")
    assert ticket is not None
    browser.set_cookie("__Host-session", ticket.value)

    answers = [
        browser.get("/sign-in", **secure),
        browser.post("/me/settings", data={"locale": "en", "script": "hans", "theme": "dark",
                     "board_visibility": "public"}, headers={"Origin": "https://localhost"}, **secure),
        browser.post("/sign-out", headers={"Origin": "https://localhost"}, **secure),
    ]  # fmt: skip
    cookies = [one for answer in answers for one in answer.headers.getlist("Set-Cookie")]

    assert {answer.status_code for answer in answers} <= {200, 303}
    assert cookies
    assert all("Secure" in one and "SameSite=Lax" in one and "Domain" not in one for one in cookies)
    held = [one for one in cookies if not one.startswith(("theme=", "locale="))]
    assert all(one.startswith("__Host-") and "HttpOnly" in one for one in held)
