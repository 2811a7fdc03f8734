"""Who wrote a text, as points are divided by it (D4, PM2), and what survives of an edit (P7)."""

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from scenariowiki.curation.models import MergeOp
from scenariowiki.curation.rules.merging import MergeKind
from scenariowiki.points.rules.earning import with_floor
from scenariowiki.scenarios.models import Revision, Scenario, Solution
from scenariowiki.scenarios.rules.states import RevisionKind

NOBODY = 0  # what came by an import is nobody's here: it earns nothing


def situation_at(session: Session, scenario_id: int, moment: dt.datetime) -> int | None:
    """Return the revision that a situation had at a moment."""
    return _newest(session, Revision.scenario_id == scenario_id, Revision.solution_id.is_(None), moment)


def solution_at(session: Session, solution_id: int, moment: dt.datetime) -> int | None:
    """Return the revision that a solution had at a moment."""
    return _newest(session, Revision.solution_id == solution_id, Revision.seq.is_not(None), moment)


def shares_in(session: Session, revision_id: int | None, *, of_curators: bool = False) -> dict[int, float]:
    """Share the characters of a revision among their authors, 0..1.

    What a curator wrote into a merge earns nothing, so it is left out unless asked for (M14).
    """
    lengths = _lengths(session, revision_id)
    chosen = select(Revision.id, Revision.author_id, Revision.kind).where(Revision.id.in_(lengths))
    written: Counter[int] = Counter()
    for row in session.execute(chosen):
        if of_curators or row.kind != RevisionKind.MERGE:
            written[NOBODY if row.kind == RevisionKind.IMPORT else row.author_id] += lengths[row.id]
    total = sum(written.values())
    return {author: length / total for author, length in written.items()} if total else {}


def surviving(session: Session, revision_id: int | None, edits: Collection[int]) -> int:
    """Count the characters of a revision that came in with some edits."""
    lengths = _lengths(session, revision_id)
    return sum(lengths[edit] for edit in edits)


def shares_of_solution(session: Session, solution_id: int, moment: dt.datetime) -> dict[int, float]:
    """Share a solution among the authors of the text it is read as, as points are divided (D4, PM2).

    Where its situation was merged, the first who shared that situation has a tenth at least.
    """
    solution = session.get_one(Solution, solution_id)
    canonical = solution.canonical_id or solution.id
    shares = shares_in(session, solution_at(session, canonical, moment))
    first = _first_of_merged(session, solution.scenario_id)
    return with_floor(shares, first) if first is not None and shares else shares


def share_written(session: Session, solution_id: int, account_id: int, moment: dt.datetime) -> float:
    """Return how much somebody wrote of the text a solution is read as, whatever of it earns (G1)."""
    canonical = session.get_one(Solution, solution_id).canonical_id or solution_id
    return shares_in(session, solution_at(session, canonical, moment), of_curators=True).get(account_id, 0.0)


def group_of(session: Session, solution_id: int) -> list[int]:
    """List the solutions that are read as one with this one."""
    canonical = select(Solution.canonical_id).where(Solution.id == solution_id).scalar_subquery()
    return list(session.scalars(select(Solution.id).where(Solution.canonical_id == canonical)))


def merges_behind(session: Session, solution_id: int) -> list[int]:
    """List the active merges that decide how a solution's points are divided, of it and of its situation."""
    solution = session.get_one(Solution, solution_id)
    page = session.get_one(Scenario, solution.scenario_id).canonical_id
    pages = select(Scenario.id).where(Scenario.canonical_id == page)
    ops = select(MergeOp.id).where(MergeOp.undone_at.is_(None))
    of_pages = ops.where(MergeOp.kind == MergeKind.SCENARIO, MergeOp.loser_id.in_(pages))
    group = group_of(session, solution_id)
    of_solutions = ops.where(MergeOp.kind == MergeKind.SOLUTION, MergeOp.loser_id.in_(group))
    return sorted(session.scalars(of_pages.union(of_solutions)))


def _first_of_merged(session: Session, scenario_id: int) -> int | None:
    page = select(Scenario.canonical_id).where(Scenario.id == scenario_id).scalar_subquery()
    rows = session.execute(
        select(Scenario.author_id, Scenario.source)
        .where(Scenario.canonical_id == page)
        .order_by(func.coalesce(Scenario.submitted_at, Scenario.created_at), Scenario.id)
    ).all()
    if len(rows) < 2:
        return None
    return next((row.author_id for row in rows if row.source is None), None)


def _newest(session: Session, of: Any, which: Any, moment: dt.datetime) -> int | None:
    chosen = select(Revision.id).where(of, which, Revision.seq.is_not(None), Revision.created_at <= moment)
    return session.scalar(chosen.order_by(Revision.seq.desc()).limit(1))


def _lengths(session: Session, revision_id: int | None) -> Counter[int]:
    attribution = session.scalar(select(Revision.attribution).where(Revision.id == revision_id))
    lengths: Counter[int] = Counter()
    for source, length in _runs(attribution or {}):
        lengths[source or revision_id or 0] += length
    return lengths


def _runs(attribution: Mapping[str, Any]) -> Iterable[tuple[int, int]]:
    return ((source, length) for runs in attribution.values() for source, length in runs)
