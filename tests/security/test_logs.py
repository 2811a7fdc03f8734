"""One line is one object whatever was sent, and nothing of what people write is in it (16.2, case 21)."""

import json
import logging
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text

from scenariowiki.kernel import clock
from scenariowiki.kernel.db import Base
from scenariowiki.runtime.logs import REQUESTS, JsonLines
from scenariowiki.runtime.session import db
from tests import personas
from tests.browser import Browser, MakeApp, SignIn, session_for

NASTY = 'x\r\n{"level": "info"}\x1b[31m\u2028\u202e\x85"\\机密'


@pytest.fixture
def lines() -> Iterator[StringIO]:
    """Collect what would go to standard error."""
    written = StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(JsonLines())
    root, requests = logging.getLogger(), logging.getLogger(REQUESTS)
    levels = root.level, requests.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield written
    root.removeHandler(handler)
    root.setLevel(levels[0])
    requests.setLevel(levels[1])


def told(lines: StringIO) -> list[dict[str, object]]:
    """Read the log back: every line is an object in plain ASCII."""
    whole = lines.getvalue()
    assert whole.isascii()
    assert not any(sign in whole for sign in "\r\x1b\x7f")
    return [json.loads(line) for line in whole.splitlines()]


def test_requests_leave_no_content_behind(
    app: Flask, sign_in: SignIn, client: Browser, lines: StringIO
) -> None:
    ann = sign_in(personas.ANN)
    ann.get("/scenarios", query_string={"q": NASTY})
    ann.get(f"/机密/{NASTY}", headers={"User-Agent": "机密", "Referer": "http://localhost/?q=机密"})
    ann.post("/scenarios/new", data={"title": NASTY, "situation": NASTY, "act": "draft"})
    client.csrf = client.get("/sign-in").text.split('name="csrf_token" value="')[1].split('"')[0]
    client.post("/sign-in", data={"name": NASTY, "password": "机密-password"})

    found = told(lines)

    assert len([line for line in found if "endpoint" in line]) >= 4
    whole = json.dumps(found, ensure_ascii=False)
    assert "机密" not in whole
    assert "password" not in whole
    assert app


NOTHING: dict[str, str] = {}
FAULTS: dict[str, Any] = {
    "value": lambda: int("机密 secret"),
    "key": lambda: NOTHING["机密 secret"],
    "statement": lambda: db.session.execute(text("INSERT INTO nowhere VALUES (:a)"), {"a": "机密 secret"}),
    "twice": lambda: db.session.execute(
        Base.metadata.tables["site"].insert(), {"name": "合肥", "timezone": "机密 secret", "calendar": {}}
    ),
}


@pytest.mark.parametrize("kind", FAULTS)
def test_a_fault_tells_where_it_was_and_no_content(make_app: MakeApp, lines: StringIO, kind: str) -> None:
    app = make_app(PROPAGATE_EXCEPTIONS=False)
    app.view_functions["accounts.settings"] = FAULTS[kind]
    with app.app_context():
        ticket = session_for(personas.ANN, at=clock.now())
    browser = app.test_client()
    assert isinstance(browser, Browser)
    browser.use(ticket)

    answer = browser.get("/me/settings")

    assert answer.status_code == 500
    assert "secret" not in answer.text
    fault = next(line for line in told(lines) if "exception" in line)
    assert "test_logs.py" in str(fault["exception"])
    assert fault["request_id"] == answer.headers["X-Request-Id"]
    assert "secret" not in str(fault["exception"]).replace('机密 secret"', "")
