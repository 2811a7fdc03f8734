"""Reading a request's JSON strictly: nothing doubled, nothing infinite, nothing that cannot be stored."""

import json
from collections.abc import Iterator
from typing import Any, NoReturn

from flask import request
from werkzeug.exceptions import UnsupportedMediaType

from scenariowiki.kernel.errors import DomainError, Invalid

BODY_MAX = 4 * 1024 * 1024
DIGITS_MAX = 16


class BadRequest(DomainError):
    """A body that is no JSON object at all (400)."""

    code = "bad_json"


def read_object() -> bytes:
    """Return the body as the UTF-8 text of one JSON object; whatever is odd about it is refused.

    No body at all is an empty object: much of what is posted says everything in its address.
    """
    if not request.content_type and not request.content_length and "Transfer-Encoding" not in request.headers:
        return b"{}"
    if request.mimetype != "application/json":
        raise UnsupportedMediaType
    if request.mimetype_params.get("charset", "utf-8").lower() not in ("utf-8", "utf8"):
        raise UnsupportedMediaType
    request.max_content_length = BODY_MAX
    tree = _parse(request.get_data())
    if not isinstance(tree, dict):
        raise BadRequest
    return _encode(tree)


def _parse(data: bytes) -> Any:
    try:
        return _DECODER.decode(data.decode("utf-8").removeprefix("\ufeff"))
    except UnicodeDecodeError:
        raise BadRequest("bad_encoding") from None
    except RecursionError:
        raise BadRequest("json_too_deep") from None
    except json.JSONDecodeError as fault:
        raise BadRequest(line=fault.lineno, column=fault.colno) from None


def _encode(tree: dict[str, Any]) -> bytes:
    try:
        return json.dumps(tree, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError:
        fields = dict.fromkeys(_with_surrogates(tree, ""), "characters_surrogate")
        raise Invalid(fields=fields) from None
    except RecursionError:
        raise BadRequest("json_too_deep") from None


def _with_surrogates(value: Any, path: str) -> Iterator[str]:
    if isinstance(value, str):
        if _has_surrogate(value):
            yield path
    elif isinstance(value, list):
        for number, one in enumerate(value):
            yield from _with_surrogates(one, f"{path}.{number}".lstrip("."))
    elif isinstance(value, dict):
        for key, one in value.items():
            if _has_surrogate(key):
                yield path or "."
            else:
                yield from _with_surrogates(one, f"{path}.{key}".lstrip("."))


def _has_surrogate(text: str) -> bool:
    return any("\ud800" <= sign <= "\udfff" for sign in text)


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise BadRequest("json_duplicate_key")
        found[key] = value
    return found


def _integer(digits: str) -> int:
    if len(digits) > DIGITS_MAX:
        raise BadRequest("json_number")
    return int(digits)


def _fraction(digits: str) -> float:
    number = float(digits) if len(digits) <= 40 else float("inf")
    if number in (float("inf"), float("-inf")):
        raise BadRequest("json_number")
    return number


def _not_a_number(_word: str) -> NoReturn:
    raise BadRequest("json_number")


_DECODER = json.JSONDecoder(
    object_pairs_hook=_without_doubles,
    parse_int=_integer,
    parse_float=_fraction,
    parse_constant=_not_a_number,
)
