"""Gathering gaps from what people searched and did not find: near-equal sayings together, both scripts."""

import datetime as dt
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import takewhile

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from scenariowiki.accounts.models import Account
from scenariowiki.accounts.queries import facts as accounts
from scenariowiki.accounts.rules import Actor
from scenariowiki.feedback.commands.counting import recount
from scenariowiki.feedback.commands.sayings import Known, Saying, searched
from scenariowiki.feedback.models import Gap, GapSaying, GapSearch, GapWatermark
from scenariowiki.feedback.rules.gaps import SETTLED, SITTING, GapState, Search, unanswered
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.scenarios.models import SearchLog

# Each is a handful of statements in one transaction, for which others wait.
BATCH = 25
READ_AT_ONCE = 500
ONE = 1


@dataclass(frozen=True, kw_only=True)
class Missed:
    """A saying that found nothing for somebody; `near` is the one that it goes with, folded."""

    saying: Saying
    near: str | None
    account_id: int
    at: dt.datetime


@dataclass(frozen=True, kw_only=True)
class Gathered:
    """What was read of the log, up to which search; `is_all` where nothing more waits.

    `known` are the sayings, these among them, for the next part of the same run.
    """

    after: int
    until: int
    missed: tuple[Missed, ...]
    is_all: bool
    known: Known | None = None


def prepare_gathering(
    session: Session, now: dt.datetime, *, limit: int = BATCH, known: Known | None = None
) -> Gathered:
    """Read the next searches that are old enough, and find what each of those that failed goes with."""
    after = session.scalar(select(GapWatermark.search_id)) or 0
    fresh = select(func.min(SearchLog.id)).where(SearchLog.id > after, SearchLog.at > now - SETTLED)
    first_fresh = session.scalar(fresh)
    log = select(SearchLog).join(Account, Account.id == SearchLog.account_id)
    log = log.where(SearchLog.id > after).order_by(SearchLog.id).limit(limit)
    if first_fresh is not None:
        log = log.where(SearchLog.id < first_fresh)
    rows = session.scalars(log).all()
    searches = [Search(account_id=row.account_id, at=row.at, query=row.query) for row in rows]
    failed = unanswered(searches, _opened(session, searches, after))
    known = known or (known_sayings(session) if failed else None)
    return Gathered(
        after=after,
        until=rows[-1].id if rows else after,
        missed=tuple(_missed(session, failed, known)) if known is not None else (),
        is_all=len(rows) < limit,
        known=known,
    )


def gather(uow: UnitOfWork, system: Actor, gathered: Gathered) -> int:
    """Put what was not found to the gaps it belongs to, or open new ones; return how many searches that were.

    Whoever comes second with the same part of the log does nothing.
    """
    mark = lock_sayings(uow.session)
    if mark.search_id != gathered.after:
        return 0
    mark.search_id = gathered.until
    touched = {_keep(uow, system, one) for one in gathered.missed}
    recount(uow.session, touched, uow.now.date())
    return len(gathered.missed)


def lock_sayings(session: Session) -> GapWatermark:
    """Let nobody else add a saying before this transaction ends; one stands for each folded text."""
    mark = session.get(GapWatermark, ONE, with_for_update=True)
    if mark is None:
        with suppress(IntegrityError), session.begin_nested():  # another process may be first
            session.add(GapWatermark(id=ONE, search_id=0))
        mark = session.get_one(GapWatermark, ONE, with_for_update=True)
    return mark


def find_saying(session: Session, folded: str) -> GapSaying | None:
    """Return a saying by its folded text."""
    return session.scalar(select(GapSaying).where(GapSaying.folded == folded))


def known_sayings(session: Session) -> Known:
    """Read all sayings, to find what is near to a new one."""
    return Known(session.scalars(select(GapSaying.folded).order_by(GapSaying.id)))


def new_saying(session: Session, said: Saying, gap: Gap, at: dt.datetime) -> GapSaying:
    """Add one more way of putting a gap."""
    row = GapSaying(gap_id=gap.id, folded=said.folded, text=said.text, last_at=at)
    session.add(row)
    session.flush()
    return row


def new_gap(session: Session, title: str, by: Actor, at: dt.datetime) -> Gap:
    """Open a gap that nobody has taken."""
    gap = Gap(title=title, state=GapState.WANTED, last_at=at, created_at=at, created_by=by.id)
    session.add(gap)
    session.flush()
    return gap


def _opened(session: Session, searches: Sequence[Search], after: int) -> list[tuple[int, dt.datetime]]:
    """List who opened a hit of a search made then or soon after."""
    if not searches:
        return []
    last = max(one.at for one in searches) + SITTING
    rows = session.execute(
        select(SearchLog.account_id, SearchLog.at, SearchLog.opened_no)
        .where(SearchLog.id > after)
        .order_by(SearchLog.id)
        .execution_options(yield_per=READ_AT_ONCE)
    )
    # The log is nearly in order of time: what comes so much later has nothing of this part behind it.
    near = list(takewhile(lambda row: row.at <= last + SETTLED, rows))
    rows.close()
    return [(row.account_id, row.at) for row in near if row.opened_no is not None]


def _missed(session: Session, searches: Iterable[Search], known: Known) -> Iterable[Missed]:
    texts: dict[str, str | None] = {}
    for one in searches:
        said = searched(one.query)
        if said is None:
            continue
        if said.folded not in texts:
            is_new = find_saying(session, said.folded) is None
            texts[said.folded] = known.nearest(said.folded) if is_new else said.folded
            if is_new:
                known.add(said.folded)
        yield Missed(saying=said, near=texts[said.folded], account_id=one.account_id, at=one.at)


def _keep(uow: UnitOfWork, system: Actor, one: Missed) -> int:
    """Note a search where it belongs: once a person, saying and day."""
    session, said = uow.session, one.saying
    row = find_saying(session, said.folded)
    if row is None:
        near = find_saying(session, one.near) if one.near is not None else None
        gap = session.get_one(Gap, near.gap_id) if near else new_gap(session, said.text, system, one.at)
        row = new_saying(session, said, gap, one.at)
    row.last_at = max(row.last_at, one.at)
    gap = session.get_one(Gap, row.gap_id)
    gap.created_at = min(gap.created_at, one.at)
    stamp = accounts.stamp(session, one.account_id, one.at)
    if session.get(GapSearch, (row.id, one.account_id, stamp.day)) is None:
        session.add(
            GapSearch(saying_id=row.id, account_id=one.account_id, day=stamp.day, team_id=stamp.team_id)
        )
        session.flush()
    return row.gap_id
