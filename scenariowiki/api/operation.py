"""What every endpoint has in common: its input is checked, its answer is JSON, and it is documented."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import wraps
from typing import Any
from urllib.parse import unquote_to_bytes

from flask import Response, g, request
from pydantic import BaseModel, ValidationError
from werkzeug.exceptions import NotFound as NoSuchAddress
from werkzeug.exceptions import RequestURITooLarge

from scenariowiki.api.answers import Answer, to_response
from scenariowiki.api.body import BadRequest, read_object
from scenariowiki.api.errors import invalid
from scenariowiki.api.once import Act, once
from scenariowiki.kernel.errors import Invalid

QUERY_MAX = 4_000
ID_MAX = 2_147_483_647
NUMBER = re.compile(r"(?:[Ss]-)?([1-9][0-9]{0,9})")
ID = re.compile(r"[1-9][0-9]{0,9}")

View = Callable[..., Any]


@dataclass(frozen=True, kw_only=True)
class Operation:
    """An endpoint as the OpenAPI document tells it, beside its docstring.

    `refusals` come to those that every endpoint has; `others` are good answers of another status.
    """

    answer: type[BaseModel] | None
    summary: str = ""
    status: int = 200
    query: type[BaseModel] | None = None
    body: type[BaseModel] | None = None
    writes: bool = False
    refusals: tuple[int, ...] = ()
    others: tuple[tuple[int, type[BaseModel]], ...] = ()
    shape: dict[str, Any] | None = None


def reads(
    *,
    answer: type[BaseModel] | None,
    query: type[BaseModel] | None = None,
    body: type[BaseModel] | None = None,
    shape: dict[str, Any] | None = None,
    refusals: tuple[int, ...] = (),
) -> Callable[[View], View]:
    """Make an endpoint that changes nothing; it gets `query` and `body` and returns an Answer."""
    told = Operation(answer=answer, query=query, body=body, shape=shape, refusals=refusals)

    def decorate(view: View) -> View:
        @wraps(view)
        def respond(**path: str) -> Response:
            given: dict[str, Any] = _path(path)
            asked = _query(query)
            if query:
                given["query"] = asked
            if body:
                given["body"] = _checked(body, read_object())
            return to_response(view(**given))

        return _told(respond, told)

    return decorate


def writes(
    *,
    body: type[BaseModel],
    answer: type[BaseModel],
    status: int = 200,
    refusals: tuple[int, ...] = (409,),
    query: type[BaseModel] | None = None,
    others: tuple[tuple[int, type[BaseModel]], ...] = (),
) -> Callable[[View], View]:
    """Make an endpoint that changes something: it gets `body`, prepares, and returns the act to carry out.

    A preview returns its answer instead of an act.
    """
    told = Operation(
        answer=answer,
        status=status,
        body=body,
        writes=True,
        refusals=refusals,
        query=query,
        others=others,
    )

    def decorate(view: View) -> View:
        @wraps(view)
        def respond(**path: str) -> Response:
            return _write(view, told, _path(path))

        return _told(respond, told)

    return decorate


def _write(view: View, told: Operation, given: dict[str, Any]) -> Response:
    """Check what was sent, prepare, and carry the act out once."""
    asked = _query(told.query)
    if told.query:
        given["query"] = asked
    raw = read_object()
    assert told.body is not None  # noqa: S101 - every write has a body
    given["body"] = _checked(told.body, raw)

    def prepare() -> Act | Answer:
        act: Act | Answer = view(**given)
        return act

    response = to_response(once(raw, prepare))
    if g.get("replayed"):
        response.headers["Idempotency-Replayed"] = "true"
    return response


def _told(respond: Callable[..., Response], told: Operation) -> View:
    summary = (respond.__doc__ or "").strip().rstrip(".")
    respond.operation = replace(told, summary=summary)  # type: ignore[attr-defined]  # read by openapi.py
    return respond


def _path(path: dict[str, str]) -> dict[str, Any]:
    """Read ids: S-218 and 218 are one number; what cannot be an id is not there."""
    read: dict[str, Any] = {}
    for name, value in path.items():
        found = NUMBER.fullmatch(value) if name == "no" else ID.fullmatch(value)
        number = int(found[found.lastindex or 0]) if found else 0
        if not 0 < number <= ID_MAX:
            raise NoSuchAddress
        read[name] = number
    return read


def _query(schema: type[BaseModel] | None) -> Any:
    """Check the parameters: unknown ones, and one that is there twice without being a list, are refused."""
    if len(request.query_string) > QUERY_MAX:
        raise RequestURITooLarge
    _require_utf8(request.query_string)
    values: dict[str, Any] = {}
    known = {field.alias or name: field for name, field in schema.model_fields.items()} if schema else {}
    for name, given in request.args.lists():
        field = known.get(name)
        if field is None:
            raise Invalid(fields={name[:60]: "unknown_name"})
        is_list = "tuple" in str(field.annotation)
        if len(given) > 1 and not is_list:
            raise Invalid(fields={name: "twice"})
        values[name] = given if is_list else given[0]
    if schema is None:
        return None
    try:
        return schema.model_validate(values)
    except ValidationError as error:
        raise invalid(error) from None


def _require_utf8(query: bytes) -> None:
    try:
        unquote_to_bytes(query).decode("utf-8")
    except UnicodeDecodeError:
        raise BadRequest("bad_encoding") from None


def _checked(schema: type[BaseModel], raw: bytes) -> BaseModel:
    try:
        return schema.model_validate_json(raw, strict=True)
    except ValidationError as error:
        raise invalid(error) from None


__all__ = ["ID_MAX", "Answer", "Operation", "reads", "writes"]
