"""Deciding several items at once: exact copies, pairs that are distinct, reviews that change nothing (Q7)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from scenariowiki.accounts.rules import Actor
from scenariowiki.curation.commands.merging.preparing import check_words
from scenariowiki.curation.commands.merging.sides import lock
from scenariowiki.curation.commands.queue.deciding import decide
from scenariowiki.curation.commands.queue.leasing import claim, read_item, require_free, require_interest
from scenariowiki.curation.commands.queue.preparing import prepare_decision
from scenariowiki.curation.commands.queue.values import Decided
from scenariowiki.curation.models import QueueItem
from scenariowiki.curation.queries import subjects
from scenariowiki.curation.rules.decisions import BULK, Decision
from scenariowiki.curation.rules.items import BULK_MOST, ItemKind, ItemState, Verdict, check_verdict
from scenariowiki.curation.rules.merging import MergeKind, MergeReason
from scenariowiki.kernel import clock
from scenariowiki.kernel.errors import Conflict, DomainError, Invalid
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.scenarios.commands.merging import get_entity
from scenariowiki.scenarios.models import Revision

Asked = Sequence[Callable[..., Any]]
VERDICTS = (Verdict.DISTINCT, Verdict.DUPLICATE, Verdict.KEEP)
Seen = Mapping[int, Mapping[int, int]]


@dataclass(frozen=True, kw_only=True)
class Bulk:
    """One verdict for several items; `seen` maps each item to the versions that its preview showed."""

    item_ids: tuple[int, ...]
    verdict: str
    seen: Seen
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """One item of a bulk to be: the versions that were seen, and why it cannot be decided, by verdict."""

    item_id: int
    versions: Mapping[int, int]
    refusals: Mapping[str, str]

    def may(self, verdict: str) -> bool:
        """Tell whether the item can be decided like this with others."""
        return verdict not in self.refusals


def look_over(session: Session, actor: Actor, item_ids: Sequence[int]) -> list[Candidate]:
    """Tell of each item with which verdicts it can be decided together with others (Q7); writes nothing."""
    return [_candidate(session, actor, item_id) for item_id in dict.fromkeys(item_ids)]


def prepare_bulk(session: Session, actor: Actor, item_ids: Sequence[int], verdict: str) -> Bulk:
    """Tell whether the items can be decided together, and with which versions to ask for it.

    Raises Invalid with the code of every item that cannot: `not_in_bulk`, `not_identical`, and what
    claiming it would raise.
    """
    if not item_ids:
        raise Invalid(fields={"items": "required"})
    if len(set(item_ids)) > BULK_MOST:
        raise Invalid(fields={"items": "too_many"})
    seen: dict[int, Mapping[int, int]] = {}
    problems: dict[str, str] = {}
    for number, item_id in enumerate(dict.fromkeys(item_ids)):
        try:
            seen[item_id] = _look(session, actor, item_id, verdict)
        except DomainError as refusal:
            problems[f"items.{number}"] = refusal.reason
    if problems:
        raise Invalid(fields=problems)
    return Bulk(item_ids=tuple(seen), verdict=verdict, seen=seen)


def decide_bulk(uow: UnitOfWork, actor: Actor, bulk: Bulk, asked: Asked = ()) -> list[Decided]:
    """Decide all items of a bulk or none; one lease, decision and event each.

    A pair that an earlier one of the bulk has made one is closed by then, and left out.
    """
    if bulk.verdict == Verdict.DUPLICATE:
        check_words(bulk.note)
    _lock(uow.session, actor, bulk.item_ids)
    for item_id in bulk.item_ids:
        if _look(uow.session, actor, item_id, bulk.verdict) != dict(bulk.seen.get(item_id, {})):
            raise Conflict("stale_preview")
    decided: list[Decided] = []
    for item_id in bulk.item_ids:
        item = read_item(uow.session, actor, item_id)
        if item.closed_at is None:
            decided.append(_decide(uow, actor, item, bulk, asked))
    return decided


def _lock(session: Session, actor: Actor, item_ids: Sequence[int]) -> None:
    """Lock all pages, then all items, in ascending order as merges do: no two wait for each other."""
    items = [read_item(session, actor, item_id) for item_id in item_ids]
    pages = {id_ for item in items for id_ in (item.scenario_id, item.other_scenario_id) if id_ is not None}
    lock(session, MergeKind.SCENARIO, sorted(pages))
    chosen = select(QueueItem).where(QueueItem.id.in_(item_ids)).order_by(QueueItem.id)
    session.scalars(chosen.with_for_update().execution_options(populate_existing=True)).all()


def _candidate(session: Session, actor: Actor, item_id: int) -> Candidate:
    versions: Mapping[int, int] = {}
    refusals: dict[str, str] = {}
    for verdict in VERDICTS:
        try:
            versions = _look(session, actor, item_id, verdict)
        except Invalid:
            refusals[verdict] = "not_in_bulk"
        except DomainError as refusal:
            refusals[verdict] = refusal.reason
    return Candidate(item_id=item_id, versions=versions, refusals=refusals)


def _look(session: Session, actor: Actor, item_id: int, verdict: str) -> dict[int, int]:
    item = read_item(session, actor, item_id)
    if item.closed_at is not None:
        raise Conflict("item_closed", state=item.state)
    require_free(item, actor, clock.now())
    if item.state == ItemState.AWAITING_SECOND:
        raise Conflict("awaiting_second", item=item.id)
    chosen = check_verdict(ItemKind(item.kind), verdict)
    if chosen not in BULK.get(ItemKind(item.kind), frozenset()) or "merge" in item.facts:
        raise Conflict("not_in_bulk")
    kind, ids = subjects.entity_kind(item), subjects.entity_ids(item)
    if chosen is Verdict.DUPLICATE and not _are_identical(session, kind, ids):
        raise Conflict("not_identical")
    require_interest(session, actor, item, override=False)
    return subjects.versions_of(session, kind, ids)


def _are_identical(session: Session, kind: str, ids: Sequence[int]) -> bool:
    heads = [get_entity(session, kind, id_).head_rev_id for id_ in ids]
    return len({session.get_one(Revision, head).content_hash for head in heads}) == 1


def _decide(uow: UnitOfWork, actor: Actor, item: QueueItem, bulk: Bulk, asked: Asked) -> Decided:
    claimed = claim(uow, actor, item.id)
    uow.session.flush()
    given = Decision(
        lease_token=claimed.lease_token,
        verdict=bulk.verdict,
        versions=subjects.versions_of(uow.session, subjects.entity_kind(item), subjects.entity_ids(item)),
        reason=MergeReason.COPY,
        note=bulk.note,
    )
    prepared = prepare_decision(uow.session, actor, item.id, given, asked)
    decided = decide(uow, actor, prepared)
    uow.session.flush()
    return decided
