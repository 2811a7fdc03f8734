"""Looking at an item before deciding it: what it is about, what is known, what its merge would do."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from scenariowiki.accounts.models import Account
from scenariowiki.accounts.rules import Actor
from scenariowiki.curation.commands.merging import PreparedMerge, preview_merge
from scenariowiki.curation.commands.queue.leasing import read_item
from scenariowiki.curation.models import DuplicateCandidate, QueueEvent, QueueItem
from scenariowiki.curation.queries import said, subjects
from scenariowiki.curation.queries.queue import ItemRow, get_row
from scenariowiki.curation.rules.items import ItemKind
from scenariowiki.curation.rules.merging import MergeKind, MergeRequest
from scenariowiki.kernel import clock
from scenariowiki.kernel.db import AnyRow
from scenariowiki.kernel.errors import DomainError

Asked = Sequence[Callable[..., Any]]


@dataclass(frozen=True, kw_only=True)
class Look:
    """An item with what a decision needs; `refusal` says why its merge could not be shown."""

    item: QueueItem
    row: ItemRow
    kind: MergeKind
    versions: dict[int, int]
    reasons: tuple[Any, ...]
    is_contested: bool
    is_called_different: bool
    preview: PreparedMerge | None
    refusal: str | None
    log: Sequence[AnyRow]


def look_at(
    session: Session, actor: Actor, item_id: int, *, winner: int | None = None, asked: Asked = ()
) -> Look:
    """Show an item to a curator; of a pair also the merge, into `winner` where it is given."""
    item = read_item(session, actor, item_id)
    kind, pair = subjects.entity_kind(item), subjects.pair_of(item)
    preview, refusal = None, None
    if pair is not None and item.closed_at is None:
        preview, refusal = _preview(session, actor, item, winner, asked)
    return Look(
        item=item,
        row=get_row(session, actor, item_id, now=clock.now()),
        kind=kind,
        versions=subjects.versions_of(session, kind, subjects.merge_ids(session, item)),
        reasons=_reasons(session, kind, pair),
        is_contested=pair is not None and subjects.is_contested(session, kind, pair),
        is_called_different=item.kind == ItemKind.DUP_SCENARIO
        and pair is not None
        and said.says_distinct(session, *pair),
        preview=preview,
        refusal=refusal,
        log=list_log(session, item_id),
    )


def list_log(session: Session, item_id: int) -> Sequence[AnyRow]:
    """List what happened to an item, oldest first: name, at, by, facts."""
    return session.execute(
        select(QueueEvent.name, QueueEvent.at, QueueEvent.facts, Account.display_name.label("by"))
        .join(Account, Account.id == QueueEvent.actor_id)
        .where(QueueEvent.item_id == item_id)
        .order_by(QueueEvent.id)
    ).all()


def _preview(
    session: Session, actor: Actor, item: QueueItem, winner: int | None, asked: Asked
) -> tuple[PreparedMerge | None, str | None]:
    kind, ids = subjects.entity_kind(item), subjects.merge_ids(session, item)
    try:
        chosen = winner or item.decision.get("winner") or subjects.winner_of(session, kind, ids)
        losers = tuple(id_ for id_ in ids if id_ != chosen)
        return preview_merge(
            session, actor, MergeRequest(kind=kind, winner=chosen, losers=losers), asked
        ), None
    except DomainError as refusal:
        return None, refusal.reason


def _reasons(session: Session, kind: MergeKind, pair: tuple[int, int] | None) -> tuple[Any, ...]:
    if pair is None:
        return ()
    row = session.get(DuplicateCandidate, (kind.value, *pair))
    return tuple(row.reasons) if row is not None else ()
