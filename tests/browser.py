"""A test client that behaves as a page of ours: it keeps the session and sends the form's token."""

import contextvars
import datetime as dt
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Flask, has_app_context
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from scenariowiki.accounts.models import AccountSession
from scenariowiki.accounts.queries import token_hash
from scenariowiki.accounts.rules import ABSOLUTE_TIMEOUT, Actor
from scenariowiki.runtime.session import db, write


@dataclass(frozen=True, kw_only=True)
class Ticket:
    """What a browser holds of a session."""

    token: str
    csrf: str


def session_for(person: Actor, *, at: dt.datetime) -> Ticket:
    """Begin a session without a password, as fast as one row."""
    ticket = Ticket(token=secrets.token_urlsafe(32), csrf=secrets.token_urlsafe(32))
    with write(now=at) as uow:
        uow.session.add(
            AccountSession(
                account_id=person.id,
                token_hash=token_hash(ticket.token),
                csrf_secret=ticket.csrf,
                created_at=at,
                last_seen_at=at,
                expires_at=at + ABSOLUTE_TIMEOUT,
                address="127.0.0.1",
                user_agent="test",
            )
        )
    return ticket


class Browser(FlaskClient):
    """Sends the session's token with every unsafe request; `client.csrf = None` makes it forget to."""

    csrf: str | None = None

    def use(self, ticket: Ticket) -> None:
        """Hold a session."""
        self.set_cookie("session", ticket.token)
        self.csrf = ticket.csrf

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        if self.csrf and kwargs.get("method", "GET") not in ("GET", "HEAD", "OPTIONS"):
            kwargs["headers"] = {"X-CSRFToken": self.csrf, **dict(kwargs.get("headers") or {})}
        kwargs.setdefault("buffered", True)
        # The test's own application context must not lend its `g` to the request.
        response: TestResponse = contextvars.Context().run(super().open, *args, **kwargs)
        if has_app_context():
            db.session.rollback()
        return response


SignIn = Callable[[Actor], Browser]
MakeApp = Callable[..., Flask]
