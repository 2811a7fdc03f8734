"""The child process that parses a spreadsheet: rows out as JSON lines, limits on memory, time and size."""

import datetime as dt
import json
import re
import resource
import sys
import warnings
from pathlib import Path
from typing import Any

import openpyxl

MEGABYTE = 1024 * 1024
MEMORY = 768 * MEGABYTE
OUTPUT = 100 * MEGABYTE
CPU_SECONDS = 100
ROWS_MAX = 20_000
COLUMNS_MAX = 100
# How spreadsheets write characters that XML cannot hold, and an underscore before what looks like one.
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")


class RefusedError(Exception):
    """The sheet is beyond a limit; holds the code."""


def main(path: str) -> int:
    """Print every filled row of the first sheet as [number, cells]; [-1, code] refuses the file."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (OUTPUT, OUTPUT))
    warnings.simplefilter("ignore")
    try:
        _print_rows(path)
    except RefusedError as refusal:
        _print(-1, str(refusal))
        return 1
    except Exception:  # noqa: BLE001 - whatever a hostile file does here, it is an unreadable file
        _print(-1, "unreadable_file")
        return 1
    return 0


def _print_rows(path: str) -> None:
    with Path(path).open("rb") as file:  # by a name, the library would look at its ending
        book = openpyxl.load_workbook(file, read_only=True, data_only=False, keep_links=False)
        _print_sheet(book.worksheets[0])


def _print_sheet(sheet: Any) -> None:
    sheet.reset_dimensions()
    filled = 0
    for row in sheet.iter_rows():
        cells = _cells(row)
        if not cells:
            continue
        filled += 1
        if filled > ROWS_MAX:
            raise RefusedError("too_many_rows")
        _print(_number(row, filled), cells)


def _cells(row: Any) -> list[str]:
    if len(row) > COLUMNS_MAX and any(cell.value not in (None, "") for cell in row[COLUMNS_MAX:]):
        raise RefusedError("too_many_columns")
    cells = [_text(cell.value) for cell in row[:COLUMNS_MAX]]
    while cells and not cells[-1].strip():
        cells.pop()
    return cells


def _number(row: Any, place: int) -> int:
    return next((int(cell.row) for cell in row if getattr(cell, "row", None)), place)


def _print(number: int, cells: Any) -> None:
    sys.stdout.write(json.dumps([number, cells], ensure_ascii=True) + "\n")


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(" ")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), str(value))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
