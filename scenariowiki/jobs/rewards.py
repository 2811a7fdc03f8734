"""What rewards and old points need from the clock: requests, turns and points that expire (L15, L16)."""

import datetime as dt
from collections.abc import Callable

from scenariowiki.accounts import queries as people
from scenariowiki.accounts.queries import facts
from scenariowiki.accounts.rules import SYSTEM, Actor
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.points.commands import expiring
from scenariowiki.points.rules.expiry import cutoff_of, days_to_tell, first_of_month
from scenariowiki.runtime.session import read, write

BATCH = 200
Act = Callable[[UnitOfWork, int, int], bool]


def expire_redemptions(now: dt.datetime | None = None) -> str:
    """End requests that nobody acted on for 14 days, one a transaction; then pass on unused turns."""
    system = people.find_actor(read(), SYSTEM)
    if system is None:
        return "0"
    ended, more = 0, True
    while more:
        with write(now=now) as uow:
            more = expiring.expire_next(uow, system)
        ended += more
    with write(now=now) as uow:
        expiring.pass_turns(uow)
    return str(ended)


def expire_points(now: dt.datetime | None = None) -> str:
    """Take points out that are too old on the first of this month, and tell who loses some in 60 days.

    One run after months of downtime does what each missed one would have done: a cutoff covers all before it.
    """
    system = people.find_actor(read(), SYSTEM)
    if system is None:
        return "0"
    with write(now=now) as uow:
        today = facts.stamp(uow.session, system.id, uow.now).day
    gone = _each(cutoff_of(first_of_month(today)), _expiring(system, today), now)
    known: dict[int, int] = {}
    for day in days_to_tell(today):
        _each(cutoff_of(day), _telling(system, day, known), now)
    return str(gone)


def _expiring(system: Actor, today: dt.date) -> Act:
    cutoff = cutoff_of(first_of_month(today))

    def act(uow: UnitOfWork, account_id: int, amount: int) -> bool:
        return expiring.expire_points(uow, system, account_id, amount, cutoff)

    return act


def _telling(system: Actor, day: dt.date, known: dict[int, int]) -> Act:
    """Tell of what expires on a day beyond what expires before it."""

    def act(uow: UnitOfWork, account_id: int, amount: int) -> bool:
        more = amount - known.get(account_id, 0)
        known[account_id] = amount
        return more > 0 and expiring.tell_expiring(uow, system, account_id, more, day)

    return act


def _each(cutoff: dt.date, act: Act, now: dt.datetime | None) -> int:
    """Act on everybody who has points from before a cutoff, a batch in a transaction; return how often."""
    done, after, is_full = 0, 0, True
    while is_full:
        with write(now=now) as uow:
            batch = expiring.list_expiring(uow, cutoff, after=after, limit=BATCH)
            done += sum(act(uow, account_id, amount) for account_id, amount in batch)
        is_full = len(batch) == BATCH
        after = batch[-1][0] if batch else after
    return done
