"""What one person keeps for themselves: texts not saved yet."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from scenariowiki.accounts.rules import Actor
from scenariowiki.scenarios.models import Solution, WorkingCopy


def find_working_copy(session: Session, actor: Actor, target: str) -> WorkingCopy | None:
    """Return the actor's own copy of a target."""
    return session.scalar(
        select(WorkingCopy).where(WorkingCopy.account_id == actor.id, WorkingCopy.target == target)
    )


def newest_working_copy(session: Session, actor: Actor, prefix: str) -> WorkingCopy | None:
    """Return the actor's newest copy among targets that begin alike."""
    return session.scalar(
        select(WorkingCopy)
        .where(WorkingCopy.account_id == actor.id, WorkingCopy.target.startswith(prefix, autoescape=True))
        .order_by(WorkingCopy.updated_at.desc(), WorkingCopy.id.desc())
        .limit(1)
    )


def first_solution(session: Session, scenario_id: int) -> int | None:
    """Return the id of the solution a scenario was written with first."""
    return session.scalar(
        select(Solution.id).where(Solution.scenario_id == scenario_id).order_by(Solution.id).limit(1)
    )
