"""Reading files as rows: formats told apart by content, encodings detected, limits kept."""

import codecs
import csv
import gzip
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scenariowiki.exchange import spreadsheets
from scenariowiki.exchange.rules import COLUMNS_MAX, HEADER_WITHIN, is_header
from scenariowiki.kernel.errors import Invalid
from scenariowiki.scenarios.rules.template import Field

UNPACKED_MAX = 200 * 1024 * 1024
CELL_MAX = 200_000
ROWS_MAX = 200_000
CSV_FIELD_MAX = 5_000_000
DEPTH_SAMPLE = 64 * 1024

csv.field_size_limit(CSV_FIELD_MAX)


@dataclass(frozen=True, kw_only=True)
class Row:
    """One row: its number as a person counts it, from 1, and its values by column.

    JSON rows keep their types; `error` says why a row cannot be used at all.
    """

    number: int
    values: dict[str, Any]
    error: str = ""


@dataclass(frozen=True, kw_only=True)
class Table:
    """An opened file: its columns and its rows, read once; `total` is None where counting costs a pass."""

    kind: str
    columns: tuple[str, ...]
    rows: Iterator[Row]
    total: int | None = None


def open_table(path: Path, template: Sequence[Field]) -> Table:
    """Open a file whatever its name says; raises Invalid `unreadable_file` and its kin."""
    with path.open("rb") as file:
        start = file.read(4)
    if start[:2] == b"\x1f\x8b":
        return _text_table(_unpacked(path), template)
    if start == b"PK\x03\x04":
        return _sheet_table(path, template)
    if start[:4] == b"\xd0\xcf\x11\xe0":
        raise Invalid("old_excel_file")
    return _text_table(path.read_bytes(), template)


def _unpacked(path: Path) -> bytes:
    try:
        with gzip.open(path) as packed:
            data = packed.read(UNPACKED_MAX + 1)
    except (OSError, EOFError) as fault:
        raise Invalid("unreadable_file") from fault
    if len(data) > UNPACKED_MAX:
        raise Invalid("file_too_large")
    return data


def _text_table(data: bytes, template: Sequence[Field]) -> Table:
    text = decode(data)
    if "\x00" in text:
        raise Invalid("unreadable_file")
    head = text.lstrip()[:1]
    if head == "[":
        return _documents("json", _json_list(text))
    if head == "{":
        return _documents("jsonl", _json_lines(text))
    return _csv_table(text, template)


def decode(data: bytes) -> str:
    """Decode a text file: UTF-8 with or without BOM, UTF-16, GB18030; raises `unknown_encoding`."""
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if data.startswith(mark):
            return _decoded(data, name)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _decoded(data, "gb18030")


def _decoded(data: bytes, name: str) -> str:
    try:
        return data.decode(name)
    except UnicodeError as fault:
        raise Invalid("unknown_encoding") from fault


def _documents(kind: str, documents: Iterable[Row]) -> Table:
    rows = list(documents)
    columns = dict.fromkeys(column for row in rows for column in row.values)
    if len(columns) > COLUMNS_MAX * 2:
        raise Invalid("too_many_columns")
    return Table(kind=kind, columns=tuple(columns), rows=iter(rows), total=len(rows))


def _json_list(text: str) -> Iterator[Row]:
    for number, item in enumerate(_json(text), start=1):
        yield _document(number, item)


def _json_lines(text: str) -> Iterator[Row]:
    try:
        whole = json.loads(text, parse_constant=_refuse)
    except (ValueError, RecursionError):
        whole = None
    if isinstance(whole, dict):
        items = whole.get("items")
        listed = items if isinstance(items, list) else [whole]
        yield from (_document(number, item) for number, item in enumerate(listed, start=1))
        return
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip():
            yield _line(number, line)


def _line(number: int, line: str) -> Row:
    try:
        return _document(number, json.loads(line, parse_constant=_refuse))
    except (ValueError, RecursionError):
        return Row(number=number, values={}, error="not_json")


