"""Cells that no spreadsheet runs: what looks like a formula is guarded going out, unguarded coming in."""

import re

# A spreadsheet's cell holds 32,767 characters; what is cut here is known again on its way back.
CELL_CUT = 32_000
# Spreadsheets look past quotes, blanks and what cannot be seen before they decide what a cell is.
_FORMULA = re.compile("[\\s\"'`\ufeff\u200b-\u200f\u2060\u00ad]*[=+\\-@\t\r\n|%＝＋－＠]")
_BEFORE = re.compile("[\t\r\n]")


def guarded(cell: str) -> str:
    """Put an apostrophe before what a spreadsheet would calculate, or would take for our apostrophe."""
    return f"'{cell}" if _is_risky(cell) else cell


def unguarded(cell: str) -> str:
    """Take the apostrophe of an export away again."""
    return cell[1:] if cell.startswith("'") and _is_risky(cell[1:]) else cell


def _is_risky(cell: str) -> bool:
    return _FORMULA.match(cell) is not None or cell.startswith("'") or _BEFORE.match(cell) is not None
