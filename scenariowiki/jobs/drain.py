"""Drains the outbox: batches by kind, each key once, failures kept on their rows and tried again."""

import logging
from collections.abc import Callable, Collection, Mapping, Sequence

from flask import current_app
from sqlalchemy.exc import DBAPIError

from scenariowiki.kernel import clock, outbox
from scenariowiki.kernel.outbox import OutboxRow
from scenariowiki.runtime.session import db, read, write
from scenariowiki.search.index import IndexUnavailableError

LOG = logging.getLogger(__name__)
# Of a long backlog, as an import leaves, a commit takes so many: the fewer commits, the less is merged.
BATCH = 600
# What is no row's fault: trying the others one by one would only take longer.
EVERYBODYS_FAULT = (OSError, DBAPIError, IndexUnavailableError)

Deliver = Callable[..., None]


def drain_once(*, but: Collection[str] = (), only: str | None = None, limit: int = BATCH) -> int:
    """Deliver one batch of every kind but some, or of one; return how many rows were handled."""
    deliverers: Mapping[str, Deliver] = current_app.extensions["deliverers"]
    kinds = deliverers if only is None else {only} & set(deliverers)
    return sum(_drain(kind, deliverers[kind], limit) for kind in kinds if kind not in but)


def drain() -> int:
    """Deliver until nothing more is due."""
    total = 0
    while handled := drain_once():
        total += handled
    return total


def _drain(kind: str, deliver: Deliver, limit: int) -> int:
    rows = list(outbox.due(read(), kind, now=clock.now(), limit=limit))
    for row in rows:
        db.session.expunge(row)
    if rows:
        _deliver(deliver, rows)
    db.session.rollback()
    return len(rows)


def _deliver(deliver: Deliver, rows: Sequence[OutboxRow]) -> None:
    """Hand the newest row of each key over; split a batch that fails until the one at fault stands alone."""
    newest = {row.key: row for row in rows}
    try:
        deliver(read(), list(newest.values()), clock.now())
    except Exception as error:
        db.session.rollback()
        if len(newest) > 1 and not isinstance(error, EVERYBODYS_FAULT):
            for half in _halves(rows, list(newest)):
                _deliver(deliver, half)
            return
        LOG.exception("Could not deliver %s: %s", rows[0].kind, ", ".join(list(newest)[:10]))
        with write() as uow:
            outbox.failed(uow.session, rows, f"{type(error).__name__}: {error}", now=uow.now)
        return
    with write() as uow:
        outbox.done(uow.session, [row.id for row in rows])


def _halves(rows: Sequence[OutboxRow], keys: Sequence[str]) -> tuple[list[OutboxRow], list[OutboxRow]]:
    first = set(keys[: len(keys) // 2])
    return [row for row in rows if row.key in first], [row for row in rows if row.key not in first]
