"""The wanted board in the background: failed searches gathered, stale claims freed, old ones forgotten."""

from time import monotonic

from sqlalchemy import select

from scenariowiki.accounts import queries as people
from scenariowiki.accounts.rules.names import SYSTEM
from scenariowiki.feedback.commands import counting, gathering, wanting
from scenariowiki.feedback.models import Gap
from scenariowiki.kernel import clock
from scenariowiki.runtime.session import read, write

BATCH = 200
RUN = 5.0


def gather_gaps() -> str:
    """Gather what was searched and not found since the last time; say how many searches that were.

    A backlog is left to the next runs: other jobs wait for this one.
    """
    system = people.find_actor(read(), SYSTEM)
    total, is_all, known = 0, system is None, None
    until = monotonic() + RUN
    while system is not None and not is_all and monotonic() < until:
        ready = gathering.prepare_gathering(read(), clock.now(), known=known)
        known = ready.known
        with write() as uow:
            total += gathering.gather(uow, system, ready)
        is_all = ready.is_all
    return str(total)


def tend_gaps() -> str:
    """Free what was taken and not written, forget what nobody looks for; say how many were freed."""
    system = people.find_actor(read(), SYSTEM)
    freed, count = 0, BATCH
    while system is not None and count == BATCH:
        with write() as uow:
            count = wanting.free_stale_claims(uow, system, limit=BATCH)
        freed += count
    with write() as uow:
        gathering.lock_sayings(uow.session)
        counting.forget_old(uow.session, uow.now.date())
    with write() as uow:
        counting.forget_log(uow.session, uow.now)
    _recount()
    return str(freed)


def _recount() -> None:
    """Count all gaps anew, a batch a transaction: weeks pass for those that nobody touches."""
    ids = list(read().scalars(select(Gap.id).order_by(Gap.id)))
    for start in range(0, len(ids), BATCH):
        with write() as uow:
            counting.recount(uow.session, ids[start : start + BATCH], uow.now.date())
