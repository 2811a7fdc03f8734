"""What a merge would do, listed before anybody confirms it; other rooms add theirs (`MERGE_EFFECTS`)."""

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from scenariowiki.accounts.rules import Actor
from scenariowiki.curation.models import MergeOp, PairVerdict, QueueItem
from scenariowiki.curation.queries import likeness
from scenariowiki.curation.rules.merging import (
    SECOND_MERGES_A_DAY,
    SECOND_OUTCOMES,
    SECOND_POINTS,
    Effect,
    MergeKind,
    MergePlan,
)
from scenariowiki.kernel import clock
from scenariowiki.scenarios.commands.merging import Entity
from scenariowiki.scenarios.models import Comment, Outcome, Revision, Scenario, Solution, Subscription
from scenariowiki.scenarios.queries import groups
from scenariowiki.scenarios.rules.states import OutcomeState, RevisionState, State
from scenariowiki.search.duplicates import maybe


def list_effects(
    session: Session,
    plan: MergePlan,
    winner: Entity,
    losers: Sequence[Entity],
    asked: Sequence[Callable[..., Any]],
) -> tuple[Effect, ...]:
    """List every effect: redirects, what comes along, what rooms above curation say."""
    own = [effect for loser in losers for effect in _own(session, winner, loser)]
    others = [effect for ask in asked for effect in ask(session, plan)]
    return (*own, *others)


def needs_second(session: Session, plan: MergePlan, effects: Sequence[Effect]) -> tuple[str, ...]:
    """List why a second curator must agree (M32), as codes; empty when one is enough."""
    reasons = [effect.code for effect in effects if effect.needs_second]
    ids = (plan.winner_id, *plan.loser_ids)
    if any(_verified(session, plan.kind, id_) >= SECOND_OUTCOMES for id_ in ids):
        reasons.append("many_outcomes")
    if sum(effect.points for effect in effects) > SECOND_POINTS:
        reasons.append("many_points")
    if any(_was_unmerged(session, plan.kind, plan.winner_id, loser) for loser in plan.loser_ids):
        reasons.append("unmerged_before")
    if any(likeness.score(session, plan.kind, plan.winner_id, loser) < maybe() for loser in plan.loser_ids):
        reasons.append("low_score")
    return tuple(dict.fromkeys(reasons))


def too_many_today(session: Session, actor: Actor, now: dt.datetime) -> bool:
    """Tell whether somebody applied so many merges on this working day that a second must agree (M32)."""
    day = clock.business_day(now, actor.timezone, actor.cutover)
    begin = dt.datetime.combine(day, actor.cutover, ZoneInfo(actor.timezone))
    applied = (MergeOp.applied_by == actor.id, MergeOp.applied_at >= begin, MergeOp.withdrawn.is_(False))
    mine = select(func.count()).where(*applied)
    return (session.scalar(mine) or 0) > SECOND_MERGES_A_DAY


def _own(session: Session, winner: Entity, loser: Entity) -> list[Effect]:
    effects = [Effect(code="redirect", facts=_names(session, winner, loser))]
    counts = (
        _scenario_counts(session, loser.id)
        if isinstance(loser, Scenario)
        else _solution_counts(session, loser.id)
    )
    effects += [Effect(code=code, facts={"count": number}) for code, number in counts.items() if number]
    return effects


def _names(session: Session, winner: Entity, loser: Entity) -> dict[str, Any]:
    if isinstance(winner, Scenario) and isinstance(loser, Scenario):
        return {"from": loser.no, "to": winner.no}
    return (
        {"from": loser.id, "to": winner.id, "no": groups.scenario_of(session, winner).no}
        if isinstance(winner, Solution)
        else {}
    )


def _scenario_counts(session: Session, scenario_id: int) -> dict[str, int]:
    group = groups.members(scenario_id)
    waiting = or_(QueueItem.scenario_id == scenario_id, QueueItem.other_scenario_id == scenario_id)
    counts = {
        "solutions": select(func.count()).where(
            Solution.scenario_id.in_(group), Solution.state != State.MERGED
        ),
        "outcomes": select(func.count())
        .select_from(Outcome)
        .join(Solution, Solution.id == Outcome.solution_id)
        .where(Solution.scenario_id.in_(group)),
        "comments": select(func.count()).where(
            Comment.scenario_id.in_(group), Comment.withdrawn_at.is_(None)
        ),
        "watchers": select(func.count(Subscription.account_id.distinct())).where(
            Subscription.scenario_id.in_(group), Subscription.level == "watch"
        ),
        "items": select(func.count()).where(waiting, QueueItem.closed_at.is_(None)),
        "pending": select(func.count()).where(
            Revision.scenario_id.in_(group), Revision.state == RevisionState.PENDING
        ),
    }
    return {code: session.scalar(statement) or 0 for code, statement in counts.items()}


def _solution_counts(session: Session, solution_id: int) -> dict[str, int]:
    outcomes = (
        select(func.count())
        .select_from(Outcome)
        .join(Solution, Solution.id == Outcome.solution_id)
        .where(Solution.canonical_id == solution_id)
    )
    return {"outcomes": session.scalar(outcomes) or 0}


def _verified(session: Session, kind: MergeKind, id_: int) -> int:
    found = (
        select(func.count())
        .select_from(Outcome)
        .join(Solution, Solution.id == Outcome.solution_id)
        .where(Outcome.state == OutcomeState.VERIFIED)
    )
    side = groups.solutions_of(id_) if kind is MergeKind.SCENARIO else Solution.canonical_id == id_
    return session.scalar(found.where(side)) or 0


def _was_unmerged(session: Session, kind: MergeKind, one: int, other: int) -> bool:
    verdict = session.get(PairVerdict, (kind.value, min(one, other), max(one, other)))
    return verdict is not None and verdict.unmerged > 0
