"""Answers as JSON: UTF-8 as it is, times in UTC."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import Response
from pydantic import BaseModel


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What an endpoint answers; `body` is JSON already, so that it can be kept for a replay."""

    body: Any
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


def answer(model: BaseModel, status: int = 200, **headers: str) -> Answer:
    """Make an answer of a schema; `location` is the one header there is use for."""
    shown = {name.capitalize(): value for name, value in headers.items()}
    return Answer(body=model.model_dump(mode="json", by_alias=True), status=status, headers=shown)


def to_response(given: Answer) -> Response:
    """Make the response."""
    response = Response(json_text(given.body), given.status, mimetype="application/json")
    response.headers.update(given.headers)
    return response


def json_text(body: Any) -> str:
    """Write JSON as people can read it: Chinese stays Chinese."""
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
