"""Whether every edge is one active merge, and every row read as what its path of edges leads to (M2)."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from scenariowiki.curation.models import MergeOp
from scenariowiki.curation.rules.merging import MergeKind
from scenariowiki.scenarios.models import Scenario, Solution


def broken_edges(session: Session) -> Iterator[str]:
    """Name what is wrong, "<kind> <id>", in three reads of each kind; nothing when all is well."""
    for kind, table in ((MergeKind.SCENARIO, Scenario), (MergeKind.SOLUTION, Solution)):
        wrong = {
            *session.scalars(_read_elsewhere(table)),
            *session.scalars(_without_merge(kind, table)),
            *session.scalars(_without_edge(kind, table)),
        }
        yield from (f"{kind} {id_}" for id_ in sorted(wrong))


def _read_elsewhere(table: type[Scenario | Solution]) -> Any:
    """Choose rows that are not read as what they point at is read as, or as one that is merged itself."""
    into, end = aliased(table), aliased(table)
    return (
        select(table.id)
        .outerjoin(into, into.id == table.merged_into_id)
        .outerjoin(end, end.id == table.canonical_id)
        .where(
            or_(
                table.canonical_id.is_(None),
                table.canonical_id != func.coalesce(into.canonical_id, table.id),
                end.merged_into_id.is_not(None),
            )
        )
    )


def _without_merge(kind: MergeKind, table: type[Scenario | Solution]) -> Any:
    """Choose rows with an edge that no active merge made."""
    made = select(MergeOp.id).where(_is_edge(kind, table))
    return select(table.id).where(table.merged_into_id.is_not(None), ~made.exists())


def _without_edge(kind: MergeKind, table: type[Scenario | Solution]) -> Any:
    """Choose losers of active merges that do not point at their winner."""
    there = select(table.id).where(_is_edge(kind, table))
    return select(MergeOp.loser_id).where(MergeOp.kind == kind, MergeOp.undone_at.is_(None), ~there.exists())


def _is_edge(kind: MergeKind, table: type[Scenario | Solution]) -> ColumnElement[bool]:
    return and_(
        MergeOp.kind == kind,
        MergeOp.undone_at.is_(None),
        MergeOp.loser_id == table.id,
        MergeOp.winner_id == table.merged_into_id,
    )
