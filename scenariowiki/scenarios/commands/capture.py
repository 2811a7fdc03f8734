"""Recording a new scenario with the solutions that are known already."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from scenariowiki.accounts.rules import Actor
from scenariowiki.kernel.errors import Invalid
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.scenarios import policy, queries
from scenariowiki.scenarios.commands.preparation import (
    Prepared,
    finish,
    normalise_situation,
    normalise_solution,
)
from scenariowiki.scenarios.commands.storing import next_number, store_revision
from scenariowiki.scenarios.events import ScenarioCaptured, SolutionAdded
from scenariowiki.scenarios.models import Scenario, Solution
from scenariowiki.scenarios.queries import Template
from scenariowiki.scenarios.rules.content import SOLUTIONS_MAX, ScenarioInput
from scenariowiki.scenarios.rules.states import Audience, RevisionKind, State


@dataclass(frozen=True, kw_only=True)
class PreparedCapture:
    given: ScenarioInput
    team_id: int | None
    template_number: int
    situation: Prepared
    solutions: tuple[Prepared, ...]
    kind: RevisionKind = RevisionKind.EDIT


def prepare_capture(
    session: Session,
    actor: Actor,
    given: ScenarioInput,
    *,
    kind: RevisionKind = RevisionKind.EDIT,
    template: Template | None = None,
) -> PreparedCapture:
    """Normalise, check and render a new scenario; raises Invalid with every problem at once.

    `template` is the one in force, given where many are prepared at once. An import may be for any team.
    """
    template = template or queries.current_template(session)
    problems: dict[str, str] = {}
    situation = solutions = None
    try:
        situation = normalise_situation(session, given.situation, template)
    except Invalid as refusal:
        problems.update(refusal.fields)
    try:
        solutions = _solutions(given)
    except Invalid as refusal:
        problems.update(refusal.fields)
    team_id = _team(actor, given, problems, is_import=kind is RevisionKind.IMPORT)
    if problems or situation is None or solutions is None:
        raise Invalid(fields=problems)
    return PreparedCapture(
        given=given,
        team_id=team_id,
        template_number=template.number,
        situation=finish(session, situation, template, ()),
        solutions=tuple(finish(session, one, template, ()) for one in solutions),
        kind=kind,
    )


def capture_scenario(uow: UnitOfWork, actor: Actor, prepared: PreparedCapture) -> Scenario:
    """Record a draft with a number of its own; records ScenarioCaptured and SolutionAdded."""
    policy.require(policy.may_capture(actor))
    given = prepared.given
    imported = prepared.kind is RevisionKind.IMPORT
    scenario = Scenario(
        no=next_number(uow.session),
        external_id=given.external_id,
        state=State.DRAFT,
        audience=given.audience,
        team_id=prepared.team_id,
        owner_id=actor.id,
        author_id=actor.id,
        title="",
        credit=given.credit,
        warned_duplicate=given.warned_duplicate,
        source=dict(given.source) if given.source else None,
        last_seq=0,
        version=0,
        updated_at=uow.now,
        created_at=uow.now,
        created_by=actor.id,
    )
    uow.session.add(scenario)
    uow.session.flush()
    scenario.canonical_id = scenario.id
    revision = store_revision(
        uow,
        actor,
        prepared.situation,
        scenario,
        template_number=prepared.template_number,
        kind=prepared.kind,
    )
    uow.record(
        ScenarioCaptured(scenario_id=scenario.id, revision_id=revision.id, imported=imported),
        by=actor,
        subject=scenario.id,
    )
    for solution in prepared.solutions:
        store_solution(
            uow, actor, solution, scenario, template_number=prepared.template_number, kind=prepared.kind
        )
    return scenario


def store_solution(  # noqa: PLR0913 - a revision's circumstances
    uow: UnitOfWork,
    actor: Actor,
    prepared: Prepared,
    scenario: Scenario,
    *,
    template_number: int,
    kind: RevisionKind = RevisionKind.EDIT,
    summary: str = "",
) -> Solution:
    """Add a solution: a draft beside a draft, else submitted and readable at once; records SolutionAdded."""
    solution = Solution(
        scenario_id=scenario.id,
        state=State.DRAFT if scenario.state == State.DRAFT else State.SUBMITTED,
        author_id=actor.id,
        version=0,
        created_at=uow.now,
        created_by=actor.id,
    )
    uow.session.add(solution)
    uow.session.flush()
    solution.canonical_id = solution.id
    scenario.solution_count += 1
    revision = store_revision(
        uow,
        actor,
        prepared,
        scenario,
        solution,
        template_number=template_number,
        kind=kind,
        summary=summary,
    )
    uow.record(
        SolutionAdded(
            scenario_id=scenario.id,
            solution_id=solution.id,
            revision_id=revision.id,
            author_id=actor.id,
            imported=kind is RevisionKind.IMPORT,
        ),
        by=actor,
        subject=scenario.id,
    )
    return solution


def _solutions(given: ScenarioInput) -> list[Prepared]:
    if len(given.solutions) > SOLUTIONS_MAX:
        raise Invalid(fields={"solutions": "too_many"})
    problems: dict[str, str] = {}
    prepared: list[Prepared] = []
    for number, one in enumerate(given.solutions):
        if one.is_empty():
            continue
        try:
            prepared.append(normalise_solution(one))
        except Invalid as refusal:
            problems.update({f"solutions.{number}.{path}": code for path, code in refusal.fields.items()})
    if problems:
        raise Invalid(fields=problems)
    return prepared


def _team(actor: Actor, given: ScenarioInput, problems: dict[str, str], *, is_import: bool) -> int | None:
    team = given.team or actor.team_id
    if given.audience is Audience.TEAM and team is None:
        problems["audience"] = "team_missing"
    foreign = given.team is not None and given.team not in actor.teams | actor.leads
    if foreign and given.audience is Audience.TEAM and not is_import:
        problems["team"] = "foreign_team"
    return team
