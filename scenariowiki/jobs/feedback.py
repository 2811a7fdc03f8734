"""The clock of feedback, run by the schedule: late answers are told on, unrated ones closed."""

from collections.abc import Callable

from scenariowiki.accounts import queries as people
from scenariowiki.accounts.rules.names import SYSTEM
from scenariowiki.feedback.commands import clocks
from scenariowiki.runtime.session import read, write

BATCH = 500


def escalate_tickets() -> str:
    """Tell on every ticket that has passed half, all or twice its time, a batch a transaction."""
    return _all(clocks.escalate_tickets)


def close_tickets() -> str:
    """Close every answered ticket that nobody rated for a week, a batch a transaction."""
    return _all(clocks.close_unrated)


def _all(act: Callable[..., int]) -> str:
    system = people.find_actor(read(), SYSTEM)
    total, count = 0, BATCH
    while system is not None and count == BATCH:
        with write() as uow:
            count = act(uow, system, limit=BATCH)
        total += count
    return str(total)
