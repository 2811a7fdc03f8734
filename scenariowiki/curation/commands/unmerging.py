"""Taking a merge apart: any active one, at any time, in any order (U1); nothing else changes (U2)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from scenariowiki.accounts.rules import Actor, Permission
from scenariowiki.curation.commands import verdicts
from scenariowiki.curation.commands.merging.preparing import check_words
from scenariowiki.curation.commands.merging.sides import lock
from scenariowiki.curation.commands.retargeting import restore, settle_solutions
from scenariowiki.curation.events import ScenarioUnmerged, SolutionUnmerged
from scenariowiki.curation.models import MergeOp
from scenariowiki.curation.queries import standing, subjects
from scenariowiki.curation.rules.items import Verdict
from scenariowiki.curation.rules.merging import MergeKind, UnmergeReason
from scenariowiki.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.scenarios import policy
from scenariowiki.scenarios.commands import merging
from scenariowiki.scenarios.commands.merging import Entity
from scenariowiki.scenarios.commands.preparation import Prepared, finish
from scenariowiki.scenarios.models import Revision, Scenario, Solution
from scenariowiki.scenarios.queries import current_template, groups
from scenariowiki.scenarios.rules.content import comparable, storable
from scenariowiki.scenarios.rules.states import RevisionKind, RevisionState
from scenariowiki.text import merge3


@dataclass(frozen=True, kw_only=True)
class PreparedUnmerge:
    """One op with the text its winner gets back; `cascade` are solution merges that go with it (U6).

    `conflicts` are passages that changed since the merge: only a person may say to keep them (U5).
    """

    op: MergeOp
    head_id: int
    text: Prepared
    conflicts: tuple[merge3.FieldConflict, ...]
    cascade: tuple["PreparedUnmerge", ...] = ()
    has_conflict_of_interest: bool = False
    few_curators: bool = False

    def all_conflicts(self) -> tuple[merge3.FieldConflict, ...]:
        """List the conflicts of this op and of those that go with it."""
        return (*self.conflicts, *(one for other in self.cascade for one in other.all_conflicts()))


@dataclass(frozen=True, kw_only=True)
class UnmergeRequest:
    """Why a merge is undone; `withdrawn` within the minute it is as if it had never been (Q9).

    `versions` are those of both sides that a preview showed (U12), None where that is checked already.
    `swapped` when the same two are merged the other way round at once (M8): what lies between them stays.
    """

    reason: UnmergeReason = UnmergeReason.OTHER
    note: str = ""
    keep_current: bool = False
    override: bool = False
    versions: Mapping[int, int] | None = None
    withdrawn: bool = False
    swapped: bool = False


def get_op(session: Session, actor: Actor, op_id: int) -> MergeOp:
    """Return a merge whose winner the actor may read; NotFound for others."""
    op = session.get(MergeOp, op_id)
    if op is None or not policy.may_read(actor, _scenario(session, op)):
        raise NotFound("no_merge")
    return op


def prepare_unmerge(session: Session, actor: Actor, op_id: int) -> PreparedUnmerge:
    """Prepare an undoing: the winner's text without what came by the merge; raises `inactive` (U10)."""
    policy.require(actor.may(Permission.CURATE))
    op = get_op(session, actor, op_id)
    if op.undone_at is not None:
        raise Conflict("inactive")
    kind = MergeKind(op.kind)
    stakes = tuple(
        standing.stake_in(session, kind, merging.get_entity(session, kind, id_).canonical_id or id_)
        for id_ in (op.winner_id, op.loser_id)
    )
    return _prepare(
        session,
        op,
        cascade=tuple(_prepare(session, one) for one in _crossing(session, op)),
        has_conflict_of_interest=standing.conflicted(stakes, actor.id),
        few_curators=standing.few_left(session, stakes),
    )


