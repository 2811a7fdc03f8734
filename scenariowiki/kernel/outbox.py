"""Work for the world outside the database, written in the transaction that causes it."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Index, case, delete, func, insert, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from scenariowiki.kernel.db import Base, Pk

MOST_AT_ONCE = 1_000
RETRY_SECONDS = (1, 5, 30, 120, 600)


class OutboxRow(Base):
    __tablename__ = "outbox"
    __table_args__ = (
        Index("ix_outbox_open", "kind", "not_before", "id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[Pk]
    kind: Mapped[str]
    key: Mapped[str]
    payload: Mapped[dict[str, Any]]
    created_at: Mapped[dt.datetime]
    not_before: Mapped[dt.datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    error: Mapped[str | None]


_table: Any = OutboxRow.__table__
_ADD = insert(_table).returning(_table.c.id)


def enqueue(
    session: Session,
    kind: str,
    key: str,
    payload: dict[str, Any],
    *,
    at: dt.datetime,
    not_before: dt.datetime | None = None,
) -> OutboxRow:
    """Add one piece of work; it is flushed at once so that its id is known."""
    row = OutboxRow(
        kind=kind, key=key, payload=payload, created_at=at, not_before=not_before or at, attempts=0
    )
    session.add(row)
    session.flush()
    return row


def enqueue_all(
    session: Session,
    kind: str,
    keys: Sequence[str],
    *,
    at: dt.datetime,
    not_before: dt.datetime | None = None,
) -> int | None:
    """Add a piece of work for every key at once; return the last one's id."""
    due_at = not_before or at
    rows = [
        {"kind": kind, "key": key, "payload": {}, "created_at": at, "not_before": due_at, "attempts": 0}
        for key in keys
    ]
    # By the connection: whoever enqueues has nothing to flush for it, and every save comes by twice.
    return max(session.connection().execute(_ADD, rows).scalars(), default=None) if rows else None


def due(session: Session, kind: str, *, now: dt.datetime, limit: int) -> Sequence[OutboxRow]:
    """List the oldest work that may be done now."""
    return session.scalars(
        select(OutboxRow)
        .where(OutboxRow.kind == kind, OutboxRow.not_before <= now)
        .order_by(OutboxRow.id)
        .limit(limit)
    ).all()


def waiting(session: Session, kind: str) -> Sequence[int]:
    """List the ids of all open work of a kind, whether due or not."""
    return session.scalars(select(OutboxRow.id).where(OutboxRow.kind == kind)).all()


def count_keys(session: Session, kind: str) -> int:
    """Count the different keys of all open work of a kind."""
    keys = select(func.count(OutboxRow.key.distinct())).where(OutboxRow.kind == kind)
    return session.scalar(keys) or 0


def done(session: Session, ids: Sequence[int]) -> None:
    """Forget delivered work."""
    for start in range(0, len(ids), MOST_AT_ONCE):
        some = ids[start : start + MOST_AT_ONCE]
        session.execute(delete(OutboxRow).where(OutboxRow.id.in_(some)))


def settle(session: Session, row: OutboxRow, *, until: dt.datetime | None = None) -> None:
    """Forget a piece of work and all that was asked of the same key before it, unless it is due later.

    Later is after the row is, or after `until` where its work is put off till then.
    """
    same = (OutboxRow.kind == row.kind, OutboxRow.key == row.key, OutboxRow.id <= row.id)
    session.execute(delete(OutboxRow).where(*same, OutboxRow.not_before <= (until or row.not_before)))


def failed(session: Session, rows: Sequence[OutboxRow], error: str, *, now: dt.datetime) -> None:
    """Keep the error on its rows and try again later, ever more slowly."""
    for row in rows:
        wait = RETRY_SECONDS[min(row.attempts, len(RETRY_SECONDS) - 1)]
        session.execute(
            update(OutboxRow)
            .where(OutboxRow.id == row.id)
            .values(
                attempts=OutboxRow.attempts + 1,
                error=error[:500],
                not_before=now + dt.timedelta(seconds=wait),
            )
        )


def is_open(session: Session, row_id: int) -> bool:
    """Tell whether a piece of work still waits: how a searcher knows whether the index holds their save."""
    return session.scalar(select(OutboxRow.id).where(OutboxRow.id == row_id)) is not None


def backlog(session: Session, *, now: dt.datetime) -> dict[str, tuple[int, dt.datetime | None, int]]:
    """Count open work by kind: (rows, since when the oldest is due, rows that failed at least once)."""
    failing = OutboxRow.attempts > 0
    # What was put off to a later time is not late before it; what failed is late since it was asked for.
    since = func.min(case((failing, OutboxRow.created_at), else_=OutboxRow.not_before))
    rows = session.execute(
        select(
            OutboxRow.kind,
            func.count(),
            since.filter(failing | (OutboxRow.not_before <= now)),
            func.count().filter(failing),
        ).group_by(OutboxRow.kind)
    )
    return {kind: (count, oldest, bad) for kind, count, oldest, bad in rows}
