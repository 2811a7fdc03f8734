"""What belongs to a scenario: all it was ever merged with, and every solution that ever stood there."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from scenariowiki.curation.models import MergeOp
from scenariowiki.curation.rules.merging import MergeKind
from scenariowiki.scenarios.models import Revision, Scenario, ScenarioTag, Solution


@dataclass(frozen=True, kw_only=True)
class Group:
    """Ids of scenarios, of solutions, and of the tags that the scenarios carry or once carried."""

    scenarios: frozenset[int]
    solutions: frozenset[int]
    tags: frozenset[int]


def group_of(session: Session, scenario: Scenario) -> Group:
    """Follow merges, undone ones too, and solutions that were given to another page, until nothing is new."""
    scenarios, solutions = {scenario.id}, set[int]()
    while True:
        size = len(scenarios) + len(solutions)
        solutions |= _solutions(session, scenarios)
        solutions |= _merged(session, MergeKind.SOLUTION, solutions)
        homes = select(Solution.scenario_id).where(Solution.id.in_(solutions))
        stood = select(Revision.scenario_id).where(Revision.solution_id.in_(solutions))
        scenarios |= set(session.scalars(homes)) | set(session.scalars(stood))
        scenarios |= _merged(session, MergeKind.SCENARIO, scenarios)
        if len(scenarios) + len(solutions) == size:
            break
    return Group(
        scenarios=frozenset(scenarios),
        solutions=frozenset(solutions),
        tags=frozenset(_tags(session, scenarios)),
    )


def _solutions(session: Session, scenarios: Iterable[int]) -> set[int]:
    there = select(Solution.id).where(Solution.scenario_id.in_(scenarios))
    stood = select(Revision.solution_id).where(
        Revision.scenario_id.in_(scenarios), Revision.solution_id.is_not(None)
    )
    return set(session.scalars(there)) | {id_ for id_ in session.scalars(stood) if id_ is not None}


def _merged(session: Session, kind: MergeKind, ids: Iterable[int]) -> set[int]:
    edges = select(MergeOp.loser_id, MergeOp.winner_id).where(
        MergeOp.kind == kind, or_(MergeOp.loser_id.in_(ids), MergeOp.winner_id.in_(ids))
    )
    return {id_ for edge in session.execute(edges) for id_ in edge}


def _tags(session: Session, scenarios: Iterable[int]) -> set[int]:
    """Gather them from every revision: an old one shows the names of its tags, too."""
    marks = select(ScenarioTag.tag_id).where(ScenarioTag.scenario_id.in_(scenarios))
    situations = select(Revision.snapshot).where(
        Revision.scenario_id.in_(scenarios), Revision.solution_id.is_(None)
    )
    snapshots: Iterable[dict[str, Any]] = session.scalars(situations)
    return set(session.scalars(marks)) | {tag for one in snapshots for tag in one.get("tags", ())}
