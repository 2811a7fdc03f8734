"""Pages of one person that are kept: drawn once, and anew as soon as anybody has written anything."""

import datetime as dt

import pytest

from scenariowiki.accounts.models import Account
from scenariowiki.kernel import clock
from scenariowiki.runtime.session import write
from scenariowiki.scenarios.rules.states import State
from tests import personas
from tests.browser import SignIn
from tests.sops import acts
from tests.web.scenarios.conftest import Write, hidden, statements
from tests.web.scenarios.conftest import written as written  # noqa: PLC0414 - a fixture

ANN, CY, ZOE = personas.ANN, personas.CY, personas.ZOE
OWN = ("/", "/sops", "/sops/1")


@pytest.mark.parametrize("path", OWN)
def test_a_page_is_drawn_once_while_nobody_writes(sign_in: SignIn, path: str) -> None:
    acts.in_force(acts.page())
    browser = sign_in(ZOE)
    first = browser.get(path)

    with statements() as sent:
        again = browser.get(path)

    assert (first.status_code, again.status_code) == (200, 200)
    assert len(sent) <= 2  # who is signed in, and on a server what state the database is in
    assert not any("scenario" in one for one in sent)


def test_what_somebody_else_writes_shows_at_once(sign_in: SignIn, written: Write) -> None:
    browser = sign_in(CY)
    assert "刚交上来的" not in browser.get("/").text

    written(title="刚交上来的", state=State.SUBMITTED)

    assert "刚交上来的" in browser.get("/").text


def test_a_kept_page_is_nobody_elses(sign_in: SignIn) -> None:
    mine, theirs = sign_in(ANN).get("/").text, sign_in(ZOE).get("/").text

    assert "Ann" in mine
    assert "Ann" not in theirs


def test_a_kept_page_gives_every_visit_a_key_of_its_own(sign_in: SignIn) -> None:
    browser = sign_in(ANN)
    first, second = (hidden(browser.get("/").text, "once") for _ in range(2))

    assert first != second
    assert len(first) == len(second) >= 16


def test_what_depends_on_the_hour_is_drawn_anew(sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = sign_in(ANN)
    morning = clock.now().replace(hour=1, minute=0)  # nine in Shanghai
    monkeypatch.setattr(clock, "now", lambda: morning)
    assert "早上好" in browser.get("/").text

    monkeypatch.setattr(clock, "now", lambda: morning + dt.timedelta(hours=4))

    assert "下午好" in browser.get("/").text


def test_a_message_is_shown_once_and_kept_for_nobody(sign_in: SignIn) -> None:
    acts.in_force(acts.page())
    browser = sign_in(ZOE)
    browser.get("/sops/1")
    browser.post("/sops/1/acknowledge", data={"version": "1"})

    told, after = browser.get("/sops/1").text, browser.get("/sops/1").text

    assert "已记录：您照这一版做。" in told
    assert "已记录：您照这一版做。" not in after
    assert "mark-" not in told


def test_another_language_is_another_page(sign_in: SignIn) -> None:
    browser = sign_in(ANN)
    chinese = browser.get("/").text
    with write() as uow:
        uow.session.get_one(Account, ANN.id).locale = "en"

    assert browser.get("/").text != chinese


def test_another_look_is_another_page(sign_in: SignIn) -> None:
    """Two browsers of one person may differ in what the database does not hold."""
    browser = sign_in(ANN)
    assert 'data-theme="dark"' not in browser.get("/").text

    browser.set_cookie("theme", "dark")

    assert 'data-theme="dark"' in browser.get("/").text
