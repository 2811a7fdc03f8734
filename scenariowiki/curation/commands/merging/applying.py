"""Applying a prepared merge in one transaction: text, edge, queue, verdict and event of each loser (M10)."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from scenariowiki.accounts.rules import Actor
from scenariowiki.curation.commands import verdicts
from scenariowiki.curation.commands.merging import sides
from scenariowiki.curation.commands.merging.preparing import compose_loser, prepare_merge
from scenariowiki.curation.commands.merging.values import PreparedLoser, PreparedMerge
from scenariowiki.curation.commands.retargeting import retarget
from scenariowiki.curation.events import ScenarioMerged, SolutionMerged
from scenariowiki.curation.models import MergeOp, QueueItem
from scenariowiki.curation.rules.items import Verdict
from scenariowiki.curation.rules.merging import Journal, MergeRequest
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.scenarios.commands import merging
from scenariowiki.scenarios.commands.merging import Entity
from scenariowiki.scenarios.models import Revision, Scenario, Solution
from scenariowiki.scenarios.queries import groups
from scenariowiki.scenarios.rules.states import RevisionKind


@dataclass(frozen=True, kw_only=True)
class Deciding:
    """Who decides, together with whom, on which item."""

    actor: Actor
    deciders: tuple[int, ...]
    item: QueueItem


def merge(
    uow: UnitOfWork,
    actor: Actor,
    prepared: PreparedMerge,
    item: QueueItem,
    *,
    deciders: Sequence[int],
) -> list[MergeOp]:
    """Merge every loser into the winner, all or none (M10); records one event each.

    Sides that moved since the preparation raise `stale_preview`; whatever else they refuse is asked anew.
    """
    request = prepared.request
    sides.lock(uow.session, request.kind, (request.winner, *request.losers))
    prepared = _as_it_stands(uow, actor, prepared)
    winner, losers = sides.resolve_shown(uow.session, actor, request)
    ops = [
        _apply(
            uow, Deciding(actor=actor, deciders=tuple(deciders), item=item), prepared, one, (winner, loser)
        )
        for one, loser in zip(prepared.losers, losers, strict=True)
    ]
    for op in ops:
        op.batch_id = ops[0].id
    uow.session.flush()
    return ops


def _as_it_stands(uow: UnitOfWork, actor: Actor, prepared: PreparedMerge) -> PreparedMerge:
    """Prepare once more, under the lock, where a text moved; a version that moved refuses by itself."""
    kind = prepared.request.kind
    heads = {one.id: one.head_id for one in prepared.losers}
    heads[prepared.request.winner] = prepared.losers[0].winner_head_id
    if all(merging.get_entity(uow.session, kind, id_).head_rev_id == head for id_, head in heads.items()):
        return prepared
    return prepare_merge(uow.session, actor, prepared.request, uow.merge_effects)


def _apply(
    uow: UnitOfWork,
    by: Deciding,
    prepared: PreparedMerge,
    one: PreparedLoser,
    entities: tuple[Entity, Entity],
) -> MergeOp:
    winner, loser = entities
    request = prepared.request
    if winner.head_rev_id != one.winner_head_id:  # an earlier loser of the batch changed it
        one = compose_loser(uow.session, request, winner, loser, strict=True)
    first_parent = winner.head_rev_id
    revision = _store(uow, by.actor, request, one, (winner, loser))
    late = _is_late(loser, winner)
    merging.join(uow.session, loser, winner)
    moved, closed = retarget(uow, by.actor, request.kind, loser.id, winner.id, but=by.item.id)
    journal = Journal(
        merge_rev=revision.id,
        first_parent=first_parent,
        fields=one.chosen,
        items_moved=moved,
        items_closed=closed,
        effects=[{"code": effect.code, "facts": dict(effect.facts)} for effect in prepared.effects],
        verdict_before=verdicts.verdict_before(uow, request.kind, (winner.id, loser.id)),
        self_proposed=by.item.created_by in by.deciders,
        override=request.override and prepared.has_conflict,
    )
    op = _op(uow, by, request, (winner, loser), journal)
    verdicts.judge(uow, by.actor, request.kind, (winner.id, loser.id), Verdict.DUPLICATE, by.deciders)
    _record(uow, by.actor, op, (winner, loser), late=late)
    return op


def _store(
    uow: UnitOfWork,
    actor: Actor,
    request: MergeRequest,
    one: PreparedLoser,
    entities: tuple[Entity, Entity],
) -> Revision:
    winner, loser = entities
    assert one.text is not None  # noqa: S101 - only a preview may lack it
    return merging.store_merged(
        uow,
        actor,
        one.text,
        winner,
        kind=RevisionKind.MERGE,
        summary=request.note,
        second_parent_id=loser.head_rev_id,
    )


def _op(
    uow: UnitOfWork,
    by: Deciding,
    request: MergeRequest,
    entities: tuple[Entity, Entity],
    journal: Journal,
) -> MergeOp:
    winner, loser = entities
    op = MergeOp(
        kind=request.kind,
        loser_id=loser.id,
        winner_id=winner.id,
        item_id=by.item.id,
        deciders=list(by.deciders),
        reason=request.reason,
        note=request.note.strip(),
        journal=asdict(journal),
        applied_at=uow.now,
        applied_by=by.actor.id,
    )
    uow.session.add(op)
    uow.session.flush()
    return op


def _is_late(loser: Entity, winner: Entity) -> bool:
    """Tell whether the loser was handed in when the winner was there to be found (PM1)."""
    handed_in = loser.submitted_at if isinstance(loser, Scenario) else loser.created_at
    return winner.published_at is not None and handed_in is not None and handed_in > winner.published_at


def _record(
    uow: UnitOfWork, actor: Actor, op: MergeOp, entities: tuple[Entity, Entity], *, late: bool
) -> None:
    winner, loser = entities
    facts: dict[str, Any] = {
        "op_id": op.id,
        "loser_id": loser.id,
        "item_id": op.item_id,
        "revision_id": op.journal["merge_rev"],
        "deciders": tuple(op.deciders),
        "loser_author_id": loser.author_id,
        "winner_author_id": winner.author_id,
        "same_author": loser.author_id == winner.author_id,
        "late": late,
        "self_proposed": op.journal["self_proposed"],
        "override": op.journal["override"],
    }
    if isinstance(winner, Scenario) and isinstance(loser, Scenario):
        event = ScenarioMerged(scenario_id=winner.id, warned=loser.warned_duplicate == winner.no, **facts)
        uow.record(event, by=actor, subject=winner.id)
        return
    assert isinstance(winner, Solution)  # noqa: S101 - both are of one kind
    scenario = groups.scenario_of(uow.session, winner)
    uow.record(
        SolutionMerged(scenario_id=scenario.id, solution_id=winner.id, **facts), by=actor, subject=scenario.id
    )
