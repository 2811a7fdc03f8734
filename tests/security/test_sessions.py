"""Sessions are rows: new at sign-in, dead everywhere at once, over after their time (cases 26, 27, 56)."""

import datetime as dt

import pytest
from flask import Flask
from sqlalchemy import select, update

from scenariowiki.accounts import commands
from scenariowiki.accounts.commands.hashing import hash_password
from scenariowiki.accounts.models import Account, AccountSession
from scenariowiki.accounts.rules import ABSOLUTE_TIMEOUT, IDLE_TIMEOUT, Actor, Role
from scenariowiki.kernel import clock
from scenariowiki.runtime.session import read, write
from tests import personas
from tests.browser import Browser, MakeApp, SignIn, session_for

ADA, ANN = personas.ADA, personas.ANN
PASSWORD, OTHER = "一句好记的长密码", "另一句好记的长密码"


def copied(browser: Browser, to: Browser) -> Browser:
    """Be a thief who has a copy of the cookie."""
    cookie = browser.get_cookie("session")
    assert cookie is not None
    to.set_cookie("session", cookie.value)
    to.csrf = browser.csrf
    return to


def is_out(browser: Browser) -> bool:
    """Tell whether neither pages nor scripts nor forms are answered any more."""
    return (
        browser.get("/me/settings").status_code == 303
        and browser.get("/suggest?q=x", headers={"X-Fragment": "1"}).status_code == 401
        and browser.post("/me/tokens", data={"label": "x"}).status_code == 401
    )


def set_password(person: Actor) -> None:
    with write() as uow:
        uow.session.execute(
            update(Account).where(Account.id == person.id).values(password_hash=hash_password(PASSWORD))
        )


ENDINGS = {
    "roles": lambda uow: commands.set_roles(uow, ADA, ANN.id, {Role.CURATOR}),
    "disabled": lambda uow: commands.disable_account(uow, ADA, ANN.id),
    "everywhere": lambda uow: commands.end_all_sessions(uow, ANN, ANN.id),
    "by an administrator": lambda uow: commands.end_all_sessions(uow, ADA, ANN.id),
}


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_copy_is_dead_at_once_on_every_worker(make_app: MakeApp, ending: str) -> None:
    here, there = make_app(), make_app()
    with here.app_context():
        browser, thief = here.test_client(), there.test_client()
        assert isinstance(browser, Browser)
        assert isinstance(thief, Browser)
        browser.use(session_for(ANN, at=clock.now()))
        copied(browser, thief)
        assert thief.get("/me/settings").status_code == 200

        with write() as uow:
            ENDINGS[ending](uow)

        assert is_out(thief)
        assert is_out(browser)


def test_a_new_password_ends_every_other_session_and_the_temporary_one_too(sign_in: SignIn) -> None:
    set_password(ANN)
    here, there = sign_in(ANN), sign_in(ANN)

    answer = here.post("/me/password", data={"current": PASSWORD, "new": OTHER, "repeat": OTHER})

    assert answer.status_code == 303
    assert here.get("/me/settings").status_code == 200
    assert is_out(there)


def test_a_reset_by_an_administrator_ends_every_session(sign_in: SignIn) -> None:
    ann = sign_in(ANN)

    assert sign_in(ADA).post(f"/admin/people/{ANN.id}/password").status_code in (200, 201, 303)

    assert is_out(ann)


def test_signing_in_makes_a_new_session_and_forgets_the_one_that_was_planted(
    app: Flask, sign_in: SignIn
) -> None:
    set_password(ANN)
    attacker = sign_in(personas.ZOE)
    planted = attacker.get_cookie("session")
    assert planted is not None
    victim = app.test_client()
    assert isinstance(victim, Browser)
    victim.use(session_for(personas.ZOE, at=clock.now()))
    copied(attacker, victim)

    victim.post("/sign-in", data={"name": "ann", "password": PASSWORD})

    cookie = victim.get_cookie("session")
    assert cookie is not None
    assert cookie.value != planted.value
    assert attacker.get("/me/settings").status_code == 303


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> "Later":
    return Later(monkeypatch)


class Later:
    """Moves the clock; only time is made up."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._patch = monkeypatch

    def by(self, span: dt.timedelta) -> None:
        moment = dt.datetime.now(dt.UTC) + span
        self._patch.setattr(clock, "now", lambda: moment)


def test_a_session_ends_when_nobody_uses_it(sign_in: SignIn, later: Later) -> None:
    used, unused = sign_in(ANN), sign_in(ANN)

    later.by(IDLE_TIMEOUT - dt.timedelta(minutes=1))
    assert used.get("/me/settings").status_code == 200
    later.by(IDLE_TIMEOUT + dt.timedelta(minutes=1))

    assert used.get("/me/settings").status_code == 200
    assert is_out(unused)


def test_a_session_ends_however_much_it_is_used(sign_in: SignIn, later: Later) -> None:
    browser, step = sign_in(ANN), IDLE_TIMEOUT - dt.timedelta(hours=1)

    for turn in range(1, ABSOLUTE_TIMEOUT // step + 1):
        later.by(step * turn)
        assert browser.get("/me/settings").status_code == 200, turn
    later.by(ABSOLUTE_TIMEOUT + dt.timedelta(minutes=1))

    assert is_out(browser)


def test_a_clock_put_back_brings_no_session_to_life(sign_in: SignIn, later: Later) -> None:
    browser = sign_in(ANN)
    browser.post("/sign-out")

    later.by(-dt.timedelta(hours=2))

    assert is_out(browser)


def test_nothing_stored_opens_a_session(sign_in: SignIn, client: Browser) -> None:
    sign_in(ANN)
    row = read().scalars(select(AccountSession)).one()

    for value in (row.token_hash, row.csrf_secret, str(row.id), "", "x" * 4000):
        client.set_cookie("session", value)
        assert client.get("/me/settings").status_code == 303
