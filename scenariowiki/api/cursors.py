"""Cursors: where a list goes on, opaque to whoever holds one, good for the same question only."""

import base64
import binascii
import hashlib
import json
from typing import Any

from scenariowiki.kernel.errors import Invalid

LONGEST = 400


def write_cursor(question: Any, place: list[Any]) -> str:
    """Write down a place in the answer to a question."""
    text = json.dumps([_mark(question), place], separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def read_cursor(question: Any, cursor: str | None, kinds: tuple[type, ...]) -> list[Any] | None:
    """Read the place back; one that we did not write for this question raises `bad_cursor`."""
    if cursor is None:
        return None
    try:
        mark, place = json.loads(base64.urlsafe_b64decode(_padded(cursor)))
    except (ValueError, TypeError, binascii.Error, RecursionError):
        raise _bad() from None
    good = isinstance(place, list) and len(place) == len(kinds) and mark == _mark(question)
    if not good or any(type(value) is not kind for value, kind in zip(place, kinds, strict=True)):
        raise _bad()
    return list(place)


def _padded(cursor: str) -> bytes:
    if len(cursor) > LONGEST or not cursor.isascii():
        raise _bad()
    return cursor.encode() + b"=" * (-len(cursor) % 4)


def _mark(question: Any) -> str:
    text = json.dumps(question, sort_keys=True, default=str)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def _bad() -> Invalid:
    return Invalid(fields={"cursor": "bad_cursor"})
