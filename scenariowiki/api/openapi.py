"""The OpenAPI 3.1 document, made from the endpoints and their schemas."""

import re
from collections.abc import Iterator
from typing import Any

from flask import current_app, request
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from scenariowiki.api.answers import Answer
from scenariowiki.api.blueprint import bp
from scenariowiki.api.limits import reading
from scenariowiki.api.operation import Operation, reads
from scenariowiki.api.schemas.reference import Problem

REF = "#/components/schemas/{model}"
PROBLEMS = {
    400: "The request cannot be understood.",
    401: "No good token.",
    403: "The account's roles do not allow it, or it is one's own work.",
    404: "There is no such thing, or the account may not know of it.",
    409: "The present state does not allow it, or somebody else was quicker.",
    413: "More than can be taken at once.",
    414: "The address is too long.",
    415: "The body is no JSON.",
    422: "Something in the input is wrong; `errors` says what.",
    429: "Too often; `Retry-After` says when to try again.",
    503: "The database is busy; try again in a few seconds.",
}
KEY_HEADER = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "Under the same key, the same request has one effect and one answer, for 7 days.",
    "schema": {"type": "string", "pattern": r"^[\x21-\x7e]{1,128}$"},
}


@bp.get("/openapi.json")
@reading
@reads(answer=None)
def describe() -> Answer:
    """Describe this API."""
    made = current_app.extensions.get("openapi")
    if made is None:
        made = current_app.extensions["openapi"] = document()
    return Answer(body={**made, "servers": [{"url": request.host_url.rstrip("/") + "/api/v1"}]})


def document() -> dict[str, Any]:
    """Make the document of the application at hand."""
    operations = list(_operations())
    schemas = _schemas([told for _path, _method, told in operations])
    paths: dict[str, dict[str, Any]] = {}
    for path, method, told in operations:
        paths.setdefault(path, {})[method] = _operation(path, method, told)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "ScenarioWiki",
            "version": "1",
            "description": "Capture, find, revise and discuss handling cases.",
        },
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
        "security": [{"token": []}],
    }


def _operations() -> Iterator[tuple[str, str, Operation]]:
    for rule in sorted(current_app.url_map.iter_rules(), key=lambda rule: rule.rule):
        view = current_app.view_functions[rule.endpoint]
        told: Operation | None = getattr(view, "operation", None)
        if told is None or not rule.endpoint.startswith(f"{bp.name}."):
            continue
        path = re.sub(r"<(\w+)>", r"{\1}", rule.rule.removeprefix("/api/v1"))
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield path, method.lower(), told


def _schemas(operations: list[Operation]) -> dict[str, Any]:
    inputs = {told.body for told in operations if told.body}
    outputs = {told.answer for told in operations if told.answer} | {Problem}
    outputs |= {model for told in operations for _status, model in told.others}
    _inputs, given = models_json_schema(
        [(model, "validation") for model in sorted(inputs, key=_name)], ref_template=REF
    )
    _outputs, shown = models_json_schema(
        [(model, "serialization") for model in sorted(outputs, key=_name)], ref_template=REF
    )
    return {**given.get("$defs", {}), **shown.get("$defs", {})}


def _name(model: type[BaseModel]) -> str:
    return model.__name__


def _operation(path: str, method: str, told: Operation) -> dict[str, Any]:
    parameters = [_path_parameter(name) for name in re.findall(r"\{(\w+)\}", path)]
    if told.query:
        parameters += _query_parameters(told.query)
    if told.writes:
        parameters.append(KEY_HEADER)
    made: dict[str, Any] = {
        "operationId": f"{method}{re.sub(r'[^a-z]+', '_', path).rstrip('_')}",
        "summary": told.summary,
        "parameters": parameters,
        "responses": _responses(told, has_path=bool(re.search(r"\{", path))),
    }
    if told.body:
        made["requestBody"] = {"required": True, "content": _json(_ref(told.body))}
    return made


def _path_parameter(name: str) -> dict[str, Any]:
    if name == "no":
        schema: dict[str, Any] = {
            "type": "string",
            "pattern": "^([Ss]-)?[1-9][0-9]{0,8}$",
            "examples": ["S-218"],
        }
    else:
        schema = {"type": "integer", "minimum": 1, "maximum": 2_147_483_647}
    return {"name": name, "in": "path", "required": True, "schema": schema}


def _query_parameters(model: type[BaseModel]) -> list[dict[str, Any]]:
    schema = model.model_json_schema(by_alias=True)
    defs = schema.get("$defs", {})
    required = schema.get("required", [])
    return [
        {
            "name": name,
            "in": "query",
            "required": name in required,
            "schema": _inline(_without_null(given), defs),
        }
        for name, given in schema["properties"].items()
    ]


def _without_null(schema: dict[str, Any]) -> dict[str, Any]:
    """Leave null out: a parameter that is not sent is null, and the word null cannot be sent."""
    kinds = [kind for kind in schema.get("anyOf", []) if kind != {"type": "null"}]
    rest = {name: value for name, value in schema.items() if name not in ("anyOf", "default", "title")}
    return {**rest, **kinds[0]} if len(kinds) == 1 else rest if not kinds else schema


def _inline(value: Any, defs: dict[str, Any]) -> Any:
    if isinstance(value, list):
        return [_inline(one, defs) for one in value]
    if not isinstance(value, dict):
        return value
    if "$ref" in value:
        return _inline(defs[value["$ref"].rpartition("/")[2]], defs)
    return {name: _inline(one, defs) for name, one in value.items()}


def _responses(told: Operation, *, has_path: bool) -> dict[str, Any]:
    codes = {400, 401, 422, 429, 503}
    if has_path:
        codes.add(404)
    if told.query:
        codes.add(414)
    if told.body:
        codes |= {413, 415}
    codes |= {*told.refusals, *({403} if told.writes else ())}
    schema = told.shape or (_ref(told.answer) if told.answer else {"type": "object"})
    good: dict[str, Any] = {"description": "Done.", "content": _json(schema)}
    others = {
        str(status): {"description": "Done.", "content": _json(_ref(model))} for status, model in told.others
    }
    return {str(told.status): good, **others, **{str(code): _problem(code) for code in sorted(codes)}}


def _problem(code: int) -> dict[str, Any]:
    return {
        "description": PROBLEMS[code],
        "content": {"application/problem+json": {"schema": _ref(Problem)}},
    }


def _ref(model: type[BaseModel]) -> dict[str, Any]:
    return {"$ref": REF.format(model=model.__name__)}


def _json(schema: dict[str, Any]) -> dict[str, Any]:
    return {"application/json": {"schema": schema}}
