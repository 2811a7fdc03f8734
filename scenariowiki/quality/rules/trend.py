"""How the content does against the list: shares with both their numbers, of no person and no small group."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from typing import TypeVar

from scenariowiki.quality.rules.checklist import Answer

# A share is shown from so many reviews on, and only where they are of more than one author's scenarios:
# it would be a number about a person otherwise.
SHOWN_FROM = 5
AUTHORS_FROM = 2
MONTHS = 12
Row = TypeVar("Row")
Key = TypeVar("Key")


@dataclass(frozen=True, kw_only=True)
class Judged:
    """One review as the trend counts it; `weights` are those of the version it was judged by."""

    review_id: int
    month: dt.date
    category_id: int
    author_id: int
    answers: Mapping[str, str]
    weights: Mapping[str, int]


@dataclass(frozen=True, kw_only=True)
class Share:
    """`met` of `asked` answers, those that did not apply left out; `weighed` and `weight` count by weight.

    `rests_on` are the reviews it counts, each with the author of what was looked at.
    """

    rests_on: frozenset[tuple[int, int]]
    met: int
    asked: int
    weighed: int = 0
    weight: int = 0
    is_shown: bool = True

    @property
    def reviews(self) -> int:
        """Return how many reviews it counts."""
        return len(self.rests_on)

    @property
    def is_hidden(self) -> bool:
        """Tell whether there is something that is not shown."""
        return bool(self.reviews) and not self.is_shown

    @property
    def percent(self) -> int | None:
        """Return the share in percent, None where it is hidden or nothing was asked."""
        return round(100 * self.met / self.asked) if self.is_shown and self.asked else None

    @property
    def weighted_percent(self) -> int | None:
        """Return the share by weight in percent, None where it is hidden or nothing was asked."""
        return round(100 * self.weighed / self.weight) if self.is_shown and self.weight else None


Cells = Mapping[tuple[Row, str | None], Share]


def share_of(judged: Iterable[Judged], key: str | None = None) -> Share:
    """Return the share of one criterion, or of all, hidden where it rests on too little."""
    counted = [(one, asked) for one in judged if (asked := _asked(one, key))]
    answers = [answer for _one, asked in counted for answer in asked]
    rests_on = frozenset((one.review_id, one.author_id) for one, _asked in counted)
    return Share(
        rests_on=rests_on,
        met=sum(met for met, _weight in answers),
        asked=len(answers),
        weighed=sum(weight for met, weight in answers if met),
        weight=sum(weight for _met, weight in answers),
        is_shown=_is_enough(rests_on),
    )


def _is_enough(rests_on: AbstractSet[tuple[int, int]]) -> bool:
    return len(rests_on) >= SHOWN_FROM and len({author for _id, author in rests_on}) >= AUTHORS_FROM


def _asked(one: Judged, key: str | None) -> list[tuple[bool, int]]:
    """List the answers of a review that count, each with its weight."""
    if key is not None and key not in one.answers:
        return []
    answers = one.answers.items() if key is None else ((key, one.answers[key]),)
    return [
        (answer == Answer.YES, one.weights.get(name, 1))
        for name, answer in answers
        if answer != Answer.NOT_APPLICABLE
    ]


def months_until(last: dt.date, count: int = MONTHS) -> list[dt.date]:
    """List the first days of months, the oldest first, up to the month of a day."""
    at = last.year * 12 + last.month - 1
    return [dt.date(one // 12, one % 12 + 1, 1) for one in range(at - count + 1, at + 1)]


def by_criterion(judged: Sequence[Judged], keys: Iterable[str]) -> dict[str, Share]:
    """Return the share of every criterion in the order of the list."""
    shares = {key: share_of(judged, key) for key in keys}
    while (key := _next_hidden(shares)) is not None:
        shares[key] = replace(shares[key], is_shown=False)
    return shares


def table_of(
    judged: Sequence[Judged],
    rows: Iterable[Row],
    row_of: Callable[[Judged], Row],
    criteria: Mapping[str, Share],
) -> Cells[Row]:
    """Return the share of every row, a month or a category, by criterion and of all of them (None).

    What is hidden does not follow from the rest: not from other rows and the whole, not from other criteria.
    """
    own: dict[Row, list[Judged]] = {row: [] for row in rows}
    for one in judged:
        own[row_of(one)].append(one)
    cells = {(row, key): share_of(its, key) for row, its in own.items() for key in (None, *criteria)}
    gone = [at for at in cells if at[1] is not None and not criteria[at[1]].is_shown]
    while True:
        cells.update({at: replace(cells[at], is_shown=False) for at in gone})
        gone = _next_gone(cells, tuple(own), tuple(criteria))
        if not gone:
            return cells


def row_of(cells: Cells[Row], wanted: Row) -> tuple[dict[str, Share], Share]:
    """Return one row of a table by criterion, in the order of the list, and of all of them."""
    own = {key: share for (row, key), share in cells.items() if row == wanted and key is not None}
    return own, cells[wanted, None]


def _next_gone(cells: Cells[Row], rows: Sequence[Row], keys: Sequence[str]) -> list[tuple[Row, str | None]]:
    """List what is to be hidden next; empty when nothing follows from anything."""
    for row in rows:
        its: dict[tuple[Row, str | None], Share] = {(row, key): cells[row, key] for key in keys}
        if not cells[row, None].is_shown:
            if shown := [at for at, share in its.items() if share.is_shown]:
                return shown
        elif (at := _next_hidden(its)) is not None:
            return [at]
    lines = ({(row, key): cells[row, key] for row in rows} for key in (None, *keys))
    return [at for line in lines if (at := _next_hidden(line)) is not None][:1]


def _next_hidden(line: Mapping[Key, Share]) -> Key | None:
    """Return the smallest shown one, where a total tells of the hidden ones: of one, or of too few."""
    hidden = [share.rests_on for share in line.values() if share.is_hidden]
    shown = [key for key, share in line.items() if share.is_shown]
    if not hidden or not shown or (len(hidden) > 1 and _is_enough(frozenset().union(*hidden))):
        return None
    return min(shown, key=lambda key: line[key].reviews)
