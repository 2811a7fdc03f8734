"""The first look at a file: its columns with sample values, and pinyin glued to characters in them."""

from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Any

from scenariowiki.exchange.rows import Row
from scenariowiki.exchange.rules import author_key
from scenariowiki.exchange.tables import Table
from scenariowiki.exchange.values import clean_name, shown
from scenariowiki.text import glued
from scenariowiki.text.glued import Span

ROWS_LOOKED_AT = 500
SAMPLES = 3
AROUND = 12
AUTHORS = 50


def look_at(table: Table, guessed: Mapping[str, str]) -> dict[str, Any]:
    """Return what a person needs to choose columns by.

    That is `columns`, `samples` of each, `pinyin` found, and `authors` named in the column that is guessed to
    hold them.
    """
    rows = [row for row in islice(table.rows(), ROWS_LOOKED_AT) if not row.error]
    return {
        "kind": table.kind,
        "columns": list(table.columns),
        "samples": [_samples(rows, column) for column in table.columns],
        "pinyin": _pinyin(rows),
        "authors": _authors(rows, [column for column, meant in guessed.items() if meant == "author"]),
    }


def _samples(rows: Iterable[Row], column: str) -> list[str]:
    values = (row.values.get(column) for row in rows)
    return [
        shown(value) for value in islice((one for one in values if one not in (None, "", [], {})), SAMPLES)
    ]


def _authors(rows: Iterable[Row], columns: Iterable[str]) -> list[str]:
    told = [row.values.get(column) for column in columns for row in rows]
    named = {author_key(one): clean_name(one.strip()) for one in told if isinstance(one, str) and one.strip()}
    return list(named.values())[:AUTHORS]


def _pinyin(rows: Iterable[Row]) -> dict[str, Any]:
    count = 0
    samples: list[list[str]] = []
    for text in (one for row in rows for one in row.values.values() if isinstance(one, str)):
        spans = glued.find_glued(text)
        count += len(spans)
        for span in spans[: SAMPLES - len(samples)]:
            before = _around(text, span, spans)
            samples.append([shown(before), shown(glued.strip_glued(before))])
    return {"count": count, "samples": samples}


def _around(text: str, span: Span, spans: Iterable[Span]) -> str:
    """Cut a span with its surroundings out of a text, and no other span in two."""
    start, end = max(0, span.start - AROUND), span.end + AROUND
    for other in spans:
        if other.start <= start < other.end:
            start = other.end
        if other.start < end < other.end:
            end = other.start
    return text[start:end]
