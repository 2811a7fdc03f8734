"""How much there is, and whether the categories have changed: what pages keep in memory is asked here."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from scenariowiki.kernel.db import kept
from scenariowiki.scenarios.models import Category, Scenario, Solution, Tag
from scenariowiki.scenarios.queries import taxonomy
from scenariowiki.scenarios.rules.states import Audience, State

_CATEGORIES = select(func.count(), func.sum(Category.__table__.c.version)).select_from(Category.__table__)


@dataclass(frozen=True, kw_only=True)
class Totals:
    """How much there is; `validated` counts solutions that worked elsewhere."""

    scenarios: int
    solutions: int
    validated: int


def category_version(session: Session) -> tuple[int, int]:
    """Return a value that changes whenever a category does."""
    row = kept(session, "categories", lambda: session.execute(_CATEGORIES).one())
    return row[0], row[1] or 0


def merged_categories(session: Session) -> Mapping[int, int]:
    """Map merged categories to those they mean today."""
    return taxonomy.merged(session, Category)


def merged_tags(session: Session) -> Mapping[int, int]:
    """Map merged tags to those they mean today."""
    return taxonomy.merged(session, Tag)


def count_everything(session: Session) -> Totals:
    """Count what is published for everybody to read."""
    open_to_all = (Scenario.state == State.PUBLISHED, Scenario.audience == Audience.ALL)
    pages, solutions = session.execute(
        select(func.count(), func.sum(Scenario.solution_count)).where(*open_to_all)
    ).one()
    validated = session.scalar(
        select(func.count(Solution.id))
        .join(Scenario, Scenario.id == Solution.scenario_id)
        .where(
            Solution.validated.is_(True),
            Solution.state.in_((State.SUBMITTED, State.PUBLISHED)),
            Scenario.audience == Audience.ALL,
            Scenario.state.in_((State.PUBLISHED, State.MERGED)),
        )
    )
    return Totals(scenarios=pages, solutions=solutions or 0, validated=validated or 0)
