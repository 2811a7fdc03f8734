"""Merges: previewed, made, turned round, objected to."""

from flask import current_app

from scenariowiki.api import curating
from scenariowiki.api.answers import Answer, answer
from scenariowiki.api.auth import actor
from scenariowiki.api.blueprint import bp
from scenariowiki.api.limits import writing
from scenariowiki.api.once import Act
from scenariowiki.api.operation import writes
from scenariowiki.api.schemas.merges import MergeGiven, MergeMade, ObjectionGiven, SwapGiven
from scenariowiki.api.schemas.queue import ItemRef, MergePreview, PreviewQuery
from scenariowiki.curation.commands.merging import prepare_merge, preview_merge
from scenariowiki.curation.commands.queue import merge_directly
from scenariowiki.curation.commands.reporting import object_to_merge
from scenariowiki.curation.commands.swapping import SwapRequest, prepare_swap, swap
from scenariowiki.curation.rules.decisions import merge_reason
from scenariowiki.curation.rules.merging import MergeKind, MergeReason, MergeRequest
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