def _json(text: str) -> list[Any]:
    try:
        found = json.loads(text, parse_constant=_refuse)
    except (ValueError, RecursionError) as fault:
        raise Invalid("not_json") from fault
    if len(found) > ROWS_MAX:
        raise Invalid("too_many_rows", limit=ROWS_MAX)
    return list(found)


def _refuse(constant: str) -> Any:
    raise ValueError(constant)


def _document(number: int, item: Any) -> Row:
    if not isinstance(item, dict):
        return Row(number=number, values={}, error="not_an_object")
    return Row(number=number, values=item)


def _csv_table(text: str, template: Sequence[Field]) -> Table:
    sample = text[:DEPTH_SAMPLE]
    delimiter = max(",\t;", key=sample.split("\n", 1)[0].count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    return _with_header("csv", _csv_lines(reader), template)


def _csv_lines(reader: Any) -> Iterator[tuple[int, list[str] | None]]:
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield reader.line_num, None
            return
        yield reader.line_num, cells


def _sheet_table(path: Path, template: Sequence[Field]) -> Table:
    spreadsheets.check(path)
    lines = spreadsheets.read(path)
    return _with_header("xlsx", ((number, cells) for number, cells in lines), template)


def _with_header(
    kind: str, lines: Iterator[tuple[int, list[str] | None]], template: Sequence[Field]
) -> Table:
    before: list[tuple[int, list[str] | None]] = []
    for number, cells in lines:
        before.append((number, cells))
        if cells and is_header([cell.strip() for cell in cells], template):
            return Table(kind=kind, columns=_columns(cells), rows=_rows(_columns(cells), lines))
        if len(before) >= HEADER_WITHIN:
            break
    first = next((cells for _number, cells in before if cells and any(cells)), None)
    if first is None:
        raise Invalid("empty_file")
    columns = _columns(first)
    rest = [line for line in before if line[1] is not first]
    return Table(kind=kind, columns=columns, rows=_rows(columns, _chained(rest, lines)))


def _chained(
    first: list[tuple[int, list[str] | None]], rest: Iterator[tuple[int, list[str] | None]]
) -> Iterator[tuple[int, list[str] | None]]:
    yield from first
    yield from rest


def _columns(cells: Sequence[str]) -> tuple[str, ...]:
    if len(cells) > COLUMNS_MAX:
        raise Invalid("too_many_columns", limit=COLUMNS_MAX)
    names: list[str] = []
    for place, cell in enumerate(cells, start=1):
        name = cell.strip().lstrip("\ufeff")[:200] or f"#{place}"
        names.append(name if name not in names else f"{name} #{place}")
    return tuple(names)


def _rows(columns: Sequence[str], lines: Iterator[tuple[int, list[str] | None]]) -> Iterator[Row]:
    for count, (number, cells) in enumerate(lines):
        if count >= ROWS_MAX:
            yield Row(number=number, values={}, error="too_many_rows")
            return
        if cells is None:
            yield Row(number=number, values={}, error="broken_quotes")
        elif any(cell.strip() for cell in cells):
            yield _row(columns, number, cells)


def _row(columns: Sequence[str], number: int, cells: list[str]) -> Row:
    if len(cells) > len(columns) and any(cell.strip() for cell in cells[len(columns) :]):
        return Row(number=number, values={}, error="too_many_cells")
    if any(len(cell) > CELL_MAX for cell in cells):
        return Row(number=number, values={}, error="cell_too_long")
    values = {column: unguarded(cell) for column, cell in zip(columns, cells, strict=False)}
    return Row(number=number, values=values)


GUARDED = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def guarded(cell: str) -> str:
    """Keep a spreadsheet from running a cell: what looks like a formula gets an apostrophe in front."""
    return f"'{cell}" if cell.startswith(GUARDED) or (cell.startswith("'") and cell[1:2]) else cell


def unguarded(cell: str) -> str:
    """Take the apostrophe of an export away again."""
    return (
        cell[1:] if cell.startswith("'") and len(cell) > 1 and cell[1:].startswith((*GUARDED, "'")) else cell
    )
