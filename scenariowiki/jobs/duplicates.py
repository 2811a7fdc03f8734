"""Looks for duplicates in the background: around what was saved here, over what was imported in a child."""

import datetime as dt
import os
import sys
from collections.abc import Sequence
from contextlib import suppress

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from scenariowiki.accounts import queries as people
from scenariowiki.accounts.rules.names import SYSTEM
from scenariowiki.curation.commands import ageing, detecting
from scenariowiki.curation.commands.detecting import DUPLICATES, SCAN
from scenariowiki.curation.queries.checking import broken_edges
from scenariowiki.jobs import children
from scenariowiki.kernel import outbox
from scenariowiki.kernel.outbox import OutboxRow
from scenariowiki.runtime import indexing
from scenariowiki.runtime.session import db, read, write

# Saves wait for the same process to be indexed: examine a few, then let it do that.
AT_ONCE = 10
BATCH = 500
NAMED = 10
# A scan is nobody's hurry: it yields to those who read and save.
NICE = 10
COMMAND = [sys.executable, "-m", "flask", "--app", "scenariowiki.app", "curation", "scan", "--quiet"]


def deliver(session: Session, rows: Sequence[OutboxRow], now: dt.datetime) -> None:
    """Examine scenarios by number, a few now and the others later; scan when nothing more comes in."""
    del now
    keys = {row.key: row.id for row in rows}
    scan = keys.pop(SCAN, None)
    numbers = sorted(map(int, keys))
    for no in numbers[:AT_ONCE]:
        _examine(no)
    if numbers[AT_ONCE:]:
        with write() as uow:
            later = [str(no) for no in numbers[AT_ONCE:]]
            outbox.enqueue_all(uow.session, DUPLICATES, later, at=uow.now)
    if scan is not None and not _is_followed(session, scan):
        start_scan()


def start_scan() -> None:
    """Scan in a child process, unless one is at it: the next one goes on from where it ended."""
    if not children.running(COMMAND):
        child = children.start(COMMAND)
        with suppress(OSError):  # it may have ended
            os.setpriority(os.PRIO_PROCESS, child.pid, NICE)


def scan_nightly() -> str:
    """Have scanned what no scan has seen yet; say how many scenarios that are."""
    count = detecting.count_unscanned(read())
    if count:
        start_scan()
    return str(count)


def age_queue() -> str:
    """Bring the order of the queue up to date: what waits gets more urgent (Q2)."""
    total, last = 0, 0
    while True:
        with write() as uow:
            count, last = ageing.age_items(uow, after=last, limit=BATCH)
        total += count
        if not last:
            return str(total)


def check_merges() -> str:
    """Look over every merge (M2); what is wrong fails the job, so `doctor` and the status page say so."""
    wrong = list(broken_edges(read()))
    if wrong:
        raise LookupError(f"{len(wrong)} not read as merged: {', '.join(wrong[:NAMED])}")
    return "ok"


def _examine(no: int) -> None:
    examination = detecting.prepare_examination(read(), indexing.reader(), no)
    by = people.find_actor(read(), SYSTEM)
    if examination and by is not None:
        with write() as uow:
            detecting.examine_scenario(uow, examination, by)
    db.session.rollback()


def _is_followed(session: Session, row_id: int) -> bool:
    later = select(OutboxRow.id).where(
        OutboxRow.kind == DUPLICATES, OutboxRow.key == SCAN, OutboxRow.id > row_id
    )
    return bool(session.scalar(select(exists(later))))
