"""Deciding an item: once, on what was seen, by as many as it takes, in one transaction (Q1-Q4, Q10, M32)."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from scenariowiki.accounts import queries as accounts
from scenariowiki.accounts.rules import Actor
from scenariowiki.curation.commands.merging.effects import too_many_today
from scenariowiki.curation.commands.merging.preparing import check_words
from scenariowiki.curation.commands.merging.sides import lock
from scenariowiki.curation.commands.opening import note_event
from scenariowiki.curation.commands.queue import kinds
from scenariowiki.curation.commands.queue.leasing import (
    lock_item,
    read_item,
    require_interest,
    require_lease,
    require_waiting,
    skip,
)
from scenariowiki.curation.commands.queue.preparing import check_seen, dependent, is_replay, signed
from scenariowiki.curation.commands.queue.values import Decided, PreparedDecision
from scenariowiki.curation.events import QueueItemDecided
from scenariowiki.curation.models import QueueItem
from scenariowiki.curation.queries import subjects
from scenariowiki.curation.rules.decisions import Decision
from scenariowiki.curation.rules.items import ItemState, Verdict
from scenariowiki.curation.rules.merging import Effect, MergeKind
from scenariowiki.kernel.errors import Forbidden
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.scenarios.commands.personal import drop_working_copy
from scenariowiki.scenarios.queries import find_scenario

TOO_MANY = "many_merges"


def decide(uow: UnitOfWork, actor: Actor, prepared: PreparedDecision) -> Decided:
    """Apply a decision, or keep it until a second curator agrees (M32); records QueueItemDecided.

    The same item and lease again give the same answer (M9). A refusal changes nothing: `note_refusal`
    then tells the item, in a unit of work of its own.
    """
    lock_pages(uow.session, read_item(uow.session, actor, prepared.item_id), _named(uow.session, prepared))
    item = lock_item(uow.session, actor, prepared.item_id)
    token = prepared.given.lease_token
    if is_replay(item, actor, prepared.given):
        return _replay(uow, item)
    require_lease(item, actor, token)
    require_waiting(item)
    if prepared.verdict is Verdict.UNSURE:
        item.decision = {**item.decision, "tokens": _tokens(item, actor, prepared.given)}
        return Decided(item=skip(uow, actor, item.id))
    drop_working_copy(uow, actor, working_copy_of(item.id))
    if item.state == ItemState.AWAITING_SECOND and prepared.stored is None:
        return _refuse_second(uow, actor, item, prepared)
    check_seen(uow.session, item, prepared.stored or prepared.given)
    is_override = require_interest(uow.session, actor, item, override=prepared.given.override)
    if is_override:
        check_words(prepared.given.note)  # whoever has a hand in it says why (M33)
    if item.state == ItemState.AWAITING_SECOND:
        effects = prepared.merge.effects if prepared.merge is not None else ()
        require_second_role(uow, effects, (item.first_decider or actor.id, actor.id))
    else:
        reasons = _second_needed(uow, actor, prepared)
        if reasons:
            return _await_second(uow, actor, item, prepared, reasons)
    return _apply(uow, actor, item, prepared, is_override=is_override)


def _named(session: Session, prepared: PreparedDecision) -> tuple[int, ...]:
    """Return the pages that a decision names besides its item's: sides of a merge, a successor."""
    merge, no = prepared.merge, prepared.given.successor
    if merge is not None and merge.request.kind is MergeKind.SCENARIO:
        return (merge.request.winner, *merge.request.losers)
    successor = find_scenario(session, no) if no is not None else None
    return () if successor is None else (successor.canonical_id or successor.id, successor.id)


def lock_pages(session: Session, item: QueueItem, more: Iterable[int] = ()) -> None:
    """Lock what an item is about before the item, as merges do; the other way round two wait for ever."""
    pages = {item.scenario_id, item.other_scenario_id, *more}
    lock(session, MergeKind.SCENARIO, [id_ for id_ in pages if id_ is not None])


def working_copy_of(item_id: int) -> str:
    """Name the working copy that keeps a refused decision."""
    return f"queue:{item_id}"


def _replay(uow: UnitOfWork, item: QueueItem) -> Decided:
    return Decided(
        item=item,
        ops=tuple(subjects.ops_of(uow.session, item.id)),
        needs_second=tuple(item.decision.get("second", ()))
        if item.state == ItemState.AWAITING_SECOND
        else (),
        is_replay=True,
    )


def _second_needed(uow: UnitOfWork, actor: Actor, prepared: PreparedDecision) -> tuple[str, ...]:
    if prepared.merge is None:
        return ()
    reasons = prepared.merge.needs_second
    if too_many_today(uow.session, actor, uow.now):
        reasons = (*reasons, TOO_MANY)
    alone = prepared.merge.few_curators and prepared.given.override
    return () if alone else reasons


