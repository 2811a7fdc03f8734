"""The table that every benchmark prints: what, ours, the baseline of the same run, their ratio, the goal."""

import os
import platform
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

COLUMNS = ("what", "ours", "baseline", "ratio", "goal", "")


@dataclass(frozen=True, kw_only=True)
class Row:
    """One line; `met` is None where there is no goal to meet."""

    what: str
    ours: str
    baseline: str = ""
    ratio: float | None = None
    goal: str = ""
    met: bool | None = None


def row(  # noqa: PLR0913 - a line of a table
    what: str,
    ours: float,
    unit: str,
    *,
    at_most: float | None = None,
    at_least: float | None = None,
    beside: tuple[str, float] | None = None,
    more: str = "",
) -> Row:
    """Make a line whose goal is a number of its own; `beside` is the baseline's name and number."""
    met, goal = None, ""
    if at_most is not None:
        met, goal = ours <= at_most, f"<= {at_most:g} {unit}"
    if at_least is not None:
        met, goal = ours >= at_least, f">= {at_least:g} {unit}"
    return Row(
        what=what,
        ours=f"{_number(ours)} {unit}{more}",
        baseline=f"{beside[0]} {_number(beside[1])}" if beside else "",
        ratio=ours / beside[1] if beside and beside[1] else None,
        goal=goal,
        met=met,
    )


def against(  # noqa: PLR0913 - a line of a table
    what: str,
    ours: float,
    unit: str,
    beside: tuple[str, float],
    *,
    at_most: float | None = None,
    at_least: float | None = None,
    more: str = "",
) -> Row:
    """Make a line whose goal is the ratio to the baseline."""
    ratio = ours / beside[1] if beside[1] else 0.0
    met, goal = None, ""
    if at_most is not None:
        met, goal = ratio <= at_most, f"ratio <= {at_most:g}"
    if at_least is not None:
        met, goal = ratio >= at_least, f"ratio >= {at_least:g}"
    return Row(
        what=what,
        ours=f"{_number(ours)} {unit}{more}",
        baseline=f"{beside[0]} {_number(beside[1])}",
        ratio=ratio,
        goal=goal,
        met=met,
    )


def show(title: str, rows: Sequence[Row], say: Callable[[str], None] = print) -> None:
    """Print a table that Markdown reads as one, too."""
    cells = [COLUMNS, *(_cells(one) for one in rows)]
    widths = [max(_width(line[at]) for line in cells) for at in range(len(COLUMNS))]
    say(f"\n### {title}\n{machine()}\n")
    for number, line in enumerate(cells):
        say("| " + " | ".join(_pad(text, width) for text, width in zip(line, widths, strict=True)) + " |")
        if number == 0:
            say("|" + "|".join("-" * (width + 2) for width in widths) + "|")


def machine() -> str:
    """Name the machine and how busy it was."""
    load = os.getloadavg()[0]
    python = platform.python_version()
    return f"{_processor()}, {os.cpu_count()} cores, Python {python}, load {load:.1f} at the end"


def quantile(sorted_values: Sequence[float], share: float) -> float:
    """Return the value below which a share of them lies; 0 of none."""
    if not sorted_values:
        return 0.0
    return sorted_values[min(int(len(sorted_values) * share), len(sorted_values) - 1)]


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    names = (line.partition(":")[2].strip() for line in info.read_text().splitlines() if "model name" in line)
    return next(names, platform.machine()) if info.exists() else platform.machine()


def _cells(one: Row) -> tuple[str, ...]:
    ratio = "" if one.ratio is None else f"{one.ratio:.2f}"
    mark = {None: "", True: "met", False: "missed"}[one.met]
    return (one.what, one.ours, one.baseline, ratio, one.goal, mark)


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)


def _pad(text: str, width: int) -> str:
    return text + " " * (width - _width(text))
