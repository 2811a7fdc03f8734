"""Exports: what one may read, as documents or rows, a batch at a time, in the format asked for."""

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import StrEnum, auto
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from scenariowiki.accounts.rules import Actor
from scenariowiki.exchange import flat, markdown, workbooks
from scenariowiki.exchange.cells import guarded
from scenariowiki.exchange.events import ScenariosExported
from scenariowiki.exchange.flat import Layout
from scenariowiki.exchange.reports import Problem
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.scenarios import policy, queries
from scenariowiki.scenarios.models import Scenario
from scenariowiki.scenarios.queries import full, succession
from scenariowiki.scenarios.queries.full import Document
from scenariowiki.scenarios.rules.states import INDEXED

BATCH = 200


class Format(StrEnum):
    """The formats of an export; all but Markdown come back in."""

    XLSX = auto()
    CSV = auto()
    JSON = auto()
    JSONL = auto()
    MARKDOWN = auto()


MEDIA_TYPES = {
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.CSV: "text/csv; charset=utf-8",
    Format.JSON: "application/json",
    Format.JSONL: "application/jsonl",
    Format.MARKDOWN: "text/markdown; charset=utf-8",
}
ENDINGS = {
    Format.XLSX: ".xlsx",
    Format.CSV: ".csv",
    Format.JSON: ".json",
    Format.JSONL: ".jsonl",
    Format.MARKDOWN: ".md",
}


def record_export(uow: UnitOfWork, actor: Actor, count: int, kind: Format, *, filtered: bool) -> None:
    """Note who takes how much out; records ScenariosExported, raises Forbidden."""
    policy.require(policy.may_export(actor))
    uow.record(ScenariosExported(count=count, format=kind, filtered=filtered), by=actor)


def all_numbers(session: Session, actor: Actor) -> list[int]:
    """List what there is to take out: everything readable but drafts and what was rejected."""
    chosen = select(Scenario.no).where(Scenario.state.in_(INDEXED), queries.visible_to(actor))
    return list(session.scalars(chosen.order_by(Scenario.no)))


def documents(
    read: Callable[[], Session], actor: Actor, numbers: Sequence[int], instance_id: str
) -> Iterator[Document]:
    """Give the documents of some numbers, a batch at a time; each names the instance it comes from."""
    for start in range(0, len(numbers), BATCH):
        some = numbers[start : start + BATCH]
        successors = succession.successors_of(read(), actor, some)
        for document in full.documents(read(), actor, some):
            own_id = f"{instance_id}:{document['no']}"
            next_one = successors.get(document["no"])
            yield {
                **document,
                "external_id": document["external_id"] or own_id,
                "successor": next_one and (next_one.external_id or f"{instance_id}:{next_one.no}"),
                "instance": instance_id,
            }


def encode(found: Iterable[Document], kind: Format, layout: Layout) -> Iterator[bytes]:
    """Write documents in a format, piece by piece."""
    if kind is Format.XLSX:
        return workbooks.write(layout.heading(), flat.rows(found, layout))
    writers: dict[Format, Callable[[], Iterator[str]]] = {
        Format.CSV: lambda: _csv(layout.heading(), flat.rows(found, layout)),
        Format.JSON: lambda: _json(found),
        Format.JSONL: lambda: (_dumped(document) + "\n" for document in found),
        Format.MARKDOWN: lambda: markdown.write(found, layout),
    }
    return (piece.encode("utf-8", "surrogatepass") for piece in writers[kind]())


def problems_as_csv(
    problems: Iterable[Problem], say: Callable[[Problem], str], heading: Sequence[str]
) -> str:
    """Write the bad rows of an import as a file, in words."""
    rows = ([str(one.row), one.column, one.value, say(one)] for one in problems)
    return "".join(_csv(heading, rows))


def _csv(heading: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Write CSV as spreadsheets like it: with a mark of its encoding, every cell quoted and guarded."""
    yield "\ufeff" + _line(heading)
    for cells in rows:
        yield _line(cells)


def _line(cells: Sequence[str]) -> str:
    line = io.StringIO()
    csv.writer(line, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerow(map(guarded, cells))
    return line.getvalue()


def _json(found: Iterable[Document]) -> Iterator[str]:
    before = "[\n"
    for document in found:
        yield before + _dumped(document)
        before = ",\n"
    yield "\n]\n" if before != "[\n" else "[]\n"


def _dumped(document: Any) -> str:
    return json.dumps(document, ensure_ascii=False)
