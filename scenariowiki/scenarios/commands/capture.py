"""Recording a new scenario with the solutions that are known already."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from scenariowiki.accounts.rules import Actor
from scenariowiki.kernel.errors import Invalid
from scenariowiki.kernel.events import Event
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.scenarios import policy, queries
from scenariowiki.scenarios.commands.preparation import (
    Prepared,
    Vocabulary,
    finish,
    normalise_situation,
    normalise_solution,
)
from scenariowiki.scenarios.commands.storing import Text, next_numbers, store_first_revisions, store_revision
from scenariowiki.scenarios.events import ScenarioCaptured, SolutionAdded
from scenariowiki.scenarios.models import Revision, Scenario, Solution
from scenariowiki.scenarios.queries import Template, groups, parts
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


@dataclass(frozen=True, kw_only=True)
class Captured:
    """A scenario just recorded, with its solutions in their order."""

    prepared: PreparedCapture
    scenario: Scenario
    solutions: tuple[Solution, ...]


def prepare_capture(
    session: Session,
    actor: Actor,
    given: ScenarioInput,
    *,
    kind: RevisionKind = RevisionKind.EDIT,
    template: Template | None = None,
    vocabulary: Vocabulary | None = None,
) -> PreparedCapture:
    """Normalise, check and render a new scenario; raises Invalid with every problem at once.

    `template` in force and `vocabulary` are given where many are prepared. An import may be for any team.
    """
    template = template or queries.current_template(session)
    problems: dict[str, str] = {}
    situation = solutions = None
    try:
        situation = normalise_situation(session, given.situation, template, vocabulary=vocabulary)
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
    taken = prepared.given.external_id
    if taken and parts.is_external_id_taken(uow.session, taken):
        raise Invalid(fields={"external_id": "taken"})
    return capture_scenarios(uow, actor, [prepared])[0].scenario


def capture_scenarios(uow: UnitOfWork, actor: Actor, prepared: Sequence[PreparedCapture]) -> list[Captured]:
    """Record drafts, many at once; records ScenarioCaptured and SolutionAdded for each."""
    policy.require(policy.may_capture(actor))
    numbers = next_numbers(uow.session, len(prepared))
    scenarios = [_scenario(uow, actor, one, no) for one, no in zip(prepared, numbers, strict=True)]
    _settle(uow.session, scenarios)
    solutions = [
        [_solution(uow, actor, scenario, scenario.author_id) for _one in one.solutions]
        for one, scenario in zip(prepared, scenarios, strict=True)
    ]
    _settle(uow.session, [solution for some in solutions for solution in some])
    captured = [
        Captured(prepared=one, scenario=scenario, solutions=tuple(some))
        for one, scenario, some in zip(prepared, scenarios, solutions, strict=True)
    ]
    firsts = [first for one in captured for first in _firsts(one)]
    distinct = {one.scenario.id: _ids_of(uow.session, one.prepared.given.distinct_from) for one in captured}
    for first, revision in zip(firsts, store_first_revisions(uow, actor, firsts), strict=True):
        _record(uow, actor, first, revision, distinct[first.scenario.id])
    return captured


def _settle(session: Session, rows: Sequence[Scenario] | Sequence[Solution]) -> None:
    """Have new rows numbered; each is its own canonical one."""
    session.add_all(rows)
    session.flush()
    for row in rows:
        row.canonical_id = row.id


def _scenario(uow: UnitOfWork, actor: Actor, prepared: PreparedCapture, no: int) -> Scenario:
    given = prepared.given
    return Scenario(
        no=no,
        external_id=given.external_id,
        state=State.DRAFT,
        audience=given.audience,
        team_id=prepared.team_id,
        owner_id=given.author or actor.id,
        author_id=given.author or actor.id,
        title="",
        credit=given.credit,
        warned_duplicate=given.warned_duplicate,
        source=dict(given.source) if given.source is not None else None,
        last_seq=0,
        solution_count=len(prepared.solutions),
        version=0,
        updated_at=uow.now,
        created_at=uow.now,
        created_by=actor.id,
    )


def _solution(uow: UnitOfWork, actor: Actor, scenario: Scenario, author_id: int) -> Solution:
    return Solution(
        scenario_id=scenario.id,
        state=State.DRAFT if scenario.state == State.DRAFT else State.SUBMITTED,
        author_id=author_id,
        version=0,
        created_at=uow.now,
        created_by=actor.id,
    )


def _firsts(captured: Captured) -> list[Text]:
    prepared = captured.prepared
    texts = zip((None, *captured.solutions), (prepared.situation, *prepared.solutions), strict=True)
    return [
        Text(
            scenario=captured.scenario,
            solution=solution,
            prepared=text,
            template_number=prepared.template_number,
            kind=prepared.kind,
        )
        for solution, text in texts
    ]


def _ids_of(session: Session, numbers: Sequence[int]) -> tuple[int, ...]:
    if not numbers:
        return ()
    return tuple(session.scalars(select(Scenario.id).where(Scenario.no.in_(numbers)).order_by(Scenario.id)))


def _record(
    uow: UnitOfWork, actor: Actor, first: Text, revision: Revision, distinct_from: tuple[int, ...]
) -> None:
    facts: dict[str, Any] = {
        "scenario_id": first.scenario.id,
        "revision_id": revision.id,
        "imported": first.kind is RevisionKind.IMPORT,
    }
    event: Event = (
        SolutionAdded(solution_id=first.solution.id, author_id=first.solution.author_id, **facts)
        if first.solution
        else ScenarioCaptured(distinct_from=distinct_from, **facts)
    )
    uow.record(event, by=actor, subject=first.scenario.id)


def store_solution(  # noqa: PLR0913 - a revision's circumstances
    uow: UnitOfWork,
    actor: Actor,
    prepared: Prepared,
    scenario: Scenario,
    *,
    template_number: int,
    kind: RevisionKind = RevisionKind.EDIT,
    summary: str = "",
    via: int | None = None,
    from_warning: bool = False,
) -> Solution:
    """Add a solution: a draft beside a draft, else submitted and readable at once; records SolutionAdded.

    `via` is the number of the merged scenario its author came through (M16).
    """
    addressed = groups.addressed(uow.session, scenario, via)
    _settle(uow.session, [solution := _solution(uow, actor, addressed, actor.id)])
    scenario.solution_count += 1
    revision = store_revision(
        uow,
        actor,
        prepared,
        addressed,
        solution,
        template_number=template_number,
        kind=kind,
        summary=summary,
    )
    event = SolutionAdded(
        scenario_id=scenario.id,
        solution_id=solution.id,
        revision_id=revision.id,
        author_id=actor.id,
        imported=kind is RevisionKind.IMPORT,
        from_warning=from_warning,
    )
    uow.record(event, by=actor, subject=scenario.id)
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
