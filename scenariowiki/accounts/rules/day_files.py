"""A file of holidays and make-up workdays: a day, what it is, and perhaps its name, on each line."""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

from scenariowiki.kernel.errors import Invalid

BYTES_MAX = 100_000
_DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
HOLIDAY = frozenset(
    {
        *("holiday", "off", "休", "放假", "休息", "休息日", "节假日", "節假日", "假期", "假日"),
        *("法定节假日", "法定節假日", "法定假日", "公休"),
    }
)
WORKDAY = frozenset(
    {
        *("workday", "work", "班", "上班", "上班日", "补班", "補班", "补班日", "補班日", "工作日"),
        *("调休上班", "調休上班", "调休补班", "調休補班"),
    }
)
# Some mean the day off by it, some the day that is worked for it: guessing would move every due date.
AMBIGUOUS = frozenset({"调休", "調休", "调休日", "調休日"})


@dataclass(frozen=True, kw_only=True)
class Days:
    """Holidays and make-up workdays."""

    holidays: frozenset[dt.date] = frozenset()
    workdays: frozenset[dt.date] = frozenset()

    def replaced_by(self, other: "Days") -> "Days":
        """Return these with every year that the other tells of taken from the other."""
        years = {day.year for day in other.holidays | other.workdays}
        return Days(
            holidays=frozenset(day for day in self.holidays if day.year not in years) | other.holidays,
            workdays=frozenset(day for day in self.workdays if day.year not in years) | other.workdays,
        )


def read_days(content: bytes) -> Days:
    """Read a file of days, in UTF-8 or GB 18030; a first line of titles is passed over.

    Raises Invalid for the field `days`: `no_days`, `file_too_large`, `unknown_encoding`, `bad_day_line`
    with the number of the line, or `ambiguous_day_line` with the word as well.
    """
    if len(content) > BYTES_MAX:
        raise Invalid(fields={"days": "file_too_large"})
    found: dict[str, set[dt.date]] = {"holidays": set(), "workdays": set()}
    for number, cells in _lines(_decoded(content)):
        day, kind = _day(cells[0]), _kind(cells)
        if day is not None and kind is not None:
            found[kind].add(day)
        elif day is not None and len(cells) > 1 and cells[1] in AMBIGUOUS:
            raise Invalid(fields={"days": "ambiguous_day_line"}, line=number, word=cells[1])
        elif number > 1 or day is not None:
            raise Invalid(fields={"days": "bad_day_line"}, line=number)
    if not found["holidays"] and not found["workdays"]:
        raise Invalid(fields={"days": "no_days"})
    if found["holidays"] & found["workdays"]:
        raise Invalid(fields={"days": "day_twice"})
    return Days(holidays=frozenset(found["holidays"]), workdays=frozenset(found["workdays"]))


def _decoded(content: bytes) -> str:
    for name in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(name)
        except UnicodeDecodeError:
            continue
    raise Invalid(fields={"days": "unknown_encoding"})


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    for number, line in enumerate(text.splitlines(), start=1):
        cells = [cell.strip() for cell in re.split(r"[,;\t，；]", line)]
        if any(cells):
            yield number, [cell.strip('"') for cell in cells]


def _day(cell: str) -> dt.date | None:
    match = _DAY.fullmatch(cell)
    try:
        return dt.date(*map(int, match.groups())) if match else None
    except ValueError:
        return None


def _kind(cells: list[str]) -> str | None:
    word = cells[1].lower() if len(cells) > 1 else ""
    if word in HOLIDAY:
        return "holidays"
    return "workdays" if word in WORKDAY else None
