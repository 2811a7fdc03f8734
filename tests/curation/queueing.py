"""The acts of the queue in one line each: open, claim, decide, as its tests need them."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event, select
from sqlalchemy.orm import Session

from scenariowiki.accounts.models import Account, AccountRole
from scenariowiki.accounts.rules import Actor, Role
from scenariowiki.curation.commands import opening, queue, reporting
from scenariowiki.curation.commands.queue import Decided
from scenariowiki.curation.models import DuplicateCandidate, QueueEvent, QueueItem
from scenariowiki.curation.queries import subjects
from scenariowiki.curation.rules import items
from scenariowiki.curation.rules.decisions import Decision
from scenariowiki.curation.rules.items import ItemKind, Verdict
from scenariowiki.curation.rules.merging import MergeKind, MergeReason
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.runtime.curating import noting_refusals
from scenariowiki.runtime.session import read, write
from tests import personas
from tests.scenarios.writing import published, recorded, scenario, situation

NOTE = "两条说的是同一件事，合成一条。"
SCORE = 0.97


def two() -> tuple[int, int]:
    """Publish two scenarios that tell the same, and return their ids."""
    one = published(personas.ANN, about=situation("余额充足却停机"))
    other = published(personas.ZOE, about=situation("有余额仍被停机"))
    return scenario(one).id, scenario(other).id


def pair(one: int, other: int, kind: MergeKind = MergeKind.SCENARIO, score: float = SCORE) -> int:
    """Open the item of a pair, as the detector does."""
    lo, hi = sorted((one, other))
    item_kind = reporting.ITEM_KINDS[kind]
    with write() as uow:
        _find(uow, kind, lo, hi, score)
        about = reporting.about_pair(uow.session, kind, lo, hi)
        about["score"] = score
        item = opening.open_item(
            uow,
            kind=item_kind,
            key=items.pair_key(item_kind, lo, hi),
            weight=items.weight(confidence=score),
            by=personas.SYSTEM,
            **about,
        )
        assert item is not None
        return item.id


def _find(uow: UnitOfWork, kind: MergeKind, lo: int, hi: int, score: float) -> None:
    if uow.session.get(DuplicateCandidate, (kind.value, lo, hi)) is None:
        candidate = DuplicateCandidate(kind=kind.value, lo=lo, hi=hi, score=score, rev_lo=1, rev_hi=1)
        candidate.detector_version, candidate.found_at = "test", uow.now
        uow.session.add(candidate)


def a_pair(**more: Any) -> int:
    """Open the item of two scenarios of ann's and zoe's."""
    return pair(*two(), **more)


def item(item_id: int) -> QueueItem:
    read().rollback()
    return read().get_one(QueueItem, item_id)


def claim(item_id: int, actor: Actor = personas.CY, *, now: dt.datetime | None = None, **more: Any) -> int:
    """Claim an item and return the token of the lease."""
    with write(now=now) as uow:
        return queue.claim(uow, actor, item_id, **more).lease_token


def decision(item_id: int, token: int, verdict: Verdict, **more: Any) -> Decision:
    """Make a decision on what is there now."""
    found = item(item_id)
    seen = subjects.versions_of(read(), subjects.entity_kind(found), subjects.merge_ids(read(), found))
    if verdict is Verdict.DUPLICATE:
        more = {"reason": MergeReason.SAME_SITUATION, "note": NOTE, **more}
    return Decision(**{"lease_token": token, "verdict": verdict, "versions": seen, **more})


def send(
    item_id: int, given: Decision, actor: Actor = personas.CY, *, now: dt.datetime | None = None
) -> Decided:
    """Decide as deliveries do: what is refused tells the item."""
    with noting_refusals(actor, item_id, given):
        prepared = queue.prepare_decision(read(), actor, item_id, given)
        with write(now=now) as uow:
            return queue.decide(uow, actor, prepared)


def decide(
    item_id: int,
    verdict: Verdict,
    actor: Actor = personas.CY,
    *,
    now: dt.datetime | None = None,
    **more: Any,
) -> Decided:
    """Claim an item and decide it."""
    token = claim(item_id, actor, now=now, override=more.get("override", False))
    return send(item_id, decision(item_id, token, verdict, **more), actor, now=now)


def withdraw(item_id: int, actor: Actor = personas.CY, *, now: dt.datetime | None = None) -> QueueItem:
    with write(now=now) as uow:
        return queue.withdraw(uow, actor, item_id)


def log(item_id: int) -> list[str]:
    """List what happened to an item."""
    chosen = select(QueueEvent.name).where(QueueEvent.item_id == item_id).order_by(QueueEvent.id)
    return list(read().scalars(chosen))


def waiting(kind: ItemKind) -> list[QueueItem]:
    chosen = select(QueueItem).where(QueueItem.kind == kind, QueueItem.closed_at.is_(None))
    return list(read().scalars(chosen.order_by(QueueItem.id)))


def decided() -> list[dict[str, Any]]:
    """List what was decided about pairs, oldest first."""
    return [one for one in recorded("QueueItemDecided") if one["kind"] != ItemKind.PUBLISH]


@contextmanager
def locking() -> Iterator[list[tuple[str, str, list[int]]]]:
    """Collect what a block locks: table, order and the ids that were asked for."""
    seen: list[tuple[str, str, list[int]]] = []

    def note(state: Any) -> None:
        chosen: Any = state.statement
        if state.is_select and chosen._for_update_arg is not None:
            (table,) = chosen.get_final_froms()
            order = ", ".join(str(one) for one in chosen._order_by_clauses)
            given = chosen.compile().params.values()
            ids = {id_ for one in given for id_ in (one if isinstance(one, list | tuple | set) else [one])}
            seen.append((table.name, order, sorted(one for one in ids if isinstance(one, int))))

    event.listen(Session, "do_orm_execute", note)
    try:
        yield seen
    finally:
        event.remove(Session, "do_orm_execute", note)


def set_curator(account_id: int, *, disabled: dt.datetime | None = None) -> None:
    """Make somebody a curator, who is there or not."""
    with write() as uow:
        granted = {"granted_at": uow.now, "granted_by": personas.ADA.id}
        uow.session.merge(AccountRole(account_id=account_id, role=Role.CURATOR, **granted))
        uow.session.get_one(Account, account_id).disabled_at = disabled
