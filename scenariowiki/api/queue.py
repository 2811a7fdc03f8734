"""The queue: listed, claimed, released, skipped, decided, taken back."""

import datetime as dt

from flask import current_app

from scenariowiki.api import curating
from scenariowiki.api.answers import Answer, answer
from scenariowiki.api.auth import actor
from scenariowiki.api.blueprint import bp
from scenariowiki.api.cursors import read_cursor, write_cursor
from scenariowiki.api.limits import asking, reading, writing
from scenariowiki.api.once import Act
from scenariowiki.api.operation import reads, writes
from scenariowiki.api.schemas.queue import (
    BulkGiven,
    BulkShown,
    ClaimGiven,
    DecisionGiven,
    DecisionShown,
    EventShown,
    ItemDetail,
    ItemPage,
    ItemShown,
    LeaseGiven,
    NothingGiven,
    PreviewQuery,
    QueueQuery,
)
from scenariowiki.curation import policy
from scenariowiki.curation.commands import queue
from scenariowiki.curation.commands.queue import Bulk, Decided
from scenariowiki.curation.commands.queue.looking import Look, look_at
from scenariowiki.curation.models import QueueItem
from scenariowiki.curation.queries import subjects
from scenariowiki.curation.queries.queue import Place, get_row, list_items
from scenariowiki.curation.rules.decisions import Decision
from scenariowiki.kernel import clock
from scenariowiki.kernel.errors import Invalid
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.runtime.curating import noting_refusals
from scenariowiki.runtime.session import read
from scenariowiki.scenarios import policy as wiki


@bp.get("/queue")
@asking
@reads(query=QueueQuery, answer=ItemPage, refusals=(403,))
def list_queue(query: QueueQuery) -> Answer:
    """List what waits for whoever asks: overdue first, then by urgency; SOP owners see versions of SOPs."""
    wiki.require(policy.may_work(actor()))
    question = ["queue", query.kind, query.state]
    rows = list_items(
        read(),
        actor(),
        now=clock.now(),
        kinds=query.kind,
        states=query.state,
        limit=query.limit + 1,
        after=_place(question, query.cursor),
    )
    shown = rows[: query.limit]
    following = None
    if len(rows) > query.limit:
        overdue, priority, created_at, id_ = shown[-1].place
        following = write_cursor(question, [int(overdue), float(priority), created_at.isoformat(), id_])
    return answer(ItemPage(items=[curating.show_item(row) for row in shown], next_cursor=following))


@bp.get("/queue/<item_id>")
@reading
@reads(answer=ItemDetail, refusals=(403,))
def show_queue_item(item_id: int) -> Answer:
    """Show an item with all that a decision needs."""
    seen = look_at(read(), actor(), item_id, asked=current_app.extensions["merge_effects"])
    return answer(_detail(seen))


@bp.post("/queue/<item_id>/claim")
@writing
@writes(body=ClaimGiven, answer=ItemShown)
def claim_item(item_id: int, body: ClaimGiven) -> Act:
    """Claim an item for a quarter of an hour, or go on with one's own."""
    person = actor()

    def act(uow: UnitOfWork) -> Answer:
        return _shown(uow, queue.claim(uow, person, item_id, override=body.override))

    return act


@bp.post("/queue/<item_id>/renew")
@writing
@writes(body=LeaseGiven, answer=ItemShown)
def renew_item(item_id: int, body: LeaseGiven) -> Act:
    """Keep a lease, an hour at most."""
    person = actor()
    return lambda uow: _shown(uow, queue.renew(uow, person, item_id, body.lease_token))


@bp.post("/queue/<item_id>/release")
@writing
@writes(body=LeaseGiven, answer=ItemShown)
def release_item(item_id: int, body: LeaseGiven) -> Act:
    """Give an item back undecided."""
    person = actor()
    return lambda uow: _shown(uow, queue.release(uow, person, item_id, body.lease_token))


@bp.post("/queue/<item_id>/skip")
@writing
@writes(body=NothingGiven, answer=ItemShown)
def skip_item(item_id: int, body: NothingGiven) -> Act:
    """Put an item off for a week, for oneself."""
    del body
    person = actor()
    return lambda uow: _shown(uow, queue.skip(uow, person, item_id))


@bp.post("/queue/<item_id>/decision")
@writing
@writes(body=DecisionGiven, answer=DecisionShown)
def decide_item(item_id: int, body: DecisionGiven) -> Act:
    """Decide an item under one's lease; the same lease again gives the same answer."""
    person = actor()
    item = queue.read_item(read(), person, item_id)
    given = _decision(item, body)
    with noting_refusals(person, item_id, given):
        prepared = queue.prepare_decision(
            read(), person, item_id, given, current_app.extensions["merge_effects"]
        )

    def act(uow: UnitOfWork) -> Answer:
        with noting_refusals(person, item_id, given, uow):
            decided = queue.decide(uow, person, prepared)
            uow.react()
        return _decided(uow, decided)

    return act


