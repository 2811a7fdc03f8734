"""A program that calls the API: it holds one person's token and sends JSON."""

import contextvars
import datetime as dt
import secrets
from typing import Any

from flask import Flask, has_app_context
from werkzeug.test import Client, TestResponse

from scenariowiki.accounts.models import ApiToken
from scenariowiki.accounts.queries import token_hash
from scenariowiki.accounts.rules import Actor
from scenariowiki.runtime.session import db, write

SITUATION: dict[str, Any] = {
    "title": "节前缺货",
    "situation": "客人很急。货不够。",
    "layer": "service",
    "tags": ["缺货", "投诉"],
    "fields": {"business_line": "ecommerce"},
}
SOLUTION: dict[str, Any] = {"steps": ["安抚客人", {"text": "调整小样"}], "expected_effect": "客人愿意等"}


def token_for(person: Actor) -> str:
    """Give a person a token without asking anybody."""
    token = secrets.token_urlsafe(16)
    with write() as uow:
        now = dt.datetime.now(dt.UTC)
        uow.session.add(
            ApiToken(
                account_id=person.id,
                token_hash=token_hash(token),
                label="test",
                created_at=now,
                last_used_at=now,
            )
        )
    return token


class Caller:
    """Sends requests under /api/v1 with a token, or with none."""

    def __init__(self, app: Flask, token: str | None) -> None:
        self._client = Client(app)
        self.token = token

    def get(self, path: str, **more: Any) -> TestResponse:
        return self.send("GET", path, **more)

    def post(self, path: str, body: Any = None, **more: Any) -> TestResponse:
        return self.send("POST", path, json=body, **more)

    def put(self, path: str, body: Any = None, **more: Any) -> TestResponse:
        return self.send("PUT", path, json=body, **more)

    def patch(self, path: str, body: Any = None, **more: Any) -> TestResponse:
        return self.send("PATCH", path, json=body, **more)

    def send(self, method: str, path: str, **more: Any) -> TestResponse:
        """Send anything; `headers` come to the token."""
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        headers |= more.pop("headers", {})
        # The test's own application context must not lend its `g` to the request.
        response = contextvars.Context().run(
            self._client.open, f"/api/v1{path}", method=method, headers=headers, **more
        )
        if has_app_context():
            db.session.rollback()
        return response

    def capture(self, **more: Any) -> dict[str, Any]:
        """Record a scenario, handed in at once unless told otherwise."""
        response = self.post("/scenarios", {**SITUATION, "solutions": [SOLUTION], "submit": True, **more})
        assert response.status_code == 201, response.get_data(as_text=True)
        made: dict[str, Any] = response.json  # type: ignore[assignment]  # it is an object
        return made
