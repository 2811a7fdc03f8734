"""Heads, bases and earlier twins of revisions."""

from sqlalchemy import ColumnElement, Select, and_, bindparam, or_, select
from sqlalchemy.orm import Session

from scenariowiki.scenarios.models import Revision, Scenario, Solution
from scenariowiki.scenarios.rules.states import RevisionKind, RevisionState

GONE = (RevisionState.PENDING, RevisionState.REJECTED)


def of_entity(scenario_id: int, solution_id: int | None) -> ColumnElement[bool]:
    """Return the predicate for revisions of a situation (`solution_id` None) or of a solution."""
    if solution_id is None:
        return and_(Revision.scenario_id == scenario_id, Revision.solution_id.is_(None))
    return Revision.solution_id == solution_id


def head(session: Session, scenario: Scenario, solution: Solution | None = None) -> Revision | None:
    """Return the current revision of a situation or a solution; None before the first save."""
    entity = solution or scenario
    return session.get(Revision, entity.head_rev_id) if entity.head_rev_id else None


def base_revision(session: Session, scenario_id: int, solution_id: int | None, seq: int) -> Revision | None:
    """Return what an entity was when its page stood at `seq`."""
    return session.scalar(
        select(Revision)
        .where(of_entity(scenario_id, solution_id), Revision.seq <= seq, Revision.state.not_in(GONE))
        .order_by(Revision.seq.desc())
        .limit(1)
    )


def was_masked(session: Session, base: Revision, head: Revision) -> bool:
    """Tell whether a text that `base` holds was masked in it, or in what it was merged into, until `head`."""
    masked = select(Revision.id).where(
        or_(of_entity(base.scenario_id, base.solution_id), of_entity(head.scenario_id, head.solution_id)),
        Revision.kind == RevisionKind.REDACTION,
        Revision.id.between(base.id + 1, head.id),
    )
    return session.scalar(masked.limit(1)) is not None


def same_content(
    session: Session, scenario_id: int, solution_id: int | None, content_hash: str
) -> Revision | None:
    """Return the first revision of an entity with the same content: a revert copies its attribution (D4)."""
    known = {"scenario": scenario_id, "solution": solution_id, "hash": content_hash}
    return session.scalar(_SAME[solution_id is None], known)


def _same(entity: ColumnElement[bool]) -> Select[Revision]:
    return (
        select(Revision)
        .where(entity, Revision.content_hash == bindparam("hash"), Revision.seq.is_not(None))
        .order_by(Revision.id)
        .limit(1)
    )


# Built once: every save asks. By whether it is about the situation.
_SAME = {
    True: _same(and_(Revision.scenario_id == bindparam("scenario"), Revision.solution_id.is_(None))),
    False: _same(Revision.solution_id == bindparam("solution")),
}
