"""Scenarios: listed, captured, shown, revised, and the facts beside them changed."""

from typing import Any

from scenariowiki.api import conflicts, naming, proposals
from scenariowiki.api.answers import Answer, answer
from scenariowiki.api.auth import actor
from scenariowiki.api.blueprint import bp
from scenariowiki.api.limits import reading, writing
from scenariowiki.api.once import Act
from scenariowiki.api.operation import reads, writes
from scenariowiki.api.schemas.queue import ItemRef
from scenariowiki.api.schemas.scenarios import FactsGiven, ScenarioGiven, ScenarioShown, SituationRevised
from scenariowiki.api.schemas.solutions import SolutionGiven, StepGiven
from scenariowiki.api.showing import show_scenario
from scenariowiki.kernel.errors import Invalid
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.runtime.session import read
from scenariowiki.scenarios import policy, queries
from scenariowiki.scenarios.commands.capture import capture_scenario, prepare_capture
from scenariowiki.scenarios.commands.facts import FactsInput, change_facts
from scenariowiki.scenarios.commands.revise import prepare_page, revise_page
from scenariowiki.scenarios.commands.transitions import move_scenario
from scenariowiki.scenarios.models import Scenario
from scenariowiki.scenarios.queries import parts
from scenariowiki.scenarios.rules.content import PageInput, ScenarioInput, SituationInput, SolutionInput, Step
from scenariowiki.scenarios.rules.states import Layer, State


@bp.post("/scenarios")
@writing
@writes(body=ScenarioGiven, answer=ScenarioShown, status=201)
def capture(body: ScenarioGiven) -> Act:
    """Capture a scenario."""
    person = actor()
    policy.require(policy.may_capture(person))
    if body.external_id and parts.is_external_id_taken(read(), body.external_id):
        raise Invalid(fields={"external_id": "taken"})
    prepared = prepare_capture(read(), person, _capture_input(body))

    def act(uow: UnitOfWork) -> Answer:
        scenario = capture_scenario(uow, person, prepared)
        if body.submit:
            move_scenario(uow, person, scenario.no, State.SUBMITTED)
        return _shown(uow, scenario, 201, location=f"/api/v1/scenarios/{scenario.no}")

    return act


@bp.get("/scenarios/<no>")
@reading
@reads(answer=ScenarioShown)
def show(no: int) -> Answer:
    """Show a scenario; for a merged one, the one it was merged into."""
    scenario = parts.get_canonical(read(), actor(), no)
    hidden = parts.hidden_solutions(read(), actor(), scenario.id)
    return answer(show_scenario(read(), scenario, requested_no=no, hidden=hidden))


@bp.put("/scenarios/<no>")
@writing
@writes(body=SituationRevised, answer=ScenarioShown, others=((202, ItemRef),))
def revise_situation(no: int, body: SituationRevised) -> Act:
    """Revise the situation; a reader's waits for a curator, others' while an SOP is in force."""
    person = actor()
    scenario = queries.get_readable(read(), person, no)
    given = PageInput(
        situation=_revised(scenario, body), base_seq={None: body.base_seq}, summary=body.summary
    )
    if policy.must_propose(person, scenario):
        return proposals.proposing(
            no, given, lambda uow: _shown(uow, queries.get_readable(uow.session, person, no))
        )
    with conflicts.told():
        prepared = prepare_page(read(), person, no, given)

    def act(uow: UnitOfWork) -> Answer:
        with conflicts.told():
            return _shown(uow, revise_page(uow, person, prepared))

    return act


@bp.patch("/scenarios/<no>")
@writing
@writes(body=FactsGiven, answer=ScenarioShown)
def change_facts_of(no: int, body: FactsGiven) -> Act:
    """Change audience, team or owner."""
    person = actor()
    policy.require(policy.may_change_facts(person, queries.get_readable(read(), person, no)))
    given = FactsInput(
        audience=body.audience,
        team=naming.find_team(read(), body.team),
        owner=naming.find_owner(read(), body.owner),
    )

    def act(uow: UnitOfWork) -> Answer:
        return _shown(uow, change_facts(uow, person, no, given))

    return act


def solution_input(given: SolutionGiven) -> SolutionInput:
    """Turn a new solution into the domain's input."""
    return SolutionInput(
        title=given.title,
        preconditions=given.preconditions,
        steps=steps_input(given.steps),
        early_warning=given.early_warning,
        expected_effect=given.expected_effect,
    )


def steps_input(given: list[str | StepGiven]) -> tuple[Step, ...]:
    """Turn steps, as texts or with their keys, into the domain's."""
    return tuple(
        Step(text=step) if isinstance(step, str) else Step(key=step.key, text=step.text) for step in given
    )


def _capture_input(body: ScenarioGiven) -> ScenarioInput:
    return ScenarioInput(
        situation=SituationInput(
            title=body.title,
            situation=body.situation,
            layer=body.layer,
            category=naming.find_category(read(), body.category),
            tags=tuple(body.tags),
            fields=body.fields,
        ),
        solutions=tuple(solution_input(one) for one in body.solutions),
        audience=body.audience,
        team=naming.find_team(read(), body.team),
        external_id=body.external_id,
    )


def _revised(scenario: Scenario, body: SituationRevised) -> SituationInput:
    base = queries.base_revision(read(), scenario.id, None, body.base_seq)
    kept: dict[str, Any] = dict(base.snapshot) if base and body.base_seq <= scenario.last_seq else {}
    if not kept:
        raise Invalid(fields={"base_seq": "no_revision"})
    sent = body.model_fields_set
    old_tags = parts.tag_names(read(), kept["tags"])
    old_fields = {
        path.removeprefix("fields."): value for path, value in kept.items() if path.startswith("fields.")
    }
    old_layer = Layer(kept["layer"]) if kept["layer"] else None
    return SituationInput(
        title=body.title,
        situation=body.situation,
        layer=body.layer if "layer" in sent else old_layer,
        category=naming.find_category(read(), body.category) if "category" in sent else kept["category"],
        tags=tuple(body.tags if body.tags is not None else old_tags.values()),
        fields=body.fields if body.fields is not None else _still_known(old_fields),
    )


def _still_known(fields: dict[str, Any]) -> dict[str, Any]:
    """Leave out what today's template no longer asks for; the command keeps it by itself."""
    known = {one.key for one in queries.current_template(read()).fields}
    return {key: value for key, value in fields.items() if key in known}


def _shown(uow: UnitOfWork, scenario: Scenario, status: int = 200, **headers: str) -> Answer:
    uow.session.flush()
    hidden = parts.hidden_solutions(uow.session, actor(), scenario.id)
    return answer(show_scenario(uow.session, scenario, hidden=hidden), status, **headers)
