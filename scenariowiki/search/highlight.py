"""Marks in a text, and in fragments of it, what a query asked for.

Hits are found on the folded text; folding keeps every offset, so the marks are set on the original.
"""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from markupsafe import Markup, escape

from scenariowiki.search.grammar import Query, wanted
from scenariowiki.text.chinese import fold, words

_LEAD = 20
_MAX_HITS = 500


class Piece(NamedTuple):
    """A stretch of plain text, and whether the query asked for it."""

    is_hit: bool
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Fragment:
    """A stretch of a longer text; `before` and `after` say that the text goes on there."""

    pieces: tuple[Piece, ...]
    before: bool
    after: bool


class _Span(NamedTuple):
    start: int
    end: int


def mark(text: str, query: Query) -> tuple[Piece, ...]:
    """Cut a text into pieces that are hits and pieces that are not; joined they are the text again."""
    return _cut(text, _Span(0, len(text)), _hits(text, query))


def fragments(text: str, query: Query, *, length: int = 120, count: int = 2) -> list[Fragment]:
    """Choose the stretches with most different hits, in the text's order; its beginning when nothing hits."""
    hits = _hits(text, query)
    spans = _windows(text, hits, length, count) or [_Span(0, _settle(text, length, length))]
    return [
        Fragment(pieces=_cut(text, span, hits), before=span.start > 0, after=span.end < len(text))
        for span in spans
    ]


def to_html(pieces: Sequence[Piece]) -> Markup:
    """Escape every piece, then wrap the hits in `mark`; the text's own markup never comes alive."""
    return Markup().join(
        Markup("<mark>{}</mark>").format(piece.text) if piece.is_hit else escape(piece.text)
        for piece in pieces
    )


def _hits(text: str, query: Query) -> list[_Span]:
    pattern = _pattern(query)
    if pattern is None:
        return []
    found: list[_Span] = []
    for match in pattern.finditer(fold(text)):
        if found and found[-1].end == match.start():
            found[-1] = _Span(found[-1].start, match.end())
        else:
            found.append(_Span(*match.span()))
    return found


@lru_cache(maxsize=256)
def _pattern(query: Query) -> re.Pattern[str] | None:
    needles = sorted({*_needles(query)}, key=len, reverse=True)
    return re.compile("|".join(map(_bounded, needles))) if needles else None


def _needles(query: Query) -> Iterator[str]:
    """Give each text as typed and, since a field may hold only a part of it, its words of two or more."""
    for text in wanted(query.root):
        yield fold(text.text).strip()
        yield from (token.text for token in words(text.text) if len(token.text) > 1)


def _bounded(needle: str) -> str:
    """Match Latin words and numbers whole, so that `late` is not marked inside `related`."""
    before = r"(?<![a-z0-9])" if _is_latin(needle[0]) else ""
    after = r"(?![a-z0-9])" if _is_latin(needle[-1]) else ""
    return f"{before}{re.escape(needle)}{after}"


def _is_latin(sign: str) -> bool:
    return sign.isascii() and sign.isalnum()


def _windows(text: str, hits: Sequence[_Span], length: int, count: int) -> list[_Span]:
    """Take the window with most different hits, then the best of those that do not touch it."""
    starts = [hit.start for hit in hits[:_MAX_HITS]]
    worth = [_worth(text, hits, starts, at, length) for at in range(len(starts))]
    chosen: list[_Span] = []
    for at in sorted(range(len(starts)), key=lambda at: (-worth[at], at)):
        span = _around(text, starts[at], length)
        if all(span.end <= other.start or other.end <= span.start for other in chosen):
            chosen.append(span)
        if len(chosen) == count:
            break
    return sorted(chosen)


def _worth(text: str, hits: Sequence[_Span], starts: Sequence[int], at: int, length: int) -> int:
    end = bisect_left(starts, starts[at] + length - _LEAD)
    return len({fold(text[hit.start : hit.end]) for hit in hits[at : min(end, at + 20)]})


def _around(text: str, start: int, length: int) -> _Span:
    first = _settle(text, max(0, start - _LEAD), _LEAD) if start > _LEAD else 0
    first = min(first, start)
    return _Span(first, max(_settle(text, first + length, _LEAD), start + 1))


def _settle(text: str, at: int, reach: int) -> int:
    """Move a cut back, at most `reach`, to where no word, number or composed character is split."""
    if at >= len(text):
        return len(text)
    for place in range(at, max(0, at - reach), -1):
        if not _splits(text[place - 1], text[place]):
            return place
    return at


def _splits(left: str, right: str) -> bool:
    if _is_latin(left) and _is_latin(right):
        return True
    return unicodedata.category(right)[0] == "M" or "\u200d" in {left, right}


def _cut(text: str, span: _Span, hits: Sequence[_Span]) -> tuple[Piece, ...]:
    pieces: list[Piece] = []
    at = span.start
    for hit in hits[bisect_left(hits, (span.start, 0)) :]:
        if hit.start >= span.end:
            break
        pieces.append(Piece(is_hit=False, text=text[at : hit.start]))
        at = min(hit.end, span.end)
        pieces.append(Piece(is_hit=True, text=text[hit.start : at]))
    pieces.append(Piece(is_hit=False, text=text[at : span.end]))
    return tuple(piece for piece in pieces if piece.text)
