"""Leases: who decides an item now, for how long, and what one curator does not want to see (Q1, Q4)."""

import datetime as dt

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from scenariowiki.accounts.rules import Actor
from scenariowiki.curation.commands.opening import note_event
from scenariowiki.curation.models import QueueItem, QueueSkip
from scenariowiki.curation.queries import standing, subjects
from scenariowiki.curation.queries.shown import require_item
from scenariowiki.curation.rules import items
from scenariowiki.curation.rules.items import ASKED, STRICT, ItemState
from scenariowiki.kernel.errors import Conflict, Forbidden
from scenariowiki.kernel.unit_of_work import UnitOfWork


def claim(uow: UnitOfWork, actor: Actor, item_id: int, *, override: bool = False) -> QueueItem:
    """Take an item under a lease, or go on with one's own; another's lease has a higher token (Q1).

    Raises `claimed` while somebody else decides, `item_closed`, `own_decision` for a first decider,
    `not_your_turn` where somebody else is asked by name, and `conflict_of_interest` (Q8) unless too few
    curators are left and the actor says so (M33).
    """
    item = lock_item(uow.session, actor, item_id)
    require_waiting(item)
    require_free(item, actor, uow.now)
    if item.state == ItemState.AWAITING_SECOND and item.first_decider == actor.id:
        raise Forbidden("own_decision")
    is_override = require_interest(uow.session, actor, item, override=override)
    if item.facts.get(ASKED) not in {None, actor.id}:
        raise Forbidden("not_your_turn")
    if is_held(item, uow.now) and items.lease_end(_claimed_at(item), uow.now) > uow.now:
        item.lease_until = items.lease_end(_claimed_at(item), uow.now)
        return item
    grant(uow, actor, item, is_new=item.claimed_by != actor.id)
    note_event(uow, item, "claimed", by=actor, facts={"override": True} if is_override else {})
    return item


def renew(uow: UnitOfWork, actor: Actor, item_id: int, lease_token: int) -> QueueItem:
    """Keep a lease as long as somebody is at work on it, an hour at most (Q1)."""
    item = lock_item(uow.session, actor, item_id)
    require_lease(item, actor, lease_token)
    item.lease_until = items.lease_end(_claimed_at(item), uow.now)
    return item


def release(uow: UnitOfWork, actor: Actor, item_id: int, lease_token: int) -> QueueItem:
    """Give an item back undecided."""
    item = lock_item(uow.session, actor, item_id)
    require_lease(item, actor, lease_token)
    give_back(uow, actor, item, "released")
    return item


def skip(uow: UnitOfWork, actor: Actor, item_id: int) -> QueueItem:
    """Put an item off for a week for this curator; the third who does so makes it urgent (Q4)."""
    item = lock_item(uow.session, actor, item_id)
    require_waiting(item)
    require_free(item, actor, uow.now)
    row = uow.session.get(QueueSkip, (item.id, actor.id))
    if row is None:
        uow.session.add(QueueSkip(item_id=item.id, account_id=actor.id, until=uow.now + items.SKIP))
    else:
        row.until = uow.now + items.SKIP
    if item.claimed_by == actor.id:
        give_back(uow, actor, item, "skipped")
    else:
        note_event(uow, item, "skipped", by=actor)
    uow.session.flush()
    _escalate(uow, actor, item)
    return item


def lock_item(session: Session, actor: Actor, item_id: int) -> QueueItem:
    """Return an item for writing, its row locked; NotFound where the actor may not know of it."""
    chosen = select(QueueItem).where(QueueItem.id == item_id).with_for_update()
    return require_item(session, actor, session.scalar(chosen.execution_options(populate_existing=True)))


def read_item(session: Session, actor: Actor, item_id: int) -> QueueItem:
    """Return an item for reading; NotFound where the actor may not know of it."""
    return require_item(session, actor, session.get(QueueItem, item_id))


def require_waiting(item: QueueItem) -> None:
    """Raise `item_closed` unless something is left to decide."""
    if item.closed_at is not None:
        raise Conflict("item_closed", state=item.state)


def require_free(item: QueueItem, actor: Actor, now: dt.datetime) -> None:
    """Raise `claimed` while somebody else decides."""
    if is_held(item, now) and item.claimed_by != actor.id:
        raise Conflict("claimed", until=item.lease_until)


def require_lease(item: QueueItem, actor: Actor, lease_token: int) -> None:
    """Raise `lease_lost` unless the token is this person's and nobody else claimed the item since (Q1).

    What they decided themselves nobody has taken from them: `item_closed`, or `awaiting_second`.
    """
    if item.state == ItemState.STALE or (item.closed_at is not None and item.decided_by == actor.id):
        raise Conflict("item_closed", state=item.state)
    if item.state == ItemState.AWAITING_SECOND and item.first_decider == actor.id:
        raise Conflict("awaiting_second", item=item.id)
    if item.closed_at is not None or item.claimed_by != actor.id or item.lease_token != lease_token:
        raise Conflict("lease_lost")


def require_interest(session: Session, actor: Actor, item: QueueItem, *, override: bool) -> bool:
    """Raise `conflict_of_interest` (Q8); return whether it was there and passed over, too few being left."""
    stakes = subjects.stakes_in(session, item)
    if not standing.conflicted(stakes, actor.id):
        return False
    few = item.kind not in STRICT and standing.few_left(session, stakes)
    if not (few and override):
        raise Forbidden("conflict_of_interest", few=few)
    return True


def is_held(item: QueueItem, now: dt.datetime) -> bool:
    """Tell whether somebody's lease on an item is valid."""
    return item.claimed_by is not None and item.lease_until is not None and item.lease_until > now


def grant(uow: UnitOfWork, actor: Actor, item: QueueItem, *, is_new: bool = True) -> None:
    """Give somebody a lease on an item; the token rises unless they had it last, so what they hold counts."""
    if item.state != ItemState.AWAITING_SECOND:
        item.state = ItemState.CLAIMED
    item.claimed_by, item.claimed_at = actor.id, uow.now
    item.lease_token += int(is_new)
    item.lease_until = items.lease_end(uow.now, uow.now)
    item.version += 1


def give_back(uow: UnitOfWork, actor: Actor, item: QueueItem, name: str) -> None:
    """End a lease; what a first curator decided goes on waiting for a second."""
    if item.state == ItemState.CLAIMED:
        item.state = ItemState.OPEN
    item.claimed_by = item.claimed_at = item.lease_until = None
    item.version += 1
    note_event(uow, item, name, by=actor)


def _claimed_at(item: QueueItem) -> dt.datetime:
    assert item.claimed_at is not None  # noqa: S101 - a lease has a beginning
    return item.claimed_at


def _escalate(uow: UnitOfWork, actor: Actor, item: QueueItem) -> None:
    skips = uow.session.scalar(select(func.count()).where(QueueSkip.item_id == item.id)) or 0
    if skips < items.SKIPS_ESCALATE or item.facts.get("escalated"):
        return
    item.facts = {**item.facts, "escalated": True}
    item.weight += items.ESCALATION
    item.priority = items.priority(item.weight, item.created_at, item.due_at, uow.now)
    note_event(uow, item, "escalated", by=actor, facts={"skips": skips})
