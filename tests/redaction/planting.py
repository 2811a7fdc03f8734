"""A text planted in every place that holds what people wrote, and a look through the whole database."""

import datetime as dt
import json
import uuid
from collections.abc import Iterator
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    Float,
    Integer,
    String,
    Table,
    Uuid,
    insert,
    select,
    update,
)

from scenariowiki.kernel.db import APPEND_ONLY, Base
from scenariowiki.redaction.queries import group_of
from scenariowiki.redaction.queries.finding import table_of
from scenariowiki.redaction.queries.places import PLACES, Place
from scenariowiki.runtime.session import read, write
from tests import personas
from tests.scenarios.writing import scenario, solutions_of

NOW = dt.datetime(2026, 11, 4, 4, 0, tzinfo=dt.UTC)
SECRET = "王小二13800138000"
# Written by commands, and looked at by tests of their own.
WRITTEN = {"revision", "scenario", "tag"}
SHAPES: dict[str, Any] = {
    "decision": {"note": SECRET, "fields": {"title": {"choice": "edited", "value": [SECRET]}}},
    "facts": {"note": SECRET, "reasons": ["unused"]},
    "settings": {"samples": [[SECRET]], "chosen": {"authors": {f"工号 {SECRET}": 2}}},
    "errors": [{"row": 1, "column": "标题", "code": "too_long", "value": SECRET, "facts": {}}],
    "text": {"title": SECRET, "steps": [f"找{SECRET}。"]},
}


def texts() -> Iterator[tuple[str, Column[Any]]]:
    """Walk the columns of all models that can hold words."""
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if isinstance(column.type, String | JSON) and not column.foreign_keys:
                yield f"{table.name}.{column.name}", column


def plant(no: int, beside: int) -> None:
    """Put the text into every text column of every place, in a row that belongs to a scenario."""
    for place in PLACES:
        if place.name not in WRITTEN:
            _plant(place, no, beside)


def holding(text: str = SECRET) -> list[str]:
    """List the columns of the whole database that hold a text."""
    found = []
    for name, column in texts():
        values = read().execute(select(column)).scalars()
        if any(text in json.dumps(value, ensure_ascii=False) for value in values):
            found.append(name)
    return found


def _plant(place: Place, no: int, beside: int) -> None:
    table = table_of(place)
    known = {"scenario": scenario(no).id, "solution": solutions_of(no)[0].id, "account": personas.ANN.id}
    values = {name: _shape(table.c[name]) for name in place.texts}
    with write() as uow:
        session = uow.session
        own = select(*table.primary_key)
        if place.about is not None:
            own = own.where(place.about(group_of(session, scenario(no))))
        row = session.execute(own).first() if table.name not in APPEND_ONLY else None
        if row is not None:
            same = [column == part for column, part in zip(table.primary_key, row, strict=True)]
            session.execute(update(table).where(*same).values(values))
            return
        special: dict[str, dict[str, Any]] = {
            "merge_op": {"kind": "scenario", "loser_id": known["scenario"], "winner_id": scenario(beside).id},
            "points_grant": {"proposed_by": personas.ZOE.id},
            "kudos": {"receiver_id": personas.ZOE.id},
            "tag_alias": {"tag_id": session.scalar(select(Base.metadata.tables["tag"].c.id))},
        }
        given = {**special.get(table.name, {}), **values}
        session.execute(insert(table).values(_filled(session, table, given, known)))


def _shape(column: Column[Any]) -> Any:
    if isinstance(column.type, JSON):
        return SHAPES.get(column.name, {"situation": SECRET})
    return f"说{SECRET}的。"


def _filled(session: Any, table: Table, given: dict[str, Any], known: dict[str, int]) -> dict[str, Any]:
    """Fill what has to be there: others of what it points at, or rows made for it."""
    values = dict(given)
    for column in table.columns:
        is_counted = column.primary_key and isinstance(column.type, Integer) and not column.foreign_keys
        if column.name in values or column.nullable or (is_counted and len(table.primary_key) == 1):
            continue
        if column.foreign_keys:
            values[column.name] = _target(session, column, known)
        else:
            values[column.name] = _anything(column)
    return values


def _target(session: Any, column: Column[Any], known: dict[str, int]) -> int:
    target = next(iter(column.foreign_keys)).column.table
    if target.name not in known:
        found = session.scalar(select(*target.primary_key).limit(1))
        if found is None:
            filled = _filled(session, target, {}, known)
            found = session.execute(insert(target).values(filled)).inserted_primary_key[0]
        known[target.name] = found
    return known[target.name]


def _anything(column: Column[Any]) -> Any:
    kinds: dict[type, Any] = {Boolean: False, Integer: 7, Float: 0.0, String: "x", Date: NOW.date()}
    if isinstance(column.type, JSON):
        return {}
    if isinstance(column.type, Uuid):
        return uuid.uuid4()
    return next((value for kind, value in kinds.items() if isinstance(column.type, kind)), NOW)
