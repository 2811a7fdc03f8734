"""Files as rows: formats told apart by content, limits kept, read as often as need be, never all at once."""

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import IO

from scenariowiki.exchange import spreadsheets
from scenariowiki.exchange.cells import unguarded
from scenariowiki.exchange.encodings import TextFile, open_text
from scenariowiki.exchange.json_rows import documents
from scenariowiki.exchange.rows import CELL_MAX, ROWS_MAX, Row
from scenariowiki.exchange.rules import COLUMNS_MAX, HEADER_WITHIN, is_header
from scenariowiki.kernel.errors import Invalid
from scenariowiki.scenarios.rules.template import Field
from scenariowiki.text import characters

CSV_FIELD_MAX = 1_000_000
NAME_MAX = 100
KEYS_MAX = 2 * COLUMNS_MAX

Line = tuple[int, list[str] | None]
Lines = Callable[[], Iterator[Line]]

csv.field_size_limit(CSV_FIELD_MAX)


@dataclass(frozen=True, kw_only=True)
class Table:
    """An opened file: `rows()` begins anew each time; `total` counts the rows below the header."""

    kind: str
    columns: tuple[str, ...]
    total: int
    rows: Callable[[], Iterator[Row]]


@contextmanager
def opened(path: Path, template: Sequence[Field]) -> Iterator[Table]:
    """Open a file whatever its name says; raises Invalid `unreadable_file` and its kin."""
    with path.open("rb") as file:
        start = file.read(4)
    if start == b"\xd0\xcf\x11\xe0":
        raise Invalid("old_excel_file")
    if start == b"PK\x03\x04":
        with spreadsheets.opened(path) as lines:
            yield _with_header("xlsx", lines, template)
        return
    yield _text_table(open_text(path), template)


def _text_table(file: TextFile, template: Sequence[Field]) -> Table:
    with file.lines() as text:
        head = text.read(4096).lstrip()[:1]
    if head in {"[", "{"}:
        return _documents(file, head)
    return _with_header("csv", lambda: _csv_lines(file), template)


def _documents(file: TextFile, head: str) -> Table:
    columns: dict[str, None] = {}
    total = 0
    for row in documents(file, head):
        columns.update(dict.fromkeys(row.values))
        total += 1
        if len(columns) > KEYS_MAX:
            raise Invalid("too_many_columns", limit=KEYS_MAX)
    if not total:
        raise Invalid("empty_file")
    kind = "json" if head == "[" else "jsonl"
    return Table(kind=kind, columns=tuple(columns), total=total, rows=lambda: documents(file, head))


def _csv_lines(file: TextFile) -> Iterator[Line]:
    with file.lines() as text:
        reader = csv.reader(text, delimiter=_delimiter(text), strict=True)
        number = 0
        while True:
            number += 1  # as a spreadsheet counts: a row may go over several lines
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error:
                yield number, None
                return
            yield number, cells


def _delimiter(text: IO[str]) -> str:
    sample = text.read(64 * 1024)
    text.seek(0)
    return max(",\t;", key=sample.lstrip("\ufeff").split("\n", 1)[0].count)


def _with_header(kind: str, lines: Lines, template: Sequence[Field]) -> Table:
    """Find the header: the first of five rows that names our fields, else the first that holds anything."""
    first: list[Line] = []
    for line in lines():
        first.append(line)
        if line[1] and is_header([cell.strip() for cell in line[1]], template):
            return _table(kind, lines, len(first))
        if len(first) >= HEADER_WITHIN:
            break
    filled = next((place for place, (_number, cells) in enumerate(first, 1) if cells and any(cells)), None)
    if filled is None:
        raise Invalid("unreadable_file" if any(cells is None for _number, cells in first) else "empty_file")
    return _table(kind, lines, filled)


def _table(kind: str, lines: Lines, skipped: int) -> Table:
    counted = lines()
    header = [next(counted) for _line in range(skipped)][-1]
    columns = _columns(header[1] or [])
    total = sum(1 for _row in _rows(columns, counted))

    def rows() -> Iterator[Row]:
        again = lines()
        for _line in range(skipped):
            next(again)
        yield from _rows(columns, again)

    return Table(kind=kind, columns=columns, total=total, rows=rows)


def _columns(cells: Sequence[str]) -> tuple[str, ...]:
    last = max((place for place, cell in enumerate(cells, 1) if cell.strip()), default=0)
    if last > COLUMNS_MAX:
        raise Invalid("too_many_columns", limit=COLUMNS_MAX)
    names: list[str] = []
    for place, cell in enumerate(cells[:last], start=1):
        name = characters.visible(characters.single_line(unguarded(cell)))[:NAME_MAX].strip() or f"#{place}"
        names.append(name if name not in names else f"{name} #{place}")
    return tuple(names)


def _rows(columns: Sequence[str], lines: Iterable[Line]) -> Iterator[Row]:
    found = (line for line in lines if line[1] is None or any(cell.strip() for cell in line[1]))
    for count, (number, cells) in enumerate(found):
        if count >= ROWS_MAX:
            yield Row(number=number, values={}, error="too_many_rows")
            return
        yield _row(columns, number, cells)


def _row(columns: Sequence[str], number: int, cells: list[str] | None) -> Row:
    if cells is None:
        return Row(number=number, values={}, error="broken_quotes")
    if any(cell.strip() for cell in cells[len(columns) :]):
        return Row(number=number, values={}, error="too_many_cells")
    if any(len(cell) > CELL_MAX for cell in cells):
        return Row(number=number, values={}, error="cell_too_long")
    padded = chain(cells, [""] * (len(columns) - len(cells)))
    return Row(number=number, values=dict(zip(columns, map(unguarded, padded), strict=False)))
