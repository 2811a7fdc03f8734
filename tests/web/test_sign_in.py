"""Signing in and out: who gets in, what strangers learn, what a try costs (cases 26-30, 38, 42)."""

import datetime as dt
import json
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from flask import Flask
from sqlalchemy import delete, select, update
from werkzeug.test import TestResponse

from scenariowiki.accounts.commands.hashing import hash_password
from scenariowiki.accounts.models import (
    Account,
    AccountRole,
    AccountSession,
    SignInThrottle,
    Team,
    TeamMembership,
)
from scenariowiki.kernel.events import EventRow
from scenariowiki.runtime.session import read, write
from scenariowiki.web.request import safe_next
from tests import personas
from tests.browser import Browser, MakeApp, SignIn

PASSWORD = "一句好记的长密码"
HASH = hash_password(PASSWORD)
REDIRECTS = Path(__file__).resolve().parents[2] / "../shared/data/attack/open_redirect.json"


@pytest.fixture
def ann_has_a_password(app: Flask) -> None:
    with write() as uow:
        uow.session.execute(update(Account).where(Account.id == personas.ANN.id).values(password_hash=HASH))


def knock(client: Browser, name: str = "ann", password: str = PASSWORD, **more: str) -> TestResponse:
    client.csrf = token_of(client)
    answer = client.post("/sign-in", data={"name": name, "password": password, **more})
    client.csrf = None
    return answer


def token_of(client: Browser) -> str:
    return client.get("/sign-in").text.split('name="csrf_token" value="')[1].split('"')[0]


@pytest.mark.usefixtures("ann_has_a_password")
class TestSignIn:
    def test_the_right_password_opens_the_door(self, client: Browser) -> None:
        answer = knock(client)

        assert answer.status_code == 303
        assert client.get("/me/settings").status_code == 200

    def test_the_name_may_be_written_otherwise(self, client: Browser) -> None:
        assert knock(client, name=" ANN ").status_code == 303

    def test_it_is_recorded(self, client: Browser) -> None:
        knock(client)

        assert list(read().scalars(select(EventRow.name))) == ["SignedIn"]

    def test_the_cookie_is_new_and_kept_from_scripts(self, client: Browser) -> None:
        client.set_cookie("session", "chosen-by-an-attacker")

        cookie = next(c for c in knock(client).headers.getlist("Set-Cookie") if c.startswith("session="))

        assert "chosen" not in cookie
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie
        assert "Path=/" in cookie

    def test_only_its_hash_is_stored(self, client: Browser) -> None:
        knock(client)

        cookie = client.get_cookie("session")
        assert cookie is not None
        assert cookie.value not in read().scalars(select(AccountSession.token_hash)).one()

    def test_over_https_the_cookie_is_bound_to_the_host(self, client: Browser) -> None:
        page = client.get("/sign-in", base_url="https://localhost").text
        token = page.split('name="csrf_token" value="')[1].split('"')[0]
        form = {"name": "ann", "password": PASSWORD, "csrf_token": token}

        answer = client.post("/sign-in", base_url="https://localhost", data=form)

        cookies = [c for c in answer.headers.getlist("Set-Cookie") if "session=" in c]
        assert cookies[0].startswith("__Host-session=")
        assert "Secure" in cookies[0]

    def test_a_session_that_was_open_here_ends(self, client: Browser) -> None:
        knock(client)
        before = client.get_cookie("session")
        knock_again = client.application.test_client()
        assert before is not None
        knock_again.set_cookie("session", before.value)
        client.csrf = read().scalars(select(AccountSession.csrf_secret)).one()

        client.post("/sign-in", data={"name": "ann", "password": PASSWORD})

        assert knock_again.get("/me/settings").status_code == 303

    def test_wrong_unknown_and_closed_are_answered_alike(self, client: Browser) -> None:
        with write() as uow:
            uow.session.execute(
                update(Account)
                .where(Account.id == personas.ZOE.id)
                .values(password_hash=HASH, disabled_at=uow.now)
            )

        answers = [
            knock(client, "ann", "wrong password"),
            knock(client, "nobody", "wrong password"),
            knock(client, "zoe", PASSWORD),
            knock(client, "system", PASSWORD),
            knock(client, "pat", PASSWORD),
        ]

        assert {answer.status_code for answer in answers} == {401}
        assert (
            len(
                {
                    answer.text.replace(f'value="{given}"', "")
                    for answer, given in zip(answers, NAMES, strict=True)
                }
            )
            == 1
        )

    def test_five_wrong_tries_must_wait_and_so_must_a_name_that_is_not_there(self, client: Browser) -> None:
        for name in ("ann", "nobody"):
            codes = [knock(client, name, "wrong").status_code for _ in range(6)]

            assert codes == [401] * 5 + [429]
        assert "Retry-After" in knock(client, "ann", PASSWORD).headers

    def test_the_owner_still_gets_in_from_a_device_they_used(self, app: Flask, client: Browser) -> None:
        knock(client)
        client.post(
            "/sign-out", headers={"X-CSRFToken": read().scalars(select(AccountSession.csrf_secret)).one()}
        )
        stranger = app.test_client()
        assert isinstance(stranger, Browser)
        for _ in range(6):
            knock(stranger, "ann", "wrong")

        assert knock(client).status_code == 303

    def test_waiting_ends(self, client: Browser) -> None:
        for _ in range(6):
            knock(client, "ann", "wrong")
        with write() as uow:
            uow.session.execute(update(SignInThrottle).values(until=uow.now - dt.timedelta(seconds=1)))

        assert knock(client).status_code == 303

    @pytest.mark.parametrize("password", ["x" * 1_100_000, "x" * 1025, "\x00" * 9, "пароль" * 200])
    def test_monstrous_passwords_cost_nothing(self, client: Browser, password: str) -> None:
        assert knock(client, "ann", password).status_code in (401, 422)

    def test_blanks_are_asked_to_be_filled(self, client: Browser) -> None:
        assert knock(client, "", "").status_code == 422

    def test_it_goes_on_to_where_one_wanted(self, client: Browser) -> None:
        assert knock(client, next="/me/tokens").headers["Location"] == "/me/tokens"

    def test_plain_http_is_refused_with_the_reason(self, client: Browser) -> None:
        page = client.get("/sign-in", base_url="http://wiki.example").text
        form = {
            "name": "ann",
            "password": PASSWORD,
            "csrf_token": page.split('name="csrf_token" value="')[1].split('"')[0],
        }

        answer = client.post("/sign-in", base_url="http://wiki.example", data=form)

        assert answer.status_code == 403
        assert 'name="password"' not in page + answer.text

    def test_plain_http_is_taken_by_decision(self, make_app: MakeApp) -> None:
        browser = make_app(ALLOW_HTTP=True).test_client()

        assert 'name="password"' in browser.get("/sign-in", base_url="http://wiki.example").text

    def test_an_old_hash_is_made_anew(self, client: Browser) -> None:
        with write() as uow:
            uow.session.execute(
                update(Account).where(Account.id == personas.ANN.id).values(password_hash=WEAK)
            )

        assert knock(client, password="password of old").status_code == 303
        assert (
            read().scalars(select(Account.password_hash).where(Account.id == personas.ANN.id)).one() != WEAK
        )


