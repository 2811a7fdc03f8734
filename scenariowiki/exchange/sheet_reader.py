"""The child process that parses a spreadsheet: rows out as JSON lines, limits on memory, time and size."""

import datetime as dt
import json
import resource
import sys
import warnings
from typing import Any

import openpyxl

MEMORY = 1024 * 1024 * 1024
CPU_SECONDS = 100
ROWS_MAX = 20_000
COLUMNS_MAX = 100


def main(path: str) -> int:
    """Print every row of the first sheet as [number, cells]; [-1, code] refuses the file."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    warnings.simplefilter("ignore")
    try:
        _print_rows(path)
    except Exception:  # noqa: BLE001 - whatever a hostile file does here, it is an unreadable file
        _print(-1, "unreadable_file")
        return 1
    return 0


def _print_rows(path: str) -> None:
    book = openpyxl.load_workbook(path, read_only=True, data_only=False, keep_links=False)
    sheet = book.worksheets[0]
    sheet.reset_dimensions()
    for number, row in enumerate(sheet.iter_rows(values_only=True), start=1):
        if number > ROWS_MAX:
            _print(-1, "too_many_rows")
            return
        cells = [_text(value) for value in row]
        while cells and not cells[-1]:
            cells.pop()
        if len(cells) > COLUMNS_MAX:
            _print(-1, "too_many_columns")
            return
        _print(number, cells)


def _print(number: int, cells: Any) -> None:
    sys.stdout.write(json.dumps([number, cells], ensure_ascii=True) + "\n")


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(" ")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
