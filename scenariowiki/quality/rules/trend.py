"""How the content does against the list: shares with both their numbers, of no person and no small group."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from scenariowiki.quality.rules.checklist import Answer

# A share is shown from so many reviews on, and only where they are of more than one author's scenarios:
# it would be a number about a person otherwise.
SHOWN_FROM = 5
AUTHORS_FROM = 2
MONTHS = 12
Key = TypeVar("Key")


@dataclass(frozen=True, kw_only=True)
class Judged:
    """One review as the trend counts it; `weights` are those of the version it was judged by."""

    month: dt.date
    category_id: int
    author_id: int
    answers: Mapping[str, str]
    weights: Mapping[str, int]


@dataclass(frozen=True, kw_only=True)
class Share:
    """`met` of `asked` answers, those that did not apply left out; `weighed` and `weight` count by weight."""

    reviews: int
    met: int
    asked: int
    weighed: int = 0
    weight: int = 0
    is_shown: bool = True

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


def share_of(judged: Iterable[Judged], key: str | None = None) -> Share:
    """Return the share of one criterion, or of all, hidden where it rests on too little."""
    counted = [(one, asked) for one in judged if (asked := _asked(one, key))]
    answers = [answer for _one, asked in counted for answer in asked]
    authors = {one.author_id for one, _asked in counted}
    return Share(
        reviews=len(counted),
        met=sum(met for met, _weight in answers),
        asked=len(answers),
        weighed=sum(weight for met, weight in answers if met),
        weight=sum(weight for _met, weight in answers),
        is_shown=len(counted) >= SHOWN_FROM and len(authors) >= AUTHORS_FROM,
    )


def _asked(one: Judged, key: str | None) -> list[tuple[bool, int]]:
    """List the answers of a review that count, each with its weight."""
    return [
        (answer == Answer.YES, one.weights.get(name, 1))
        for name, answer in one.answers.items()
        if key in (None, name) and answer != Answer.NOT_APPLICABLE
    ]


def months_until(last: dt.date, count: int = MONTHS) -> list[dt.date]:
    """List the first days of months, the oldest first, up to the month of a day."""
    at = last.year * 12 + last.month - 1
    return [dt.date(one // 12, one % 12 + 1, 1) for one in range(at - count + 1, at + 1)]


def by_month(judged: Sequence[Judged], months: Sequence[dt.date]) -> list[tuple[dt.date, Share]]:
    """Return the share of every month, the oldest first."""
    return _apart([(month, share_of([one for one in judged if one.month == month])) for month in months])


def by_criterion(judged: Sequence[Judged], keys: Iterable[str]) -> list[tuple[str, Share]]:
    """Return the share of every criterion in the order of the list."""
    return _apart([(key, share_of(judged, key)) for key in keys])


def by_category(judged: Sequence[Judged]) -> list[tuple[int, Share]]:
    """Return the share of every top category that was reviewed, by id."""
    ids = sorted({one.category_id for one in judged})
    return _apart([(id_, share_of([one for one in judged if one.category_id == id_])) for id_ in ids])


def _apart(rows: list[tuple[Key, Share]]) -> list[tuple[Key, Share]]:
    """Hide the smallest row beside a single hidden one, which would follow from the total otherwise."""
    hidden = [share for _key, share in rows if share.is_hidden]
    shown = [share for _key, share in rows if share.is_shown]
    if len(hidden) != 1 or not shown:
        return rows
    next_one = min(shown, key=lambda share: share.reviews)
    return [(key, replace(share, is_shown=share.is_shown and share is not next_one)) for key, share in rows]
