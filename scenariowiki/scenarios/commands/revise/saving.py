"""Saving a page: one command for the situation and all its solutions."""

from typing import Any

from sqlalchemy.orm import Session

from scenariowiki.accounts.rules import Actor
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.scenarios import policy, queries
from scenariowiki.scenarios.commands.capture import store_solution
from scenariowiki.scenarios.commands.revise.preparing import prepare_page, refuse_merged
from scenariowiki.scenarios.commands.revise.values import PreparedEntity, PreparedPage
from scenariowiki.scenarios.commands.storing import store_revision
from scenariowiki.scenarios.events import ScenarioRevised, SolutionRevised
from scenariowiki.scenarios.models import Scenario, Solution
from scenariowiki.scenarios.rules.states import EDITABLE


def revise_page(uow: UnitOfWork, actor: Actor, prepared: PreparedPage) -> Scenario:
    """Add a revision for every entity that changed; a save that changes nothing adds none.

    When a head moved after the preparation it is prepared once more, under the lock, before a refusal.
    """
    scenario = queries.get_scenario(uow.session, actor, prepared.no)
    refuse_merged(uow.session, scenario)
    only_new = bool(prepared.entities) and all(entity.is_new for entity in prepared.entities)
    (policy.require_add_solution if only_new else policy.require_revise)(actor, scenario)
    if not _still_current(uow.session, scenario, prepared):
        prepared = prepare_page(uow.session, actor, prepared.no, prepared.given, kind=prepared.kind)
    for entity in prepared.entities:
        if entity.is_new:
            store_solution(
                uow,
                actor,
                entity.prepared,
                scenario,
                template_number=prepared.template_number,
                kind=prepared.kind,
                summary=prepared.given.summary,
                via=prepared.given.via,
                from_warning=prepared.given.from_warning,
            )
        elif entity.changed:
            _store(uow, actor, scenario, entity, prepared)
    return scenario


def _store(
    uow: UnitOfWork, actor: Actor, scenario: Scenario, entity: PreparedEntity, page: PreparedPage
) -> None:
    solution = uow.session.get(Solution, entity.solution_id) if entity.solution_id else None
    revision = store_revision(
        uow,
        actor,
        entity.prepared,
        uow.session.get_one(Scenario, solution.scenario_id) if solution else scenario,
        solution,
        template_number=page.template_number,
        kind=page.kind,
        summary=page.given.summary,
        base_seq=entity.base_seq,
        same_tags="tags" not in entity.changed,
    )
    scenario.updated_at = uow.now
    facts: dict[str, Any] = {
        "scenario_id": scenario.id,
        "revision_id": revision.id,
        "kind": page.kind.value,
        "changed": entity.changed,
        "script_only": entity.script_only,
    }
    event = SolutionRevised(solution_id=solution.id, **facts) if solution else ScenarioRevised(**facts)
    uow.record(event, by=actor, subject=scenario.id)


def _still_current(session: Session, scenario: Scenario, prepared: PreparedPage) -> bool:
    for entity in prepared.entities:
        if entity.is_new:
            continue
        holder = session.get_one(Solution, entity.solution_id) if entity.solution_id else scenario
        if holder.head_rev_id != entity.head_id or holder.state not in EDITABLE:
            return False
    return True
