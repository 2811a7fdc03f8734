"""The rows a merge is about: resolved to their canonical ones, locked, compared with what was shown."""

from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from scenariowiki.accounts.rules import Actor
from scenariowiki.curation.rules.merging import LOSERS_MOST, MergeKind, MergeRequest, check_states
from scenariowiki.kernel.errors import Conflict, Invalid, NotFound
from scenariowiki.scenarios import policy
from scenariowiki.scenarios.commands.merging import Entity, find_entity
from scenariowiki.scenarios.models import Revision, Scenario, Solution
from scenariowiki.scenarios.queries import groups
from scenariowiki.scenarios.rules.states import Audience, State


def resolve(session: Session, actor: Actor, request: MergeRequest) -> tuple[Entity, tuple[Entity, ...]]:
    """Return the canonical winner and losers (M3); raises NotFound, `already_same`, or by M6, M7, M27."""
    if not 0 < len(request.losers) <= LOSERS_MOST:
        raise Invalid(fields={"losers": "required" if not request.losers else "too_many"})
    winner = _canonical(session, actor, request.kind, request.winner)
    found = [_canonical(session, actor, request.kind, one) for one in request.losers]
    losers = tuple({one.id: one for one in found}.values())
    if any(one.id == winner.id for one in losers):
        raise Conflict("already_same")
    for loser in losers:
        _check(session, winner, loser)
    return winner, losers


def resolve_shown(session: Session, actor: Actor, request: MergeRequest) -> tuple[Entity, tuple[Entity, ...]]:
    """Do the same for sides that a preview showed; raise `stale_preview` where they have moved on (M9)."""
    try:
        winner, losers = resolve(session, actor, request)
    except Conflict as refusal:
        if refusal.reason == "bad_state" and _moved_on(session, request):
            raise Conflict("stale_preview") from refusal
        raise
    now = {entity.id: version_of(session, entity) for entity in (winner, *losers)}
    if dict(request.versions) != now:
        raise Conflict("stale_preview")
    return winner, losers


def require_mergeable(session: Session, one: Entity, other: Entity) -> None:
    """Raise `bad_state` or `other_scenario` where neither could win (M6, M27); audiences may yet change."""
    refusals = [_refusal(session, *pair) for pair in ((one, other), (other, one))]
    refused = [one for one in refusals if one is not None and one.reason != "audience_differs"]
    if len(refused) == len(refusals):
        raise refused[0]


def lock(session: Session, kind: MergeKind, ids: Sequence[int]) -> None:
    """Lock both sides in ascending order of their ids (M9), of solutions the scenario they stand under first.

    What is read as one of them is locked with it: joining and parting change where that points to.
    Rows that refer to them may be written by others meanwhile: locking their keys too would invite deadlocks.
    """
    if kind is MergeKind.SOLUTION:
        homes = select(Scenario.canonical_id).join(Solution, Solution.scenario_id == Scenario.id)
        lock(
            session,
            MergeKind.SCENARIO,
            [one or 0 for one in session.scalars(homes.where(Solution.id.in_(ids)))],
        )
    table = Scenario if kind is MergeKind.SCENARIO else Solution
    along = or_(table.id.in_(ids), table.canonical_id.in_(ids))
    ordered = select(table).where(along).order_by(table.id)
    session.scalars(ordered.with_for_update(key_share=True).execution_options(populate_existing=True)).all()


def version_of(session: Session, entity: Entity) -> int:
    """Return the seq that a preview showed: a page's newest, or that of a solution's head."""
    if isinstance(entity, Scenario):
        return entity.last_seq
    return session.scalars(select(Revision.seq).where(Revision.id == entity.head_rev_id)).one() or 0


def _moved_on(session: Session, request: MergeRequest) -> bool:
    """Tell whether a side was merged, or the winner archived: when it was shown it could be merged."""
    winner = find_entity(session, request.kind, request.winner)
    losers = [find_entity(session, request.kind, one) for one in request.losers]
    is_merged = any(one is not None and one.state == State.MERGED for one in (winner, *losers))
    return is_merged or (winner is not None and winner.state == State.ARCHIVED)


def _canonical(session: Session, actor: Actor, kind: MergeKind, id_: int) -> Entity:
    code = "no_scenario" if kind is MergeKind.SCENARIO else "no_solution"
    entity = find_entity(session, kind, id_)
    if entity is None:
        raise NotFound(code)
    if isinstance(entity, Solution):
        entity = session.get_one(Solution, entity.canonical_id)
        scenario = groups.scenario_of(session, entity)
    else:
        entity = scenario = groups.canonical(session, entity)
    if not policy.may_read(actor, scenario):
        raise NotFound(code)
    return entity


def _refusal(session: Session, winner: Entity, loser: Entity) -> Conflict | None:
    try:
        _check(session, winner, loser)
    except Conflict as refusal:
        return refusal
    return None


def _check(session: Session, winner: Entity, loser: Entity) -> None:
    check_states(winner.state, loser.state)
    if isinstance(winner, Scenario) and isinstance(loser, Scenario):
        if _audience(winner) != _audience(loser):
            raise Conflict("audience_differs")
        return
    if isinstance(winner, Solution) and isinstance(loser, Solution):
        scenarios = {groups.scenario_of(session, winner).id, groups.scenario_of(session, loser).id}
        if len(scenarios) > 1:
            raise Conflict("other_scenario")


def _audience(scenario: Scenario) -> tuple[str, int | None]:
    if scenario.audience == Audience.ALL:
        return scenario.audience, None
    return scenario.audience, scenario.team_id
