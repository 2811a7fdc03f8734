"""Turning a merge round (M8): undone and made the other way in one transaction; the other number stays."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy.orm import Session

from scenariowiki.accounts.rules import Actor
from scenariowiki.curation.commands.foretelling import plan_of
from scenariowiki.curation.commands.merging import PreparedMerge, merge, prepare_merge
from scenariowiki.curation.commands.merging import sides as merge_sides
from scenariowiki.curation.commands.merging.effects import needs_second
from scenariowiki.curation.commands.merging.preparing import single_valued
from scenariowiki.curation.commands.queue.deciding import close, require_second_role
from scenariowiki.curation.commands.queue.directly import item_for
from scenariowiki.curation.commands.queue.leasing import claim
from scenariowiki.curation.commands.queue.values import PreparedDecision
from scenariowiki.curation.commands.unmerging import (
    PreparedUnmerge,
    UnmergeRequest,
    prepare_unmerge,
    unmerge,
)
from scenariowiki.curation.models import MergeOp, QueueItem
from scenariowiki.curation.rules import fields
from scenariowiki.curation.rules.decisions import Decision
from scenariowiki.curation.rules.fields import FieldRow
from scenariowiki.curation.rules.items import Verdict
from scenariowiki.curation.rules.merging import (
    Choice,
    Effect,
    FieldChoice,
    MergeKind,
    MergePlan,
    MergeReason,
    MergeRequest,
    UnmergeReason,
    check_states,
)
from scenariowiki.kernel.errors import Conflict, Forbidden
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.scenarios.commands.merging import get_entity
from scenariowiki.scenarios.models import Revision

Asked = Sequence[Callable[..., Any]]
MIRRORED: Mapping[str, Choice] = {
    Choice.KEEP_WINNER: Choice.TAKE_LOSER,
    Choice.TAKE_LOSER: Choice.KEEP_WINNER,
    Choice.COMBINE: Choice.COMBINE,
    Choice.EDITED: Choice.EDITED,
}


@dataclass(frozen=True, kw_only=True)
class SwapRequest:
    """How the merge is made the other way round; fields that are not named go on reading as they do now."""

    versions: Mapping[int, int]
    note: str = ""
    fields: Mapping[str, FieldChoice] = field(default_factory=dict)
    unticked: frozenset[int] | None = None
    keep_current: bool = False
    override: bool = False


@dataclass(frozen=True, kw_only=True)
class PreparedSwap:
    """What a swap would do; of the rows the winner is the side that is merged in now."""

    op: MergeOp
    undoing: PreparedUnmerge
    rows: tuple[FieldRow, ...]
    fields: Mapping[str, FieldChoice]
    unticked: frozenset[int]
    effects: tuple[Effect, ...]
    needs_second: tuple[str, ...]


def prepare_swap(session: Session, actor: Actor, op_id: int, asked: Asked = ()) -> PreparedSwap:
    """Tell what swapping a merge would do; raises `inactive`, `merged_further` or `bad_state` (M6)."""
    undoing = replace(prepare_unmerge(session, actor, op_id), cascade=())
    op = undoing.op
    kind = MergeKind(op.kind)
    winner, loser = get_entity(session, kind, op.winner_id), get_entity(session, kind, op.loser_id)
    if winner.canonical_id != winner.id:
        raise Conflict("merged_further")
    check_states(loser.pre_merge_state or "", winner.state)
    plan = MergePlan(
        kind=kind,
        winner_id=loser.id,
        loser_ids=(winner.id,),
        actor_id=actor.id,
        undone=plan_of(session, op),
    )
    effects = tuple(effect for ask in asked for effect in ask(session, plan))
    own, other = session.get_one(Revision, loser.head_rev_id).snapshot, undoing.text.snapshot
    rows = tuple(fields.compare(own, other, either=single_valued(session)))
    shown = session.get_one(Revision, winner.head_rev_id).snapshot
    united = {*(own.get("tags") or ()), *(other.get("tags") or ())}
    return PreparedSwap(
        op=op,
        undoing=undoing,
        rows=rows,
        fields=dict(_mirrored(op, rows, shown)),
        unticked=frozenset(united - set(shown.get("tags") or ())),
        effects=effects,
        needs_second=() if {*op.deciders} - {actor.id} else needs_second(session, plan, effects),
    )


def swap(uow: UnitOfWork, actor: Actor, prepared: PreparedSwap, given: SwapRequest) -> list[MergeOp]:
    """Undo a merge and make it the other way round; records both events.

    Raises what undoing and merging raise, and `second_curator` where the one who merged it alone would need
    another one to agree (M32): whoever else swaps it is that other one.
    """
    op = prepared.op
    why = UnmergeRequest(
        reason=UnmergeReason.SWAPPED,
        note=given.note,
        keep_current=given.keep_current,
        override=given.override,
        versions=given.versions,
        swapped=True,
    )
    unmerge(uow, actor, prepared.undoing, why)
    uow.react()  # what others had set aside for the merge is back before they are asked about the next one
    ready = prepare_merge(uow.session, actor, _request(uow, prepared, given), uow.merge_effects)
    is_alone = not ({*op.deciders} - {actor.id})
    if is_alone and ready.needs_second and not (ready.few_curators and given.override):
        raise Forbidden("second_curator")
    require_second_role(uow, ready.effects, (*op.deciders, actor.id))
    return _merge(uow, actor, op, ready)


def _mirrored(
    op: MergeOp, rows: Sequence[FieldRow], shown: Mapping[str, Any]
) -> Sequence[tuple[str, FieldChoice]]:
    """Turn the choices of the merge round, so that the page goes on reading as it does."""
    chosen: Mapping[str, str] = op.journal["fields"]
    found = []
    for row in rows:
        choice = MIRRORED.get(chosen.get(row.path, ""))
        if row.path == "tags" or choice is None or (row.is_same and choice is not Choice.EDITED):
            continue
        value = shown.get(row.path) if choice is Choice.EDITED else None
        if choice is Choice.EDITED and row.path == "steps":
            value = [step["text"] for step in value or ()]
        found.append((row.path, FieldChoice(choice=choice, value=value)))
    return found


def _request(uow: UnitOfWork, prepared: PreparedSwap, given: SwapRequest) -> MergeRequest:
    op = prepared.op
    kind = MergeKind(op.kind)
    ids = (op.winner_id, op.loser_id)
    versions = {id_: merge_sides.version_of(uow.session, get_entity(uow.session, kind, id_)) for id_ in ids}
    return MergeRequest(
        kind=kind,
        winner=op.loser_id,
        losers=(op.winner_id,),
        versions=versions,
        fields={**prepared.fields, **given.fields},
        unticked=prepared.unticked if given.unticked is None else given.unticked,
        reason=MergeReason(op.reason),
        note=given.note,
        override=given.override,
    )


def _merge(uow: UnitOfWork, actor: Actor, op: MergeOp, ready: PreparedMerge) -> list[MergeOp]:
    request = ready.request
    item = item_for(uow, actor, request)
    claim(uow, actor, item.id, override=request.override)
    deciders = tuple(dict.fromkeys((*op.deciders, actor.id)))
    ops = merge(uow, actor, ready, item, deciders=deciders)
    pair = min(op.winner_id, op.loser_id), max(op.winner_id, op.loser_id)
    close(
        uow,
        actor,
        item,
        _decided(item, ready),
        deciders=deciders,
        pair=pair,
        is_override=request.override and ready.has_conflict,
        kept={"swap_of": op.id},
    )
    return ops


def _decided(item: QueueItem, ready: PreparedMerge) -> PreparedDecision:
    request = ready.request
    given = Decision(
        lease_token=item.lease_token,
        verdict=Verdict.DUPLICATE,
        versions=request.versions,
        winner=request.winner,
        fields=request.fields,
        unticked=request.unticked,
        reason=request.reason,
        note=request.note,
        override=request.override,
    )
    return PreparedDecision(item_id=item.id, given=given, verdict=Verdict.DUPLICATE, merge=ready)
