"""Charts as plain numbers that templates draw as SVG: no script, no inline style, a table beside them."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 400, 150
LEFT, RIGHT, TOP, BOTTOM = 34, 12, 18, 22
STEPS = (1, 2, 5, 10)


@dataclass(frozen=True, kw_only=True)
class Mark:
    """A value on the line, or a word on an axis."""

    x: float
    y: float
    text: str
    anchor: str = "middle"


@dataclass(frozen=True, kw_only=True)
class LineChart:
    """A line with the area below it, the lines of its grid, and words along both axes."""

    width: int
    height: int
    line: str
    area: str
    grid: tuple[Mark, ...]
    marks: tuple[Mark, ...]
    words: tuple[Mark, ...]
    left: int = LEFT
    right: int = WIDTH - RIGHT


@dataclass(frozen=True, kw_only=True)
class Spark:
    """A line without axes, as small as a word, with its last point."""

    width: int
    height: int
    line: str
    x: float
    y: float


def spark(values: Sequence[int]) -> Spark:
    """Draw a row of values in a line's height, the oldest at the left."""
    width, height, edge = 160, 48, 5
    across, top = (width - 2 * edge) / max(len(values) - 1, 1), max(*values, 1)
    points = [
        (round(edge + at * across, 1), round(height - edge - (height - 2 * edge) * value / top, 1))
        for at, value in enumerate(values)
    ]
    x, y = points[-1]
    return Spark(width=width, height=height, line=" ".join(f"{x},{y}" for x, y in points), x=x, y=y)


def line_chart(values: Sequence[int], words: Sequence[str]) -> LineChart:
    """Lay a row of values out, the oldest at the left; every other word stands below, and the last one."""
    step = _step(max(values, default=0))
    top = max(step * -(-max(values, default=0) // step), step)
    floor = HEIGHT - BOTTOM
    across = (WIDTH - LEFT - RIGHT) / max(len(values) - 1, 1)
    marks = tuple(
        Mark(x=round(LEFT + at * across, 1), y=_height(value, top), text=str(value))
        for at, value in enumerate(values)
    )
    line = " ".join(f"{mark.x},{mark.y}" for mark in marks)
    return LineChart(
        width=WIDTH,
        height=HEIGHT,
        line=line,
        area=f"{marks[0].x},{floor} {line} {marks[-1].x},{floor}" if marks else "",
        grid=tuple(
            Mark(x=LEFT - 6, y=_height(value, top), text=str(value), anchor="end")
            for value in range(0, top + 1, step)
        ),
        marks=marks,
        words=_words(marks, words),
    )


def _words(marks: Sequence[Mark], words: Sequence[str]) -> tuple[Mark, ...]:
    last = len(marks) - 1
    return tuple(
        Mark(x=mark.x, y=HEIGHT - 5, text=word, anchor="end" if at == last else "middle")
        for at, (mark, word) in enumerate(zip(marks, words, strict=True))
        if (last - at) % 2 == 0
    )


def _height(value: int, top: int) -> float:
    return round(HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP) * value / top, 1)


def _step(highest: int) -> int:
    """Choose the distance of the grid's lines: 1, 2 or 5 with noughts, four lines at most."""
    size = 1
    while True:
        for step in STEPS:
            if step * size * 4 >= highest:
                return step * size
        size *= 10
