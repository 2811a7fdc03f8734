"""The edges of merges: joining and parting rows, with what is repeated on their canonical ones.

Nothing attached is moved (M15); who may do it, and why, is the business of `curation`.
"""

from collections.abc import Iterable

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from scenariowiki.accounts.rules import Actor
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.scenarios.commands.outcomes import best_of, recount
from scenariowiki.scenarios.commands.preparation import Prepared
from scenariowiki.scenarios.commands.storing import store_revision
from scenariowiki.scenarios.models import Revision, Scenario, ScenarioTag, Solution, Tag
from scenariowiki.scenarios.queries import groups
from scenariowiki.scenarios.queries.templates import current_template
from scenariowiki.scenarios.rules.states import RevisionKind, State

Entity = Scenario | Solution


def find_entity(session: Session, kind: str, id_: int) -> Entity | None:
    """Return the scenario or the solution of an id; `kind` is "scenario" or "solution"."""
    if kind == "scenario":
        return session.get(Scenario, id_)
    return session.get(Solution, id_)


def get_entity(session: Session, kind: str, id_: int) -> Entity:
    """Return the scenario or the solution of an id that is known to be there."""
    entity = find_entity(session, kind, id_)
    assert entity is not None, (kind, id_)  # noqa: S101 - ids come from rows that refer to it
    return entity


def join(session: Session, loser: Entity, winner: Entity) -> None:
    """Let a canonical row point at another one; whatever pointed at it goes on doing so (M5)."""
    followers = _group(session, loser)
    loser.pre_merge_state = loser.state
    loser.state = State.MERGED
    loser.merged_into_id = winner.id
    loser.version += 1
    winner.version += 1
    for row in followers:
        row.canonical_id = winner.id
    session.flush()
    if isinstance(loser, Scenario):
        _count_tags(session, loser, -1)
    repeat_facts(session, (winner,))


def part(session: Session, loser: Entity) -> None:
    """Take a row's edge away: what was reached through it follows (U2), its state is back (U4)."""
    former = _canonical(session, loser)
    beside = _group(session, former)
    loser.state = loser.pre_merge_state or State.PUBLISHED
    loser.pre_merge_state = loser.merged_into_id = None
    loser.version += 1
    former.version += 1
    for row in _reaching(beside, loser):
        row.canonical_id = loser.id
    session.flush()
    if isinstance(loser, Scenario):
        _count_tags(session, loser, 1)
    repeat_facts(session, (loser, former))


def reaching(session: Session, loser: Scenario) -> frozenset[int]:
    """Return the ids of the scenarios that would follow a merged one if its edge went."""
    beside = _group(session, _canonical(session, loser))
    return frozenset(row.id for row in _reaching(beside, loser))


def store_merged(  # noqa: PLR0913 - a revision's circumstances
    uow: UnitOfWork,
    actor: Actor,
    prepared: Prepared,
    entity: Entity,
    *,
    kind: RevisionKind,
    summary: str,
    second_parent_id: int | None = None,
) -> Revision:
    """Append the revision that a merge, or the undoing of one, leaves on the winner (M11, U5)."""
    if isinstance(entity, Scenario):
        scenario, solution = entity, None
    else:
        scenario, solution = uow.session.get_one(Scenario, entity.scenario_id), entity
    return store_revision(
        uow,
        actor,
        prepared,
        scenario,
        solution,
        template_number=current_template(uow.session).number,
        kind=kind,
        summary=summary,
        second_parent_id=second_parent_id,
    )


def _group(session: Session, canonical: Entity) -> list[Entity]:
    table = type(canonical)
    return list(session.scalars(select(table).where(table.canonical_id == canonical.id).order_by(table.id)))


def _canonical(session: Session, entity: Entity) -> Entity:
    if isinstance(entity, Scenario):
        return session.get_one(Scenario, entity.canonical_id)
    return session.get_one(Solution, entity.canonical_id)


def _reaching(rows: Iterable[Entity], root: Entity) -> list[Entity]:
    """List the rows whose path of edges leads to `root`, itself included."""
    into = {row.id: row.merged_into_id for row in rows}

    def reaches(at: int | None) -> bool:
        while at is not None and at != root.id:
            at = into.get(at)
        return at == root.id

    return [row for row in rows if reaches(row.id)]


def repeat_facts(session: Session, entities: Iterable[Entity]) -> None:
    """Bring what canonical rows repeat of their groups up to date: counts of outcomes and of solutions."""
    for entity in entities:
        if isinstance(entity, Solution):
            scenario = groups.scenario_of(session, entity)
            recount(session, entity, scenario)
        else:
            scenario = groups.canonical(session, entity)
            best_of(session, scenario)
        shown = select(func.count()).where(groups.solutions_of(scenario.id), Solution.state != State.MERGED)
        scenario.solution_count = session.scalar(shown) or 0
        session.flush()


def _count_tags(session: Session, scenario: Scenario, step: int) -> None:
    """Count a scenario's tags in or out: a merged one no longer uses any."""
    own = select(ScenarioTag.tag_id).where(ScenarioTag.scenario_id == scenario.id)
    session.execute(
        update(Tag).where(Tag.id.in_(own)).values(uses=Tag.uses + step),
        execution_options={"synchronize_session": False},
    )
