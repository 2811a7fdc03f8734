"""Merges: previewed, made, shown, undone, objected to."""

from collections.abc import Mapping

from flask import current_app

from scenariowiki.accounts import queries as accounts
from scenariowiki.api import curating
from scenariowiki.api.answers import Answer, answer
from scenariowiki.api.auth import actor
from scenariowiki.api.blueprint import bp
from scenariowiki.api.limits import reading, writing
from scenariowiki.api.once import Act
from scenariowiki.api.operation import reads, writes
from scenariowiki.api.schemas.merges import (
    MergedOp,
    MergeGiven,
    MergeMade,
    MergeShown,
    ObjectionGiven,
    SwapGiven,
    UndoGiven,
)
from scenariowiki.api.schemas.queue import ItemRef, MergePreview, PreviewQuery
from scenariowiki.curation.commands.merging import prepare_merge, preview_merge
from scenariowiki.curation.commands.queue import merge_directly
from scenariowiki.curation.commands.reporting import object_to_merge
from scenariowiki.curation.commands.swapping import SwapRequest, prepare_swap, swap
from scenariowiki.curation.commands.unmerging import UnmergeRequest, get_op, prepare_unmerge, unmerge_all
from scenariowiki.curation.models import MergeOp
from scenariowiki.curation.queries import subjects
from scenariowiki.curation.rules.decisions import merge_reason
from scenariowiki.curation.rules.merging import MergeKind, MergeReason, MergeRequest
from scenariowiki.kernel.errors import Conflict, NotFound
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.runtime.session import read


@bp.post("/merges")
@writing
@writes(
    body=MergeGiven,
    answer=MergeMade,
    status=201,
    refusals=(404, 409),
    query=PreviewQuery,
    others=((200, MergePreview), (202, ItemRef)),
)
def make_merge(body: MergeGiven, query: PreviewQuery) -> Act | Answer:
    """Merge, all losers or none; with `preview=1`, tell what that would do."""
    person, asked = actor(), current_app.extensions["merge_effects"]
    request = _request(body, is_preview=query.preview == "1")
    if query.preview == "1":
        return answer(curating.show_preview(read(), preview_merge(read(), person, request, asked)))
    prepared = prepare_merge(read(), person, request, asked)

    def act(uow: UnitOfWork) -> Answer:
        decided = merge_directly(uow, person, prepared)
        uow.session.flush()
        if not decided.ops:
            return answer(ItemRef(item=decided.item.id), 202)
        ops = curating.show_ops(uow.session, decided.ops)
        location = f"/api/v1/merges/{decided.ops[0].id}"
        return answer(MergeMade(id=decided.ops[0].id, ops=ops), 201, location=location)

    return act


@bp.get("/merges/<merge_id>")
@reading
@reads(answer=MergeShown)
def show_merge(merge_id: int) -> Answer:
    """Show a merge: what became one, by whom and why, and what of it was undone."""
    return answer(_shown(get_op(read(), actor(), merge_id)))


@bp.post("/merges/<merge_id>/undo")
@writing
@writes(body=UndoGiven, answer=MergeShown)
def undo_merge(merge_id: int, body: UndoGiven) -> Act:
    """Undo a merge, one op of it or all that are active."""
    person = actor()
    chosen = _to_undo(get_op(read(), person, merge_id), body.op)
    for op in chosen:
        prepare_unmerge(read(), person, op)
    request = UnmergeRequest(
        reason=body.reason,
        note=body.note,
        keep_current=body.keep_current,
        override=body.override,
        versions=_seen(chosen, body.versions),
    )

    def act(uow: UnitOfWork) -> Answer:
        unmerge_all(uow, person, chosen, request)
        return answer(_shown(get_op(uow.session, person, merge_id), uow))

    return act


