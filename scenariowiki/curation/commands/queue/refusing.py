"""What becomes of an item whose decision was refused, and of what was typed; after the rollback."""

from scenariowiki.accounts.rules import Actor
from scenariowiki.curation.commands.opening import close_stale, note_event
from scenariowiki.curation.commands.queue.deciding import reopen, working_copy_of
from scenariowiki.curation.commands.queue.leasing import give_back, lock_item
from scenariowiki.curation.models import QueueItem
from scenariowiki.curation.rules import items
from scenariowiki.curation.rules.decisions import Decision
from scenariowiki.curation.rules.items import ItemKind, ItemState
from scenariowiki.kernel.errors import Conflict, DomainError, Forbidden
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.scenarios.commands.personal import keep_working_copy

KEPT = (Conflict, Forbidden)


def note_refusal(
    uow: UnitOfWork, actor: Actor, item_id: int, given: Decision, refusal: DomainError
) -> QueueItem | None:
    """Keep what was typed, and give the item the state that the refusal leads to (Q1, Q3, Q10).

    A `stale_preview` stays claimed, `failed_dependency` and a conflict of interest open the item again.
    """
    if not isinstance(refusal, KEPT):
        return None
    item = lock_item(uow.session, actor, item_id)
    keep_working_copy(uow, actor, working_copy_of(item_id), given.stored())
    held = item.closed_at is None and (item.claimed_by, item.lease_token) == (actor.id, given.lease_token)
    if not held:
        return item
    if refusal.reason == "stale_preview":
        _show_again(uow, actor, item)
    elif refusal.reason == "failed_dependency":
        _fail(uow, actor, item, str(refusal.facts.get("cause", "")))
    elif refusal.reason == "conflict_of_interest":
        give_back(uow, actor, item, "conflict_of_interest")
    return item


def _show_again(uow: UnitOfWork, actor: Actor, item: QueueItem) -> None:
    """Leave the item claimed, for a decision on the texts as they are now (Q3)."""
    if item.state == ItemState.AWAITING_SECOND:
        claimed_by, claimed_at = item.claimed_by, item.claimed_at
        reopen(item)
        item.state, item.claimed_by, item.claimed_at = ItemState.CLAIMED, claimed_by, claimed_at
    item.lease_until = items.lease_end(item.claimed_at or uow.now, uow.now)
    note_event(uow, item, "stale_preview", by=actor)


def _fail(uow: UnitOfWork, actor: Actor, item: QueueItem, cause: str) -> None:
    if item.kind == ItemKind.UNMERGE_APPEAL and cause in {"inactive", "no_merge"}:
        close_stale(uow, item, actor, why=cause)  # the merge is undone already
        return
    reopen(item)
    item.reason = "failed_dependency"
    note_event(uow, item, "failed_dependency", by=actor, facts={"cause": cause})
