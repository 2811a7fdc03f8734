"""One row of a file, whatever its format."""

from dataclasses import dataclass
from typing import Any

CELL_MAX = 200_000
ROWS_MAX = 200_000


@dataclass(frozen=True, kw_only=True)
class Row:
    """One row: its number as a person counts it, from 1, and its values by column.

    JSON rows keep their types; `error` says why a row cannot be used at all.
    """

    number: int
    values: dict[str, Any]
    error: str = ""
