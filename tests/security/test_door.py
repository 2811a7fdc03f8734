"""Tries at the door: nobody learns who is here, nobody is kept out for long (cases 29, 30)."""

import datetime as dt
import statistics
import time

import pytest
from flask import Flask
from sqlalchemy import update

from scenariowiki.accounts.commands.hashing import hash_password
from scenariowiki.accounts.models import Account
from scenariowiki.accounts.rules import LONGEST_WAIT, sessions
from scenariowiki.kernel import clock
from scenariowiki.runtime.session import write
from tests import personas
from tests.browser import Browser

PASSWORD = "一句好记的长密码"
TRIES = 4


@pytest.fixture
def ann_at_the_door(app: Flask) -> None:
    with write() as uow:
        hashed = hash_password(PASSWORD)
        uow.session.execute(update(Account).where(Account.id == personas.ANN.id).values(password_hash=hashed))
    assert app


def knock(app: Flask, name: str, password: str, address: str = "127.0.0.1") -> int:
    """Try from a device that is new, at an address."""
    client = app.test_client()
    assert isinstance(client, Browser)
    client.csrf = client.get("/sign-in").text.split('name="csrf_token" value="')[1].split('"')[0]
    form = {"name": name, "password": password}
    return client.post("/sign-in", data=form, environ_overrides={"REMOTE_ADDR": address}).status_code


@pytest.mark.usefixtures("ann_at_the_door")
def test_a_name_that_is_here_takes_as_long_as_one_that_is_not(app: Flask) -> None:
    def seconds(name: str) -> float:
        began = time.thread_time()
        assert knock(app, name, "wrong") == 401
        return time.thread_time() - began

    knock(app, "warm", "wrong")
    here = statistics.median(seconds("ann") for _ in range(TRIES))
    gone = statistics.median(seconds("nobody") for _ in range(TRIES))

    assert abs(here - gone) < 0.4 * max(here, gone)


@pytest.mark.usefixtures("ann_at_the_door")
def test_one_name_from_many_addresses_has_to_wait(app: Flask) -> None:
    codes = [knock(app, "ann", "wrong", f"192.0.2.{number}") for number in range(7)]

    assert codes == [401] * 5 + [429] * 2


@pytest.mark.usefixtures("ann_at_the_door")
def test_many_names_from_one_address_have_to_wait(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    # The real allowance is fifty tries, which take a minute.
    monkeypatch.setitem(sessions._ALLOWANCE, sessions.ThrottleKind.ADDRESS, 1)

    codes = [knock(app, f"name{number}", "wrong") for number in range(7)]

    assert codes == [401] * 5 + [429] * 2
    assert knock(app, "ann", PASSWORD, "192.0.2.7") == 303


@pytest.mark.usefixtures("ann_at_the_door")
def test_whoever_is_kept_out_gets_in_again_within_a_quarter_of_an_hour(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(6):
        knock(app, "ann", "wrong")
    assert knock(app, "ann", PASSWORD) == 429

    later = dt.datetime.now(dt.UTC) + LONGEST_WAIT
    monkeypatch.setattr(clock, "now", lambda: later)

    assert knock(app, "ann", PASSWORD) == 303
    assert dt.timedelta(minutes=15) >= LONGEST_WAIT


@pytest.mark.parametrize("name", ["*", "ann)(|(name=*", "' OR 1=1 --", "ann\0", "%", "_nn", "{{7*7}}"])
@pytest.mark.usefixtures("ann_at_the_door")
def test_no_pattern_stands_for_a_name(app: Flask, name: str) -> None:
    assert knock(app, name, PASSWORD) in (401, 422)
