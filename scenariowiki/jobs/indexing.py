"""Brings scenarios into the search index as the outbox tells; makes an index anew that cannot be used."""

import datetime as dt
import logging
from collections.abc import Sequence

from sqlalchemy.orm import Session

from scenariowiki.kernel.outbox import OutboxRow
from scenariowiki.runtime import indexing
from scenariowiki.runtime.session import read
from scenariowiki.scenarios import documents
from scenariowiki.search.index import IndexDamaged, IndexMissing, IndexOutdated

LOG = logging.getLogger(__name__)


def deliver(session: Session, rows: Sequence[OutboxRow], now: dt.datetime) -> None:
    """Index the scenarios whose numbers are the rows' keys, in one commit; an unusable index is rebuilt."""
    del now
    numbers = sorted({int(row.key) for row in rows})
    found = documents.build(session, numbers)
    gone = set(numbers) - {document.id for document in found}
    try:
        indexing.writer().apply(found, gone, max(row.id for row in rows))
    except (IndexMissing, IndexDamaged, IndexOutdated) as fault:
        _rebuild(session, type(fault).__name__)


def heal(*, thoroughly: bool) -> bool:
    """Rebuild the index when it cannot be read, thoroughly: when it cannot be loaded again; tell whether."""
    opened = indexing.fresh_reader() if thoroughly else indexing.reader()
    fault = opened.health().fault
    if fault is None:
        return False
    _rebuild(read(), fault)
    return True


def _rebuild(session: Session, fault: str) -> None:
    LOG.warning("The index cannot be used (%s): making it anew.", fault)
    count = indexing.rebuild(session)
    LOG.warning("The index is made anew: %s scenarios.", count)
