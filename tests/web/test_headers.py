"""What every response says to the browser, over the whole route map, error pages too."""

import re

import pytest
from flask import Flask

from scenariowiki.web.security import HEADERS
from tests import personas
from tests.browser import Browser, MakeApp, SignIn
from tests.web.test_role_matrix import address, pages

pytestmark = pytest.mark.unmeasured

INLINE = re.compile(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=|javascript:")


def test_every_answer_carries_the_headers(app: Flask, sign_in: SignIn) -> None:
    for endpoint, method in pages(app).items():
        response = sign_in(personas.ADA).open(address(app, endpoint), method=method)

        assert {name: response.headers.get(name) for name in HEADERS} == HEADERS, endpoint
        assert response.headers["X-Request-Id"], endpoint
        assert response.headers["Cache-Control"], endpoint
        assert endpoint == "static" or "Cookie" in response.headers["Vary"], endpoint
        if (response.mimetype or "").startswith("text/"):
            assert "charset=utf-8" in response.headers["Content-Type"], endpoint


def test_nothing_is_inline(app: Flask, sign_in: SignIn) -> None:
    browser = sign_in(personas.ADA)
    reading = sorted({endpoint for endpoint, method in pages(app).items() if method == "GET"} - {"static"})

    answers = {endpoint: browser.get(address(app, endpoint)) for endpoint in reading}

    texts = {name: got.text for name, got in answers.items() if (got.mimetype or "").startswith("text/")}
    assert {name for name, html in texts.items() if INLINE.search(html)} == set()
    assert len(texts) > len(answers) / 2


@pytest.mark.parametrize(
    "path", ["/nothing", "/static/x/nothing", "/admin/people/9999", "/static/x/../../config.py"]
)
def test_error_pages_carry_them_too(sign_in: SignIn, path: str) -> None:
    response = sign_in(personas.ADA).get(path)

    assert response.status_code == 404
    assert {name: response.headers.get(name) for name in HEADERS} == HEADERS
    assert response.headers["Cache-Control"] == "no-store"


def test_static_files_never_change_under_their_address(client: Browser) -> None:
    page = client.get("/sign-in").text
    found = re.search(r'href="(/static/\w+/app\.css)"', page)
    assert found

    response = client.get(found[1])

    assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "Set-Cookie" not in response.headers
    assert client.get(found[1], headers={"If-None-Match": response.headers["ETag"]}).status_code == 304


def test_answers_are_compressed_and_still_answered_by_304(client: Browser) -> None:
    path = re.findall(r'"(/static/\w+/app\.css)"', client.get("/sign-in").text)[0]
    takes = {"Accept-Encoding": "gzip"}

    small = client.get(path, headers=takes)

    assert small.headers["Content-Encoding"] == "gzip"
    assert len(small.data) < 20_000
    asked = client.get(path, headers={**takes, "If-None-Match": small.headers["ETag"]})
    assert asked.status_code == 304


def test_https_is_made_to_stay(client: Browser) -> None:
    response = client.get("/sign-in", base_url="https://localhost")

    assert response.headers["Strict-Transport-Security"].startswith("max-age=")
    assert "Strict-Transport-Security" not in client.get("/sign-in").headers


def test_pages_of_the_account_are_not_kept(sign_in: SignIn) -> None:
    assert sign_in(personas.ANN).get("/me/settings").headers["Cache-Control"] == "no-store"


def test_foreign_hosts_are_refused_when_ours_are_named(make_app: MakeApp) -> None:
    browser = make_app(TRUSTED_HOSTS=["wiki.example"]).test_client()

    assert browser.get("/sign-in", base_url="https://wiki.example").status_code == 200
    assert browser.get("/sign-in", base_url="https://evil.example").status_code == 400


def test_forwarded_headers_count_only_behind_a_trusted_proxy(make_app: MakeApp) -> None:
    spoof = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.9"}

    plain = make_app().test_client().get("/sign-in", headers=spoof)
    proxied = make_app(TRUSTED_PROXIES=1).test_client().get("/sign-in", headers=spoof)

    assert "Strict-Transport-Security" not in plain.headers
    assert "Strict-Transport-Security" in proxied.headers


def test_no_origin_is_let_in_by_cors(client: Browser) -> None:
    response = client.get("/sign-in", headers={"Origin": "null"})

    assert "Access-Control-Allow-Origin" not in response.headers


def test_a_weak_secret_stops_the_start(make_app: MakeApp) -> None:
    with pytest.raises(RuntimeError, match="SECRET_KEY"):
        make_app(SECRET_KEY="short")
