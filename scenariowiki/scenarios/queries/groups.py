"""Scenarios and solutions that were merged read as one: a group is everything with one canonical member.

A row that was never merged is its own canonical one, so every group holds at least one row (M2, M15).
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from scenariowiki.kernel.db import AnyRow
from scenariowiki.scenarios.models import Scenario, Solution
from scenariowiki.scenarios.rules.states import State


def members(scenario_id: Any) -> Select[int]:
    """Return the ids of a canonical scenario and of all that were merged into it, as a subquery."""
    return select(Scenario.id).where(Scenario.canonical_id == scenario_id)


def solutions_of(scenario_id: Any) -> Any:
    """Return the predicate for solutions that are shown under a canonical scenario, wherever addressed."""
    return Solution.scenario_id.in_(members(scenario_id))


def canonical(session: Session, scenario: Scenario) -> Scenario:
    """Return what a scenario is read as today: itself, or what it was merged into."""
    return (
        scenario if scenario.canonical_id == scenario.id else session.get_one(Scenario, scenario.canonical_id)
    )


def scenario_of(session: Session, solution: Solution) -> Scenario:
    """Return the canonical scenario that a solution is shown under."""
    return canonical(session, session.get_one(Scenario, solution.scenario_id))


def addressed(session: Session, scenario: Scenario, via: int | None) -> Scenario:
    """Return what a new object belongs to: the canonical scenario, or the merged one its author came through.

    `via` is a number (M16); one that is not of this group is left aside.
    """
    if via is None or via == scenario.no:
        return scenario
    member = session.scalar(select(Scenario).where(Scenario.no == via, Scenario.canonical_id == scenario.id))
    return member or scenario


def canonical_no(session: Session, scenario: Scenario) -> int:
    """Return the number under which a scenario is read today."""
    if scenario.state != State.MERGED:
        return scenario.no
    found: int = session.scalars(select(Scenario.no).where(Scenario.id == scenario.canonical_id)).one()
    return found


def merged_into(session: Session, scenario_id: int) -> Sequence[AnyRow]:
    """List what was merged into a canonical scenario, by number: id, no, title, last_seq, author_id."""
    return session.execute(
        select(Scenario.id, Scenario.no, Scenario.title, Scenario.last_seq, Scenario.author_id)
        .where(Scenario.canonical_id == scenario_id, Scenario.id != scenario_id)
        .order_by(Scenario.no)
    ).all()
