"""JSON files as rows: a list, one document, the API's `items`, or one document a line."""

import json
from collections.abc import Iterator
from typing import Any

from scenariowiki.exchange.encodings import TextFile
from scenariowiki.exchange.rows import CELL_MAX, ROWS_MAX, Row
from scenariowiki.kernel.errors import Invalid

LIST_MAX = 64 * 1024 * 1024
DEPTH_MAX = 8
LINE_MAX = 4_000_000


def documents(file: TextFile, head: str) -> Iterator[Row]:
    """Walk the documents of a file that begins with `head`; a list that breaks off raises `not_json`."""
    if head == "[":
        yield from _numbered(_items(_whole(file)))
        return
    listed = _single(file)
    yield from _lines(file) if listed is None else _numbered(iter(listed))


def _numbered(items: Iterator[Any]) -> Iterator[Row]:
    for number, item in enumerate(items, start=1):
        if number > ROWS_MAX:
            yield Row(number=number, values={}, error="too_many_rows")
            return
        yield _row(number, item)


def _row(number: int, item: Any) -> Row:
    if not isinstance(item, dict):
        return Row(number=number, values={}, error="not_an_object")
    if not _is_modest(item, DEPTH_MAX):
        return Row(number=number, values={}, error="cell_too_long")
    if _says_twice(item):
        return Row(number=number, values={}, error="json_duplicate_key")
    return Row(number=number, values=item)


def _is_modest(value: Any, depth: int) -> bool:
    if isinstance(value, str):
        return len(value) <= CELL_MAX
    if isinstance(value, dict):
        return depth > 0 and all(_is_modest(one, depth - 1) for one in (*value, *value.values()))
    return not isinstance(value, list) or (depth > 0 and all(_is_modest(one, depth - 1) for one in value))


def _says_twice(value: Any) -> bool:
    if isinstance(value, dict):
        return isinstance(value, _Doubled) or any(map(_says_twice, value.values()))
    return isinstance(value, list) and any(map(_says_twice, value))


def _whole(file: TextFile) -> str:
    with file.lines() as text:
        whole = text.read(LIST_MAX + 1)
    if len(whole) > LIST_MAX:
        raise Invalid("file_too_large")
    return whole


def _items(text: str) -> Iterator[Any]:
    """Take one item after the other off a list, so that they are never all in memory."""
    at = _after_blanks(text, text.index("[") + 1)
    while at < len(text) and text[at] != "]":
        try:
            item, at = _DECODER.raw_decode(text, at)
        except (ValueError, RecursionError) as fault:
            raise Invalid("not_json") from fault
        yield item
        at = _after_blanks(text, at)
        if text[at : at + 1] not in {",", "]"}:
            raise Invalid("not_json")
        at = _after_blanks(text, at + 1) if text[at] == "," else at
    if text[at:].strip() != "]":
        raise Invalid("not_json")


def _after_blanks(text: str, at: int) -> int:
    while text[at : at + 1] in {" ", "\t", "\r", "\n"}:
        at += 1
    return at


def _single(file: TextFile) -> list[Any] | None:
    """Return the one document over several lines, or its `items`; None where lines are documents."""
    with file.lines() as text:
        first = next((line for line in text if line.strip()), "")
        if _is_document(first) and any(line.strip() for line in text):
            return None
    whole = _whole(file)
    try:
        found = _DECODER.decode(whole)
    except (ValueError, RecursionError):
        return None
    items = found.get("items")
    return items if isinstance(items, list) else [found]


def _is_document(line: str) -> bool:
    try:
        return isinstance(_DECODER.decode(line), dict)
    except (ValueError, RecursionError):
        return False


def _lines(file: TextFile) -> Iterator[Row]:
    with file.lines() as text:
        for number, line in enumerate(text, start=1):
            if number > ROWS_MAX:
                yield Row(number=number, values={}, error="too_many_rows")
                return
            if line.strip():
                yield _line(number, line)


def _line(number: int, line: str) -> Row:
    if len(line) > LINE_MAX:
        return Row(number=number, values={}, error="cell_too_long")
    try:
        return _row(number, _DECODER.decode(line))
    except (ValueError, RecursionError):
        return Row(number=number, values={}, error="not_json")


def _refuse(constant: str) -> Any:
    raise ValueError(constant)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    return found if len(found) == len(pairs) else _Doubled(found)


class _Doubled(dict[str, Any]):
    """An object that says a name twice; which of the two is meant, nobody can tell."""


_DECODER = json.JSONDecoder(parse_constant=_refuse, object_pairs_hook=_object)
