"""The fixtures of mail: a server on loopback, an application that uses it, a clock that tests set."""

import datetime as dt
from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from scenariowiki.kernel import clock
from tests.mail.post_office import PostOffice

# A Friday, half past ten in Hefei: people work.
MORNING = dt.datetime(2026, 11, 27, 2, 30, tzinfo=dt.UTC)
SetClock = Callable[[dt.datetime], None]


@pytest.fixture
def office() -> Iterator[PostOffice]:
    """Give a mail server that is open."""
    one = PostOffice()
    one.open()
    yield one
    one.close()


@pytest.fixture
def app(make_app: Callable[..., Flask], office: PostOffice) -> Iterator[Flask]:
    """Give an application that mails through it; its context is open."""
    app = make_app(SMTP_URL=office.url, MAIL_FROM="wiki@example.com", BASE_URL="https://wiki.example.com")
    with app.app_context():
        yield app


@pytest.fixture
def set_clock(monkeypatch: pytest.MonkeyPatch) -> SetClock:
    """Set what time it is; it is morning at first."""

    def set_to(moment: dt.datetime) -> None:
        monkeypatch.setattr(clock, "now", lambda: moment)

    set_to(MORNING)
    return set_to