NAMES = ("ann", "nobody", "zoe", "system", "pat")
WEAK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash("password of old")


def test_signing_out_ends_the_session_for_a_copied_cookie_too(sign_in: SignIn) -> None:
    browser, thief = sign_in(personas.ANN), sign_in(personas.CY)
    stolen = browser.get_cookie("session")
    assert stolen is not None
    thief.set_cookie("session", stolen.value)

    answer = browser.post("/sign-out")

    assert answer.status_code == 303
    assert answer.headers["Clear-Site-Data"] == '"cache"'
    assert thief.get("/me/settings").headers["Location"].startswith("/sign-in")


def test_an_empty_instance_says_how_the_first_administrator_is_made(app: Flask, client: Browser) -> None:
    with write() as uow:
        for table in (TeamMembership, AccountRole):
            uow.session.execute(delete(table))
        uow.session.execute(update(Team).values(lead_id=None))
        uow.session.execute(delete(Account).where(Account.name != "system"))

    assert "flask accounts add" in client.get("/sign-in").text


def test_who_is_in_is_sent_on(sign_in: SignIn) -> None:
    assert sign_in(personas.ANN).get("/sign-in?next=/me/tokens").headers["Location"] == "/me/tokens"


def test_the_wanted_page_is_remembered(client: Browser) -> None:
    assert client.get("/me/tokens?a=1").headers["Location"] == "/sign-in?next=/me/tokens?a%3D1"


@pytest.mark.data
def test_no_address_leads_elsewhere() -> None:
    if not REDIRECTS.exists():
        pytest.skip(f"{REDIRECTS} is missing")
    leads = [safe_next(target) for target in json.loads(REDIRECTS.read_text("utf-8"))]

    assert [lead for lead in leads if lead and "evil" in lead.partition("?")[0]] == []


@pytest.mark.parametrize("target", ["/scenarios?q=缺货&tag=a/b", "/", "/scenarios/218/history/6..7"])
def test_our_own_addresses_pass(target: str) -> None:
    assert safe_next(target) == target
