"""How much a wrong state of something costs (Q2): the SOP in force, what is proved, who reads it."""

from collections.abc import Collection
from math import log10

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from scenariowiki.curation.rules import items
from scenariowiki.curation.rules.merging import MergeKind
from scenariowiki.scenarios.models import Outcome, Scenario, Solution, ViewCount
from scenariowiki.scenarios.rules.states import OutcomeState

SOP_RISK, VERIFIED_RISK = 1.0, 0.5
READ_BY_ALL = 1_000


def weigh(session: Session, kind: MergeKind, ids: Collection[int], probability: float) -> float:
    """Weigh a pair, or several that may be one, by their canonical ids."""
    pages = set(ids) if kind is MergeKind.SCENARIO else _pages(session, ids)
    views = session.scalar(select(func.sum(ViewCount.count)).where(ViewCount.scenario_id.in_(pages)))
    return items.weight(
        risk=_risk(session, kind, ids, pages),
        reach=log10(1 + int(views or 0)) / log10(1 + READ_BY_ALL),
        confidence=probability,
    )


def _risk(session: Session, kind: MergeKind, ids: Collection[int], pages: Collection[int]) -> float:
    group = select(Scenario.id).where(Scenario.canonical_id.in_(pages))
    if session.scalar(group.where(Scenario.has_sop).limit(1)) is not None:
        return SOP_RISK
    theirs: ColumnElement[bool] = Solution.canonical_id.in_(ids)
    if kind is MergeKind.SCENARIO:
        theirs = Solution.scenario_id.in_(group)
    verified = select(Outcome.id).join(Solution, Solution.id == Outcome.solution_id)
    verified = verified.where(Outcome.state == OutcomeState.VERIFIED, theirs).limit(1)
    return VERIFIED_RISK if session.scalar(verified) is not None else 0.0


def _pages(session: Session, solution_ids: Collection[int]) -> set[int]:
    chosen = select(Scenario.canonical_id).join(Solution, Solution.scenario_id == Scenario.id)
    return {id_ or 0 for id_ in session.scalars(chosen.where(Solution.id.in_(solution_ids)))}
