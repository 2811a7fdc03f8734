"""A merge by itself: shown, undone, and what was written since given to the other side."""

from collections.abc import Mapping, Sequence

from flask import current_app
from sqlalchemy.orm import Session

from scenariowiki.accounts import queries as accounts
from scenariowiki.accounts.rules import Permission
from scenariowiki.api import curating
from scenariowiki.api.answers import Answer, answer
from scenariowiki.api.auth import actor
from scenariowiki.api.blueprint import bp
from scenariowiki.api.limits import reading, writing
from scenariowiki.api.once import Act
from scenariowiki.api.operation import reads, writes
from scenariowiki.api.schemas.merges import (
    MergedOp,
    MergeShown,
    ObjectMoved,
    RehomeGiven,
    SinceShown,
    UndoGiven,
    UndoPreview,
    UndoQuery,
)
from scenariowiki.api.schemas.queue import EffectShown
from scenariowiki.curation.commands.foretelling import effects_of_undoing
from scenariowiki.curation.commands.rehoming import rehome
from scenariowiki.curation.commands.unmerging import (
    PreparedUnmerge,
    UnmergeRequest,
    get_op,
    prepare_unmerge,
    unmerge_all,
)
from scenariowiki.curation.models import MergeOp
from scenariowiki.curation.queries import subjects
from scenariowiki.curation.queries.since import written_since
from scenariowiki.curation.rules.merging import MergeKind
from scenariowiki.kernel.errors import Conflict, NotFound
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.runtime.session import read

REHOMED = "Belongs to the other side of a merge."


@bp.get("/merges/<merge_id>")
@reading
@reads(answer=MergeShown)
def show_merge(merge_id: int) -> Answer:
    """Show a merge: what became one, by whom and why, and what of it was undone."""
    return answer(_shown(get_op(read(), actor(), merge_id)))


@bp.get("/merges/<merge_id>/undo")
@reading
@reads(answer=UndoPreview, query=UndoQuery, refusals=(409,))
def foretell_undoing(merge_id: int, query: UndoQuery) -> Answer:
    """Tell what undoing a merge would do, one op of it or all that are active."""
    person = actor()
    chosen = _to_undo(get_op(read(), person, merge_id), query.op)
    return answer(_foretold([prepare_unmerge(read(), person, op) for op in chosen]))


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


@bp.post("/merges/<merge_id>/rehome")
@writing
@writes(body=RehomeGiven, answer=ObjectMoved)
def rehome_object(merge_id: int, body: RehomeGiven) -> Act:
    """Give one object, written after a merge, to the other side of it; the same again brings it back (U7)."""
    person = actor()

    def act(uow: UnitOfWork) -> Answer:
        side = rehome(uow, person, merge_id, body.part, body.id, REHOMED)
        kind = MergeKind(get_op(uow.session, person, merge_id).kind)
        return answer(
            ObjectMoved(part=body.part, id=body.id, side=curating.names_of(uow.session, kind, {side})[side])
        )

    return act


def _foretold(prepared: Sequence[PreparedUnmerge]) -> UndoPreview:
    session, ops = read(), [one.op for one in prepared]
    kind = MergeKind(ops[0].kind)
    effects = effects_of_undoing(session, prepared, current_app.extensions["unmerge_effects"])
    return UndoPreview(
        ops=curating.show_ops(session, ops),
        cascade=[along.op.id for one in prepared for along in one.cascade],
        conflicts=sorted({found.field for one in prepared for found in one.all_conflicts()}),
        effects=[EffectShown(code=one.code, facts=dict(one.facts)) for one in effects],
        versions=curating.versions_shown(session, kind, subjects.versions_of_ops(session, ops)),
        conflict_of_interest=any(one.has_conflict_of_interest for one in prepared),
        few_curators=any(one.few_curators for one in prepared),
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
        since=_since(session, op) if actor().may(Permission.CURATE) else [],
    )


def _since(session: Session, op: MergeOp) -> list[SinceShown]:
    """List what may be given to the other side of an op; a batch has a list for each of its ops."""
    names = curating.names_of(session, MergeKind(op.kind), {op.winner_id, op.loser_id})
    return [
        SinceShown(part=one.part, id=one.id, side=names[one.side], text=one.text, by=one.by, at=one.at)
        for one in written_since(session, op)
    ]