def unmerge(
    uow: UnitOfWork, actor: Actor, prepared: PreparedUnmerge, request: UnmergeRequest
) -> list[MergeOp]:
    """Undo one merge, and the solution merges that would join two scenarios; records one event each.

    Raises `inactive`, `conflict_of_interest` and `stale_preview` (U12), or `unmerge_conflict` unless the
    present text may stay.
    """
    if not request.withdrawn:
        check_words(request.note)
        _check_reason(request)
        _check_interest(prepared, request)
    prepared = _as_it_stands(uow, actor, prepared)
    check_shown(uow.session, [prepared.op], request.versions)
    request = replace(request, override=request.override and prepared.has_conflict_of_interest)
    if request.swapped:
        prepared = replace(prepared, cascade=())
    if prepared.all_conflicts() and not request.keep_current:
        raise Conflict("unmerge_conflict", fields=[one.field for one in prepared.all_conflicts()])
    undone = [_undo_along(uow, actor, one.op, request) for one in prepared.cascade]
    undone.insert(0, _undo(uow, actor, prepared, request, cascade=False))
    if not request.swapped:
        settle_solutions(uow, actor, _touched(uow.session, prepared.op))
    return undone


def unmerge_all(uow: UnitOfWork, actor: Actor, op_ids: Sequence[int], request: UnmergeRequest) -> None:
    """Undo several merges of a batch or none, in the order given; what was shown is checked for all first."""
    ops = [get_op(uow.session, actor, id_) for id_ in op_ids]
    lock(
        uow.session,
        MergeKind(ops[0].kind),
        sorted({id_ for op in ops for id_ in (op.winner_id, op.loser_id)}),
    )
    check_shown(uow.session, ops, request.versions)
    for id_ in op_ids:
        unmerge(uow, actor, prepare_unmerge(uow.session, actor, id_), replace(request, versions=None))
        uow.session.flush()


def check_shown(session: Session, ops: Collection[MergeOp], versions: Mapping[int, int] | None) -> None:
    """Raise `stale_preview` where a side of a merge is not as it was shown (U12, M9)."""
    if versions is not None and dict(versions) != subjects.versions_of_ops(session, ops):
        raise Conflict("stale_preview")


def _undo_along(uow: UnitOfWork, actor: Actor, op: MergeOp, request: UnmergeRequest) -> MergeOp:
    """Undo one of several that go along: what was undone before it may have changed the same winner."""
    prepared = _prepare(uow.session, op)
    if prepared.conflicts and not request.keep_current:
        raise Conflict("unmerge_conflict", fields=[one.field for one in prepared.conflicts])
    return _undo(uow, actor, prepared, request, cascade=True)


def _prepare(session: Session, op: MergeOp, **more: Any) -> PreparedUnmerge:
    winner = merging.get_entity(session, op.kind, op.winner_id)
    head = session.get_one(Revision, winner.head_rev_id)
    parent = session.get_one(Revision, op.journal["first_parent"])
    snapshot, conflicts = _without_merge(session, op, head, parent)
    text = finish(session, Prepared(snapshot=snapshot), current_template(session), (head, parent))
    return PreparedUnmerge(op=op, head_id=head.id, text=text, conflicts=conflicts, **more)


def _without_merge(
    session: Session, op: MergeOp, head: Revision, parent: Revision
) -> tuple[dict[str, Any], tuple[merge3.FieldConflict, ...]]:
    """Take the merge's changes out of the text (U5); what was hidden since is not brought back (U11)."""
    if parent.state == RevisionState.HIDDEN:
        return dict(head.snapshot), ()
    if head.id == op.journal["merge_rev"]:
        return dict(parent.snapshot), ()
    merged = session.get_one(Revision, op.journal["merge_rev"])
    found = merge3.merge_snapshot(
        comparable(merged.snapshot), comparable(head.snapshot), comparable(parent.snapshot)
    )
    return storable(found.merged), found.conflicts


def _crossing(session: Session, op: MergeOp) -> list[MergeOp]:
    """List the active solution merges whose two sides the undoing puts into different scenarios (U6)."""
    if op.kind != MergeKind.SCENARIO:
        return []
    loser = session.get_one(Scenario, op.loser_id)
    parting = merging.reaching(session, loser)
    beside = select(Solution.id, Solution.scenario_id).where(groups.solutions_of(loser.canonical_id))
    homes: dict[int, bool] = {row.id: row.scenario_id in parting for row in session.execute(beside)}
    active = (
        select(MergeOp)
        .where(MergeOp.kind == MergeKind.SOLUTION, MergeOp.undone_at.is_(None), MergeOp.loser_id.in_(homes))
        .order_by(MergeOp.id.desc())
    )
    return [one for one in session.scalars(active) if homes[one.loser_id] != homes.get(one.winner_id)]


