"""Refusals as problem documents: a stable code, words in the caller's language, and errors by field."""

import re
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from flask import Blueprint, Response
from flask_babel import get_locale
from flask_limiter import RateLimitExceeded
from pydantic import ValidationError
from werkzeug.exceptions import HTTPException

from scenariowiki.api.answers import json_text
from scenariowiki.kernel.errors import DomainError, Invalid, Unauthenticated
from scenariowiki.runtime import messages
from scenariowiki.runtime.status import status_of

MOST = 50
PROBLEM = "application/problem+json"

# Pydantic's kinds of errors by our codes; what is not listed has a wrong type or is a code of ours.
KINDS: Mapping[str, str] = {
    "missing": "required",
    "extra_forbidden": "unknown_name",
    "enum": "not_a_choice",
    "literal_error": "not_a_choice",
    "string_too_short": "required",
    "string_too_long": "too_long",
    "too_short": "required",
    "too_long": "too_many",
    "greater_than_equal": "out_of_range",
    "less_than_equal": "out_of_range",
    "string_pattern_mismatch": "invalid",
    "date_parsing": "not_a_date",
    "date_from_datetime_parsing": "not_a_date",
    "date_from_datetime_inexact": "not_a_date",
}
OURS = re.compile(r"(characters_\w+|bad_cursor|twice|base_seq_missing)")
# What pydantic adds to a place to say which branch of a union it tried.
BRANCH = re.compile(r"(str|int|float|bool|list\[.*|function-.*|constrained-.*|[A-Z]\w*)")


def init_errors(bp: Blueprint) -> None:
    """Answer every refusal under the API's own addresses; faults are left to the application's handlers."""
    bp.register_error_handler(DomainError, _refuse)
    bp.register_error_handler(HTTPException, _http_error)
    bp.register_error_handler(RateLimitExceeded, _slow_down)


def invalid(error: ValidationError) -> Invalid:
    """Turn what a schema found into the domain's refusal: codes by field."""
    found: dict[str, str] = {}
    for one in error.errors(include_url=False, include_context=False):
        if len(found) < MOST:
            found.setdefault(_place(one["loc"]), _code(one["type"], one["input"]))
    return Invalid(fields=found)


def problem(status: HTTPStatus, code: str, detail: str, *, more: Mapping[str, Any] | None = None) -> Response:
    """Make a problem document (RFC 9457)."""
    title = messages.TITLES.get(status, messages.TITLES[HTTPStatus.BAD_REQUEST])
    document = {
        "type": "about:blank",
        "title": str(title),
        "status": int(status),
        "code": code,
        "detail": detail,
        **(more or {}),
    }
    response = Response(json_text(document), status, mimetype=PROBLEM)
    response.headers["Content-Language"] = str(get_locale()).replace("_", "-")
    response.vary.add("Accept-Language")
    return response


def _refuse(error: DomainError) -> Response:
    more: dict[str, Any] = {}
    if isinstance(error, Invalid) and error.fields:
        more["errors"] = {path: _told(code) for path, code in error.fields.items()}
    response = problem(
        status_of(error), error.reason, messages.text_of(error), more={**more, **error.facts.get("more", {})}
    )
    if isinstance(error, Unauthenticated):
        response.headers["WWW-Authenticate"] = 'Bearer realm="api"'
    return response


def _told(code: str) -> dict[str, str]:
    return {"code": code, "detail": messages.text_for(code)}


def _slow_down(error: RateLimitExceeded) -> Response:
    seconds = error.limit.limit.get_expiry() if error.limit else 60
    response = problem(HTTPStatus.TOO_MANY_REQUESTS, "throttled", messages.text_for("throttled"))
    response.headers["Retry-After"] = str(min(seconds, 60))
    return response


def _http_error(error: HTTPException) -> Response:
    status = HTTPStatus(error.code or HTTPStatus.BAD_REQUEST)
    code = messages.HTTP_CODES.get(status, "bad_request")
    return problem(status, code, messages.text_for(code))


def _place(loc: tuple[int | str, ...]) -> str:
    named = [str(part) for at, part in enumerate(loc) if at == 0 or _is_place(loc[0], at, part)]
    return ".".join(named) or "."


def _is_place(first: int | str, at: int, part: int | str) -> bool:
    # A template's field may be called anything, `int` too.
    return isinstance(part, int) or (first == "fields" and at == 1) or not BRANCH.fullmatch(part)


def _code(kind: str, given: Any) -> str:
    if kind == "too_long" and isinstance(given, str):
        return "too_long"
    return kind if OURS.fullmatch(kind) else KINDS.get(kind, "wrong_type")
