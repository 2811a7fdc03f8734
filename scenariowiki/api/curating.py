"""Queue items and merges between the API's numbers and the domain's ids, and in the shapes of the API."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from scenariowiki.api.naming import find_tag
from scenariowiki.api.schemas.queue import (
    Chosen,
    EffectShown,
    FieldRowShown,
    ItemShown,
    LoserShown,
    MergePreview,
    OpShown,
    Worded,
)
from scenariowiki.curation.commands.merging import PreparedMerge
from scenariowiki.curation.commands.swapping import PreparedSwap
from scenariowiki.curation.models import MergeOp
from scenariowiki.curation.queries import subjects
from scenariowiki.curation.queries.queue import ItemRow
from scenariowiki.curation.rules.items import ItemKind, ItemState
from scenariowiki.curation.rules.merging import Choice, FieldChoice, MergeKind
from scenariowiki.kernel.errors import NotFound
from scenariowiki.scenarios.models import Scenario

UNKNOWN = 0  # stands for a number that nothing has: no version of it is the right one


def to_id(session: Session, kind: MergeKind, named: int) -> int:
    """Return the id behind a scenario's number; solutions go by their ids."""
    if kind is MergeKind.SOLUTION:
        return named
    found = _ids(session, [named]).get(named)
    if found is None:
        raise NotFound("no_scenario")
    return found


def versions_given(session: Session, kind: MergeKind, given: Mapping[str, int]) -> dict[int, int]:
    """Turn versions by number into versions by id."""
    named = {int(key.upper().removeprefix("S-")): seq for key, seq in given.items()}
    if kind is MergeKind.SOLUTION:
        return named
    ids = _ids(session, named)
    return {ids.get(no, UNKNOWN): seq for no, seq in named.items()}


def versions_shown(session: Session, kind: MergeKind, versions: Mapping[int, int]) -> dict[str, int]:
    """Turn versions by id into what is to be sent back."""
    names = names_of(session, kind, versions)
    return {str(names[id_]): seq for id_, seq in versions.items()}


def names_of(session: Session, kind: MergeKind, ids: Collection[int]) -> dict[int, int]:
    """Map ids to what the API calls them: scenarios by number, solutions by id."""
    if kind is MergeKind.SOLUTION:
        return {id_: id_ for id_ in ids}
    rows = session.execute(select(Scenario.id, Scenario.no).where(Scenario.id.in_(ids)))
    return {row.id: row.no for row in rows}


def choices(given: Mapping[str, Chosen]) -> dict[str, FieldChoice]:
    """Turn choices by field into the domain's."""
    return {
        path: FieldChoice(choice=Choice.EDITED, value=one.text)
        if isinstance(one, Worded)
        else FieldChoice(choice=one)
        for path, one in given.items()
    }


def tags(session: Session, names: Iterable[str]) -> frozenset[int]:
    """Return the ids of the tags that are to be left out."""
    return frozenset(find_tag(session, name) for name in names)


def show_item(row: ItemRow, *, lease_token: int | None = None, **more: Any) -> ItemShown:
    """Show an item as lists do."""
    return ItemShown(
        id=row.id,
        kind=ItemKind(row.kind),
        state=ItemState(row.state),
        no=row.no,
        title=row.title,
        other_no=row.other_no,
        other_title=row.other_title,
        solution=row.solution_id,
        other_solution=row.other_solution_id,
        sop=row.sop_id,
        score=row.score,
        priority=row.priority,
        due_at=row.due_at,
        created_at=row.created_at,
        overdue=row.is_overdue,
        claimed_by=row.holder,
        lease_until=row.lease_until,
        lease_token=lease_token,
        needs_second=row.needs_second,
        verdict=row.verdict,
        reason=row.reason,
        skipped_until=row.skipped_until,
        own=row.is_own,
        **more,
    )


def show_ops(session: Session, ops: Sequence[MergeOp]) -> list[OpShown]:
    """Show merges by what they merged."""
    if not ops:
        return []
    names = names_of(session, MergeKind(ops[0].kind), [op.loser_id for op in ops])
    return [OpShown(id=op.id, loser=names[op.loser_id]) for op in ops]


def show_preview(session: Session, prepared: PreparedMerge) -> MergePreview:
    """Show what a merge would do."""
    kind = prepared.request.kind
    names = names_of(session, kind, prepared.versions)
    return MergePreview(
        winner=names[prepared.request.winner],
        losers=[
            LoserShown(loser=names[one.id], fields=[_field(row) for row in one.rows])
            for one in prepared.losers
        ],
        versions=versions_shown(session, kind, prepared.versions),
        effects=[EffectShown(code=one.code, facts=dict(one.facts)) for one in prepared.effects],
        needs_second=list(prepared.needs_second),
        conflict_of_interest=prepared.has_conflict,
        few_curators=prepared.few_curators,
    )


def show_swap(session: Session, prepared: PreparedSwap) -> MergePreview:
    """Show what turning a merge round would do."""
    op, undoing = prepared.op, prepared.undoing
    kind = MergeKind(op.kind)
    names = names_of(session, kind, (op.winner_id, op.loser_id))
    return MergePreview(
        winner=names[op.loser_id],
        losers=[LoserShown(loser=names[op.winner_id], fields=[_field(row) for row in prepared.rows])],
        versions=versions_shown(session, kind, subjects.versions_of_ops(session, [op])),
        effects=[EffectShown(code=one.code, facts=dict(one.facts)) for one in prepared.effects],
        needs_second=list(prepared.needs_second),
        conflict_of_interest=undoing.has_conflict_of_interest,
        few_curators=undoing.few_curators,
    )


def _field(row: Any) -> FieldRowShown:
    return FieldRowShown(
        name=row.path,
        winner=row.winner,
        loser=row.loser,
        same=row.is_same,
        clash=row.is_clash,
        proposal=row.proposal,
    )


def _ids(session: Session, numbers: Collection[int]) -> dict[int, int]:
    rows = session.execute(select(Scenario.no, Scenario.id).where(Scenario.no.in_(numbers)))
    return {row.no: row.id for row in rows}
