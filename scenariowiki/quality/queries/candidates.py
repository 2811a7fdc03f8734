"""What a coach may be given to look at: published, readable, not theirs, and at rest for long enough."""

import datetime as dt
from collections import Counter
from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, select
from sqlalchemy.orm import Session, aliased

from scenariowiki.accounts.rules import Actor
from scenariowiki.curation.queries import standing
from scenariowiki.quality.models import QualityPick, QualityReview
from scenariowiki.quality.queries.categories import top_categories, top_of
from scenariowiki.quality.rules.drawing import Candidate, Group
from scenariowiki.scenarios.models import Scenario, Solution
from scenariowiki.scenarios.queries.access import visible_to
from scenariowiki.scenarios.rules.states import State

# What was drawn and left lying for so long may be drawn by others again.
OPEN_FOR = dt.timedelta(days=60)
SEEN_WITHIN = dt.timedelta(days=365)


def list_candidates(
    session: Session, coach: Actor, *, now: dt.datetime, rest: dt.timedelta
) -> list[Candidate]:
    """List the scenarios that may be drawn for a coach; what they wrote a part of is left out."""
    wrote_solution = _canonical(Solution, Solution.author_id == coach.id)
    reviewed = _canonical(
        QualityReview, QualityReview.created_at > now - rest, QualityReview.withdrawn_at.is_(None)
    )
    waits = _canonical(QualityPick, is_open(now))
    passed = _canonical(QualityPick, QualityPick.coach_id == coach.id, QualityPick.passed_at > now - rest)
    tops = top_categories(session)
    rows = session.execute(
        select(Scenario.id, Scenario.category_id, Scenario.team_id)
        .where(
            Scenario.state == State.PUBLISHED,
            visible_to(coach),
            Scenario.author_id != coach.id,
            *(Scenario.id.not_in(some) for some in (wrote_solution, reviewed, waits, passed)),
        )
        .order_by(Scenario.id)
    )
    return [
        Candidate(
            scenario_id=row.id,
            group=(top_of(tops, row.category_id), row.team_id or 0),
            category_id=row.category_id,
            team_id=row.team_id,
        )
        for row in rows
    ]


def seen_of_late(session: Session, *, now: dt.datetime) -> Counter[Group]:
    """Count what was drawn of every group within a year, by anybody."""
    tops = top_categories(session)
    drawn = select(QualityPick.category_id, QualityPick.team_id).where(
        QualityPick.drawn_at > now - SEEN_WITHIN, QualityPick.passed_at.is_(None)
    )
    rows = session.execute(drawn)
    return Counter((top_of(tops, row.category_id), row.team_id or 0) for row in rows)


def without_conflict(session: Session, coach: Actor, ids: Collection[int]) -> frozenset[int]:
    """Return those of some scenarios that the coach did not write too much of (M33)."""
    stakes = standing.scenario_stakes(session, ids)
    return frozenset(id_ for id_, stake in stakes.items() if not stake.binds(coach.id))


def is_open(now: dt.datetime) -> ColumnElement[bool]:
    """Return the predicate for what was drawn and waits to be looked at."""
    done = exists().where(QualityReview.pick_id == QualityPick.id, QualityReview.withdrawn_at.is_(None))
    lies: ColumnElement[bool] = QualityPick.drawn_at > now - OPEN_FOR
    return QualityPick.passed_at.is_(None) & lies & ~done


def _canonical(of: Any, *conditions: ColumnElement[bool]) -> Select[Any]:
    """Return the canonical ids of the scenarios that some rows were addressed to."""
    page = aliased(Scenario)
    found = select(page.canonical_id).join(of, of.scenario_id == page.id).where(*conditions)
    return found.where(page.canonical_id.is_not(None))
