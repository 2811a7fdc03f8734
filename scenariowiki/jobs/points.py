"""What points need from the background: improvements begun, awards ripened, idle ones voided, prizes paid."""

import logging
import os
import sys
import uuid
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from itertools import islice

from sqlalchemy import select
from sqlalchemy.orm import Session

from scenariowiki.accounts import queries as people
from scenariowiki.accounts.rules import Actor
from scenariowiki.accounts.rules.names import SYSTEM
from scenariowiki.jobs import children
from scenariowiki.kernel.outbox import OutboxRow
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.points.commands import freezing, maturing, prizes, suspecting
from scenariowiki.points.commands.improving import begin_improvements
from scenariowiki.points.models import Transfer
from scenariowiki.points.queries.checking import verify
from scenariowiki.points.queries.replay import is_behind
from scenariowiki.runtime import replaying
from scenariowiki.runtime.session import read, write

LOG = logging.getLogger(__name__)
VERIFY = [sys.executable, "-m", "flask", "--app", "scenariowiki.app", "jobs", "verify-points"]
NICE = 10
SHOWN = 50
BATCH = 200
# What an edit is worth takes milliseconds to tell, and who saves meanwhile waits.
EDITS_AT_ONCE = 10


def deliver(session: Session, rows: Sequence[OutboxRow], now: datetime) -> None:
    """Begin the improvements that saves have noted; a second time nothing more comes of it."""
    del session, now
    ordered = sorted(rows, key=lambda one: one.id)
    for start in range(0, len(ordered), EDITS_AT_ONCE):
        some = ordered[start : start + EDITS_AT_ONCE]
        with write() as uow:
            begin_improvements(uow, [(uuid.UUID(row.key), row.payload["revision"]) for row in some])


def replay_history() -> str:
    """Let what happened before there were points earn, until nothing is left to replay; then never again."""
    total = 0
    while (count := replaying.replay_batch()) is not None:
        total += count
    return str(total)


def ripen_awards() -> str:
    """Post what is due, a batch in a transaction, each award at its own time; then void what lies idle."""
    if is_behind(read()):
        return "0"  # the replay ripens in its own order
    return str(_in_batches(_ripen) + _in_batches(_void_idle))


def check_fraud() -> str:
    """Open a case for every two who earn for each other more than the rule allows; return how many (G3)."""
    if is_behind(read()):
        return "0"  # what is not there yet cannot be looked at
    with write() as uow:
        return str(suspecting.suspect_pairs(uow))


def freeze_periods() -> str:
    """Freeze the periods that are over for three days, each in a transaction; after downtime all that are."""
    system = people.find_actor(read(), SYSTEM)
    count = 0
    while system is not None and _freeze(system):
        count += 1
    return str(count)


def pay_prizes() -> str:
    """Pay the prizes of frozen periods whose week is over, each period in a transaction, once (G10)."""
    system = people.find_actor(read(), SYSTEM)
    count = 0
    while system is not None and _pay(system):
        count += 1
    return str(count)


def start_verifying() -> str:
    """Have every invariant of the ledger asked in a child: of millions it takes minutes (B10)."""
    is_empty = read().scalar(select(Transfer.id).limit(1)) is None
    if is_empty or is_behind(read()) or children.running(VERIFY):
        return "0"
    child = children.start(VERIFY)
    with suppress(OSError):  # it may have ended
        os.setpriority(os.PRIO_PROCESS, child.pid, NICE)
    return "started"


def broken_invariants() -> str | None:
    """Log what of the ledger does not hold, and name the rules; None where all is well."""
    broken = list(islice(verify(read()), SHOWN))
    read().rollback()
    for one in broken:
        LOG.error("The ledger is wrong: %s", one)
    return ", ".join(sorted({one.rule for one in broken})) or None


def _pay(system: Actor) -> bool:
    with write() as uow:
        return prizes.pay_next(uow, system)


def _freeze(system: Actor) -> bool:
    with write() as uow:
        return freezing.freeze_next(uow, system)


def _ripen(uow: UnitOfWork) -> int:
    return maturing.ripen_due(uow, until=uow.now, limit=BATCH)


def _void_idle(uow: UnitOfWork) -> int:
    return maturing.void_idle(uow, limit=BATCH)


def _in_batches(work: Callable[[UnitOfWork], int]) -> int:
    total, count = 0, BATCH
    while count == BATCH:
        with write() as uow:
            count = work(uow)
        total += count
    return total