def require_second_role(uow: UnitOfWork, effects: Iterable[Effect], deciders: Iterable[int]) -> None:
    """Raise `second_role_needed` where none of the deciders has the role that an effect asks for (M25)."""
    asked = {effect.second_role for effect in effects if effect.second_role}
    if not asked:
        return
    people = [accounts.get_actor(uow.session, id_) for id_ in dict.fromkeys(deciders)]
    if not asked <= {role.value for person in people for role in person.roles}:
        raise Forbidden("second_role_needed")


def _await_second(
    uow: UnitOfWork, actor: Actor, item: QueueItem, prepared: PreparedDecision, reasons: tuple[str, ...]
) -> Decided:
    item.state, item.needs_second, item.first_decider = ItemState.AWAITING_SECOND, True, actor.id
    item.claimed_by = item.claimed_at = item.lease_until = None
    _write_down(item, actor, prepared)
    item.decision = {**item.decision, "second": list(reasons)}
    item.version += 1
    note_event(uow, item, "awaiting_second", by=actor, facts={"why": list(reasons)})
    return Decided(item=item, needs_second=reasons)


def _refuse_second(uow: UnitOfWork, actor: Actor, item: QueueItem, prepared: PreparedDecision) -> Decided:
    first, verdict = item.first_decider, item.decision["verdict"]
    _write_down(item, actor, prepared)
    reopen(item)
    note_event(
        uow,
        item,
        "second_refused",
        by=actor,
        facts={"verdict": prepared.verdict, "first": first, "first_verdict": verdict},
    )
    return Decided(item=item)


def reopen(item: QueueItem) -> None:
    """Put an item back into the queue, with no decision on it."""
    item.state, item.first_decider, item.needs_second = ItemState.OPEN, None, False
    item.claimed_by = item.claimed_at = item.lease_until = None
    item.decision = {"tokens": item.decision.get("tokens", {})}
    item.verdict, item.reason, item.note, item.versions = None, None, "", {}
    item.version += 1


def _apply(
    uow: UnitOfWork, actor: Actor, item: QueueItem, prepared: PreparedDecision, *, is_override: bool
) -> Decided:
    first = item.first_decider if prepared.stored else None
    deciders = (actor.id,) if first is None else (first, actor.id)
    act = kinds.Act(uow=uow, actor=actor, item=item, prepared=prepared, deciders=deciders, kept={})
    pair = subjects.pair_of(item)
    with dependent():
        ops = kinds.apply(act)
    alone = bool(prepared.merge and prepared.merge.needs_second) and first is None
    close(
        uow,
        actor,
        item,
        prepared,
        deciders=deciders,
        pair=pair,
        is_override=is_override or alone,
        kept=act.kept,
    )
    return Decided(item=item, ops=ops)


def close(  # noqa: PLR0913 - a decision's circumstances
    uow: UnitOfWork,
    actor: Actor,
    item: QueueItem,
    prepared: PreparedDecision,
    *,
    deciders: tuple[int, ...],
    pair: tuple[int, int] | None,
    is_override: bool,
    kept: dict[str, object],
) -> None:
    """Take a decided item out of the queue; records QueueItemDecided, paid once for a pair (PM4)."""
    _write_down(item, actor, prepared)
    item.decision = {**item.decision, **kept, "deciders": list(deciders)}
    item.state, item.closed_at = ItemState.APPLIED, uow.now
    item.decided_by, item.decided_at = actor.id, uow.now
    item.claimed_by = item.claimed_at = item.lease_until = None
    item.version += 1
    is_paid = not (is_override or item.created_by in deciders or _was_paid(uow, item))
    item.facts = {**item.facts, "paid": is_paid}
    uow.session.flush()
    event = QueueItemDecided(
        item_id=item.id,
        kind=item.kind,
        verdict=prepared.verdict,
        deciders=deciders,
        pair=pair,
        is_paid=is_paid,
        override=is_override,
    )
    uow.record(event, by=actor, subject=item.scenario_id)
    note_event(
        uow, item, "decided", by=actor, facts={"verdict": prepared.verdict, "deciders": list(deciders)}
    )


def _write_down(item: QueueItem, actor: Actor, prepared: PreparedDecision) -> None:
    given = prepared.stored or prepared.given
    item.decision = {**given.stored(), "tokens": _tokens(item, actor, prepared.given)}
    item.verdict, item.reason, item.note = prepared.verdict, given.reason, given.note.strip()
    item.versions = item.decision["versions"]


def _tokens(item: QueueItem, actor: Actor, given: Decision) -> dict[str, list[Any]]:
    """Remember who decided what under which lease, for replays."""
    return {**item.decision.get("tokens", {}), str(given.lease_token): signed(actor, given)}


def _was_paid(uow: UnitOfWork, item: QueueItem) -> bool:
    """Tell whether a decision on the same pair was paid before, in any of its items (PM4)."""
    if subjects.pair_of(item) is None:
        return False
    before = select(QueueItem.facts).where(
        QueueItem.key == item.key,
        QueueItem.id != item.id,
        QueueItem.closed_at.is_not(None),
    )
    return any(facts.get("paid") for facts in uow.session.scalars(before))