@bp.post("/merges/<merge_id>/swap")
@writing
@writes(
    body=SwapGiven,
    answer=MergeMade,
    status=201,
    refusals=(404, 409),
    query=PreviewQuery,
    others=((200, MergePreview),),
)
def swap_merge(merge_id: int, body: SwapGiven, query: PreviewQuery) -> Act | Answer:
    """Turn one merge round, so that the other number stays; with `preview=1`, tell what that would do."""
    person = actor()
    prepared = prepare_swap(read(), person, merge_id, current_app.extensions["merge_effects"])
    if query.preview == "1":
        return answer(curating.show_swap(read(), prepared))
    kind = MergeKind(prepared.op.kind)
    given = SwapRequest(
        versions=curating.versions_given(read(), kind, body.versions),
        note=body.note,
        fields=curating.choices(body.fields),
        unticked=None if body.without_tags is None else curating.tags(read(), body.without_tags),
        keep_current=body.keep_current,
        override=body.override,
    )

    def act(uow: UnitOfWork) -> Answer:
        found = prepare_swap(uow.session, person, merge_id, uow.merge_effects)
        ops = swap(uow, person, found, given)
        uow.session.flush()
        made = curating.show_ops(uow.session, ops)
        return answer(MergeMade(id=ops[0].id, ops=made), 201, location=f"/api/v1/merges/{ops[0].id}")

    return act


@bp.post("/merges/<merge_id>/objections")
@writing
@writes(body=ObjectionGiven, answer=ItemRef, status=201)
def object_to(merge_id: int, body: ObjectionGiven) -> Act:
    """Object to the merge of one's own scenario or solution; a curator who had no part in it decides."""
    person = actor()

    def act(uow: UnitOfWork) -> Answer:
        return answer(ItemRef(item=object_to_merge(uow, person, merge_id, body.note).id), 201)

    return act


def _request(body: MergeGiven, *, is_preview: bool) -> MergeRequest:
    session = read()
    reason = MergeReason.SAME_SITUATION if is_preview and body.reason is None else merge_reason(body.reason)
    return MergeRequest(
        kind=body.kind,
        winner=curating.to_id(session, body.kind, body.winner),
        losers=tuple(curating.to_id(session, body.kind, one) for one in body.losers),
        versions=curating.versions_given(session, body.kind, body.versions),
        fields=curating.choices(body.fields),
        unticked=curating.tags(session, body.without_tags),
        reason=reason,
        note=body.note,
        override=body.override,
    )


def _to_undo(op: MergeOp, chosen: int | None) -> list[int]:
    """List the ops to undo, the last first; one that is not of this merge is not there."""
    ops = _batch(op)
    if chosen is not None:
        if chosen not in {one.id for one in ops}:
            raise NotFound("no_merge")
        return [chosen]
    active = [one.id for one in ops if one.undone_at is None]
    if not active:
        raise Conflict("inactive")
    return active[::-1]


def _seen(chosen: list[int], versions: Mapping[str, int]) -> dict[int, int]:
    """Turn what was seen of the chosen ops into ids; of a batch more is shown than one op needs."""
    ops = [get_op(read(), actor(), id_) for id_ in chosen]
    given = curating.versions_given(read(), MergeKind(ops[0].kind), versions)
    wanted = {id_ for op in ops for id_ in (op.winner_id, op.loser_id)}
    return {id_: seq for id_, seq in given.items() if id_ in wanted}


def _batch(op: MergeOp, uow: UnitOfWork | None = None) -> list[MergeOp]:
    found = subjects.ops_of(uow.session if uow else read(), op.item_id, withdrawn=True)
    return [one for one in found if one.batch_id == op.batch_id]


def _shown(op: MergeOp, uow: UnitOfWork | None = None) -> MergeShown:
    session = uow.session if uow else read()
    ops = _batch(op, uow)
    kind = MergeKind(op.kind)
    names = curating.names_of(session, kind, {op.winner_id, *(one.loser_id for one in ops)})
    people = accounts.names_of(
        session, {op.applied_by, *op.deciders, *(one.undone_by for one in ops if one.undone_by)}
    )
    return MergeShown(
        id=ops[0].id,
        kind=kind,
        winner=names[op.winner_id],
        ops=[
            MergedOp(
                id=one.id,
                loser=names[one.loser_id],
                undone_at=one.undone_at,
                undone_by=people.get(one.undone_by) if one.undone_by else None,
                undo_reason=one.undo_reason,
                undo_note=one.undo_note,
                withdrawn=one.withdrawn,
            )
            for one in ops
        ],
        item=op.item_id,
        deciders=[people.get(id_, "") for id_ in op.deciders],
        reason=op.reason,
        note=op.note,
        applied_at=op.applied_at,
        applied_by=people.get(op.applied_by, ""),
        fields=dict(op.journal.get("fields", {})),
        versions=curating.versions_shown(session, kind, subjects.versions_of_ops(session, ops)),
    )