@bp.post("/queue/<item_id>/withdraw")
@writing
@writes(body=NothingGiven, answer=ItemShown)
def withdraw_decision(item_id: int, body: NothingGiven) -> Act:
    """Take one's own decision back within the minute."""
    del body
    person = actor()
    return lambda uow: _shown(uow, queue.withdraw(uow, person, item_id))


@bp.post("/queue/decisions")
@writing
@writes(body=BulkGiven, answer=BulkShown, query=PreviewQuery, refusals=(404, 409))
def decide_several(body: BulkGiven, query: PreviewQuery) -> Act | Answer:
    """Decide several items together: exact copies, distinct pairs, reviews that change nothing."""
    person = actor()
    if query.preview == "1":
        return answer(_bulk(queue.prepare_bulk(read(), person, body.items, body.verdict), ()))
    seen = {int(key): versions for key, versions in body.versions.items() if key.isdigit()}
    found = {id_: queue.read_item(read(), person, id_) for id_ in body.items}
    bulk = Bulk(
        item_ids=tuple(dict.fromkeys(body.items)),
        verdict=body.verdict,
        seen={
            id_: curating.versions_given(read(), subjects.entity_kind(item), seen.get(id_, {}))
            for id_, item in found.items()
        },
        note=body.note,
    )

    def act(uow: UnitOfWork) -> Answer:
        return answer(_bulk(bulk, queue.decide_bulk(uow, person, bulk, uow.merge_effects), uow))

    return act


def _decision(item: QueueItem, body: DecisionGiven) -> Decision:
    kind = subjects.entity_kind(item)
    return Decision(
        lease_token=body.lease_token,
        verdict=body.verdict,
        versions=curating.versions_given(read(), kind, body.versions),
        winner=None if body.winner is None else curating.to_id(read(), kind, body.winner),
        fields=curating.choices(body.fields),
        unticked=curating.tags(read(), body.without_tags),
        reason=body.reason,
        note=body.note,
        override=body.override,
        keep_current=body.keep_current,
        successor=body.successor,
    )


def _shown(uow: UnitOfWork, item: QueueItem) -> Answer:
    uow.session.flush()
    return answer(_item(uow, item))


def _item(uow: UnitOfWork, item: QueueItem) -> ItemShown:
    row = get_row(uow.session, actor(), item.id, now=uow.now)
    kind = subjects.entity_kind(item)
    seen = subjects.versions_of(uow.session, kind, subjects.merge_ids(uow.session, item))
    return curating.show_item(
        row,
        lease_token=item.lease_token if row.is_mine else None,
        versions=curating.versions_shown(uow.session, kind, seen),
    )


def _decided(uow: UnitOfWork, decided: Decided) -> Answer:
    uow.session.flush()
    shown = DecisionShown(
        item=_item(uow, decided.item),
        ops=curating.show_ops(uow.session, decided.ops),
        needs_second=list(decided.needs_second),
    )
    return answer(shown)


def _detail(seen: Look) -> ItemDetail:
    versions = curating.versions_shown(read(), seen.kind, seen.versions)
    return ItemDetail(
        item=curating.show_item(
            seen.row, lease_token=seen.item.lease_token if seen.row.is_mine else None, versions=versions
        ),
        versions=versions,
        reasons=list(seen.reasons),
        contested=seen.is_contested,
        author_said_different=seen.is_called_different,
        preview=curating.show_preview(read(), seen.preview) if seen.preview else None,
        refusal=seen.refusal,
        log=[EventShown(name=one.name, at=one.at, by=one.by, facts=one.facts) for one in seen.log],
    )


def _bulk(bulk: Bulk, decided: tuple[()] | list[Decided], uow: UnitOfWork | None = None) -> BulkShown:
    session = uow.session if uow else read()
    session.flush()
    versions = {}
    for id_ in bulk.item_ids:
        item = session.get_one(QueueItem, id_)
        versions[str(id_)] = curating.versions_shown(session, subjects.entity_kind(item), bulk.seen[id_])
    ops = [op for one in decided for op in curating.show_ops(session, one.ops)]
    ids = [one.item.id for one in decided] if uow else list(bulk.item_ids)
    return BulkShown(items=ids, versions=versions, ops=ops)


def _place(question: object, cursor: str | None) -> Place | None:
    place = read_cursor(question, cursor, (int, float, str, int))
    if place is None:
        return None
    overdue, priority, moment, id_ = place
    try:
        created_at = dt.datetime.fromisoformat(moment)
    except ValueError:
        raise Invalid(fields={"cursor": "bad_cursor"}) from None
    if created_at.tzinfo is None or not 0 <= id_ < 2**31:
        raise Invalid(fields={"cursor": "bad_cursor"})
    return bool(overdue), priority, created_at, id_