def _check_reason(request: UnmergeRequest) -> None:
    if (request.reason is UnmergeReason.SWAPPED) is not request.swapped:
        raise Invalid(fields={"reason": "not_a_choice"})


def _check_interest(prepared: PreparedUnmerge, request: UnmergeRequest) -> None:
    if prepared.has_conflict_of_interest and not (prepared.few_curators and request.override):
        raise Forbidden("conflict_of_interest", few=prepared.few_curators)


def _as_it_stands(uow: UnitOfWork, actor: Actor, prepared: PreparedUnmerge) -> PreparedUnmerge:
    """Lock both sides, what they are read as and the op; prepare once more as the world is now."""
    op = prepared.op
    root = merging.get_entity(uow.session, op.kind, op.loser_id).canonical_id
    lock(uow.session, MergeKind(op.kind), (op.winner_id, op.loser_id, root or op.winner_id))
    again = select(MergeOp).where(MergeOp.id == op.id)
    found = uow.session.scalars(again.with_for_update().execution_options(populate_existing=True)).one()
    if found.undone_at is not None:
        raise Conflict("inactive")
    return prepare_unmerge(uow.session, actor, op.id)


def _undo(
    uow: UnitOfWork, actor: Actor, prepared: PreparedUnmerge, request: UnmergeRequest, *, cascade: bool
) -> MergeOp:
    op = prepared.op
    kind = MergeKind(op.kind)
    loser = merging.get_entity(uow.session, kind, op.loser_id)
    winner = merging.get_entity(uow.session, kind, op.winner_id)
    former = _scenario(uow.session, op)
    revision = merging.store_merged(
        uow, actor, prepared.text, winner, kind=RevisionKind.UNMERGE, summary=request.note
    )
    merging.part(uow.session, loser)
    op.undone_at, op.undone_by = uow.now, actor.id
    op.undo_reason, op.undo_note = request.reason, request.note.strip()
    op.withdrawn = request.withdrawn
    uow.session.flush()
    restore(uow, actor, op.journal["items_moved"], op.journal["items_closed"])
    if request.withdrawn or cascade or request.swapped:
        verdicts.forget(uow, kind, (op.winner_id, op.loser_id), op.journal["verdict_before"])
    else:
        pair = (op.winner_id, op.loser_id)
        verdicts.judge(uow, actor, kind, pair, Verdict.DISTINCT, (actor.id,), unmerged=True)
    _record(uow, actor, op, (winner, loser), former, revision, request=request, cascade=cascade)
    return op


def _record(  # noqa: PLR0913 - an undoing's circumstances
    uow: UnitOfWork,
    actor: Actor,
    op: MergeOp,
    entities: tuple[Entity, Entity],
    former: Scenario,
    revision: Revision,
    *,
    request: UnmergeRequest,
    cascade: bool,
) -> None:
    winner, loser = entities
    facts: dict[str, Any] = {
        "scenario_id": former.id,
        "op_id": op.id,
        "loser_id": loser.id,
        "item_id": op.item_id,
        "revision_id": revision.id,
        "deciders": tuple(op.deciders),
        "loser_author_id": loser.author_id,
        "winner_author_id": winner.author_id,
        "withdrawn": op.withdrawn,
        "swapped": request.swapped,
        "override": request.override,
    }
    if isinstance(winner, Scenario):
        uow.record(ScenarioUnmerged(**facts), by=actor, subject=former.id)
        return
    event = SolutionUnmerged(solution_id=winner.id, cascade=cascade, **facts)
    uow.record(event, by=actor, subject=former.id)


def _scenario(session: Session, op: MergeOp) -> Scenario:
    """Return the canonical scenario that the winner of an op is read under."""
    winner = merging.get_entity(session, op.kind, op.winner_id)
    if isinstance(winner, Scenario):
        return groups.canonical(session, winner)
    return groups.scenario_of(session, winner)


def _touched(session: Session, op: MergeOp) -> Sequence[int]:
    if op.kind != MergeKind.SCENARIO:
        return ()
    rows = (session.get_one(Scenario, id_) for id_ in (op.loser_id, op.winner_id))
    return [groups.canonical(session, row).id for row in rows]
