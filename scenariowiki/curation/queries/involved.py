"""Which items of a list somebody has a hand in and could not claim (Q8, M33), in a handful of queries."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from scenariowiki.curation.models import MergeOp, QueueItem
from scenariowiki.curation.queries import standing, subjects
from scenariowiki.curation.queries.standing import Stake
from scenariowiki.curation.rules.items import BY_FACTS, ItemKind
from scenariowiki.curation.rules.merging import MergeKind
from scenariowiki.kernel.db import AnyRow
from scenariowiki.scenarios.models import Revision, Scenario, Solution
from scenariowiki.scenarios.rules.states import State


def involved(session: Session, account_id: int, rows: Sequence[AnyRow]) -> frozenset[int]:
    """Return the ids of the items, of those with the columns of a list, that this person may not decide."""
    pages = [row for row in rows if row.kind not in (ItemKind.REVISION, *BY_FACTS)]
    found = {row.id for row in rows if row.kind in _THEIRS and row.created_by == account_id}
    found |= {row.id for row in rows if row.kind in BY_FACTS and account_id in subjects.concerned(row.facts)}
    found |= _deciders(session, account_id, [row.id for row in rows if row.kind in _DECIDED])
    found |= _handed_in(session, account_id, [row for row in rows if row.kind == ItemKind.PUBLISH])
    for kind in MergeKind:
        about = {
            row.id: subjects.merge_ids(session, row) for row in pages if subjects.entity_kind(row) is kind
        }
        bound = _bound(session, account_id, kind, {id_ for ids in about.values() for id_ in ids})
        found |= {id_ for id_, ids in about.items() if bound & {*ids}}
    return frozenset(found)


_THEIRS = frozenset({ItemKind.REVISION, ItemKind.UNMERGE_APPEAL})
_DECIDED = frozenset({ItemKind.UNMERGE_APPEAL, ItemKind.AUDIT})


def _handed_in(session: Session, account_id: int, rows: Collection[AnyRow]) -> set[int]:
    """Return those of some publish items that would publish a solution of this person's along (P2)."""
    pages = {row.id: row.scenario_id for row in rows if row.solution_id is None}
    own = select(Solution.scenario_id).where(
        Solution.scenario_id.in_({*pages.values()}),
        Solution.author_id == account_id,
        Solution.state == State.SUBMITTED,
    )
    mine = set(session.scalars(own)) if pages else set()
    return {id_ for id_, page in pages.items() if page in mine}


def _bound(session: Session, account_id: int, kind: MergeKind, ids: Collection[int]) -> set[int]:
    """Return what somebody wrote too much of; only what they have ever saved is weighed."""
    touched = set(session.scalars(_touched(account_id, kind, ids))) if ids else set()
    return {id_ for id_, stake in _stakes(session, kind, touched) if stake.binds(account_id)}


def _touched(account_id: int, kind: MergeKind, ids: Collection[int]) -> Select[Any]:
    """Select those of some canonical scenarios or solutions with a revision or a page of this person's."""
    if kind is MergeKind.SCENARIO:
        saved = select(Revision.scenario_id).where(Revision.author_id == account_id)
        mine = or_(Scenario.author_id == account_id, Scenario.id.in_(saved))
        return select(Scenario.canonical_id).where(Scenario.canonical_id.in_(ids), mine)
    written = select(Revision.solution_id).where(Revision.author_id == account_id)
    own = or_(Solution.author_id == account_id, Solution.id.in_(written))
    return select(Solution.canonical_id).where(Solution.canonical_id.in_(ids), own)


def _stakes(session: Session, kind: MergeKind, ids: Collection[int]) -> Iterable[tuple[int, Stake]]:
    if not ids:
        return ()
    found = standing.scenario_stakes if kind is MergeKind.SCENARIO else standing.solution_stakes
    return found(session, ids).items()


def _deciders(session: Session, account_id: int, ids: Collection[int]) -> set[int]:
    """Return those of some objections and audits that are about this person's own decision."""
    if not ids:
        return set()
    rows = session.execute(
        select(QueueItem.id, QueueItem.facts, MergeOp.deciders)
        .outerjoin(MergeOp, MergeOp.id == QueueItem.op_id)
        .where(QueueItem.id.in_(ids))
    )
    return {row.id for row in rows if account_id in (*row.facts.get("deciders", ()), *(row.deciders or ()))}
