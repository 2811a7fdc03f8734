"""Rows and all that hangs on them by foreign keys, found and deleted, whatever rooms come to be."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from sqlalchemy import Column, Table, delete, select
from sqlalchemy.orm import Session

from scenariowiki.kernel.db import APPEND_ONLY, Base, create_triggers, drop_triggers

AT_ONCE = 10_000  # rows that point at each other go in one statement
Doomed = dict[str, set[Any]]


def delete_with_all_that_hangs(session: Session, roots: Mapping[str, Collection[int]]) -> None:
    """Delete rows by table and id, and every row that points at one of them, whatever it is.

    Tables that refuse it do so again when this is done: what is made up may go, all else stays.
    """
    session.flush()
    doomed: Doomed = {name: set(ids) for name, ids in roots.items()}
    tables = [table for table in Base.metadata.sorted_tables if table.name != "account"]
    for table in tables:
        _find(session, table, doomed)
    refusing = sorted(APPEND_ONLY & set(doomed))
    drop_triggers(session.connection(), refusing)
    for table in tables:
        _let_go(session, table, doomed)
    for table in reversed(tables):
        _delete(session, table, doomed)
    create_triggers(session.connection(), refusing)
    session.expire_all()


def pointing_at(table_name: str) -> Iterator[Column[Any]]:
    """List every column of any table that points at a table."""
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if any(key.column.table.name == table_name for key in column.foreign_keys):
                yield column


def columns_called(names: Collection[str]) -> Iterator[Column[Any]]:
    """List every column of one of these names that points nowhere by a foreign key."""
    for table in Base.metadata.sorted_tables:
        yield from (one for one in table.columns if one.name in names and not one.foreign_keys)


def _find(session: Session, table: Table, doomed: Doomed) -> None:
    key = _key(table)
    if key is None:
        return
    for column, ids in _pointers(table, doomed):
        for some in _in_parts(ids):
            doomed.setdefault(table.name, set()).update(session.scalars(select(key).where(column.in_(some))))


def _let_go(session: Session, table: Table, doomed: Doomed) -> None:
    """Empty what points at doomed rows from rows of the same table that stay; merged ones part again."""
    key, ids = _key(table), doomed.get(table.name, set())
    own = [column for column in table.columns if column.nullable and _points_at(column, table.name)]
    if key is None or not ids:
        return
    for column in own:
        values: dict[str, Any] = {column.name: None}
        if column.name == "merged_into_id" and "pre_merge_state" in table.c:
            values |= {"state": table.c.pre_merge_state, "pre_merge_state": None, "canonical_id": key}
        session.execute(table.update().where(column.in_(ids), key.not_in(ids)).values(values))


def _delete(session: Session, table: Table, doomed: Doomed) -> None:
    key = _key(table)
    if key is not None:
        for some in _in_parts(doomed.get(table.name, set())):
            session.execute(delete(table).where(key.in_(some)))
        return
    for column, ids in _pointers(table, doomed):
        for some in _in_parts(ids):
            session.execute(delete(table).where(column.in_(some)))


def _pointers(table: Table, doomed: Doomed) -> Iterator[tuple[Column[Any], set[Any]]]:
    for column in table.columns:
        for other in list(doomed):
            if other != table.name and _points_at(column, other):
                yield column, set(doomed[other])


def _points_at(column: Column[Any], table_name: str) -> bool:
    return any(key.column.table.name == table_name for key in column.foreign_keys)


def _key(table: Table) -> Column[Any] | None:
    """Return the only column of a table's key, unless it points elsewhere."""
    columns = list(table.primary_key.columns)
    return columns[0] if len(columns) == 1 and not columns[0].foreign_keys else None


def _in_parts(ids: Collection[Any]) -> Iterator[list[Any]]:
    ordered = sorted(ids)
    for start in range(0, len(ordered), AT_ONCE):
        yield ordered[start : start + AT_ONCE]
