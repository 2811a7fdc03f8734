"""Moving scenarios and solutions from state to state, under their guards."""

from collections.abc import Iterable, Sequence

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from scenariowiki.accounts.rules import Actor
from scenariowiki.kernel.errors import Forbidden, Invalid, NotFound
from scenariowiki.kernel.events import Event
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.scenarios import events, policy, queries
from scenariowiki.scenarios.commands.capture import Captured
from scenariowiki.scenarios.models import Revision, Scenario, ScenarioTag, Solution
from scenariowiki.scenarios.queries import Template, groups, parts
from scenariowiki.scenarios.rules.content import Snapshot
from scenariowiki.scenarios.rules.states import ArchiveReason, By, RejectReason, State, transition_by
from scenariowiki.scenarios.rules.template import missing

Reason = RejectReason | ArchiveReason


def move_scenario(
    uow: UnitOfWork,
    actor: Actor,
    no: int,
    to: State,
    *,
    reason: Reason | None = None,
    successor: int | None = None,
) -> Scenario:
    """Carry out a transition of a scenario; its solutions go along where the state machine says so.

    `successor` is the number of the scenario that takes the place of an archived one. Raises `bad_state`,
    Forbidden (`own_work`: a curator never decides on what they wrote), or Invalid with what is missing.
    """
    if successor is not None:
        _lock_both(uow.session, no, successor)
    scenario = queries.get_scenario(uow.session, actor, no)
    by = transition_by(State(scenario.state), to)
    _require_actor(actor, by, scenario.author_id)
    scenario.successor_id = _successor(uow.session, actor, scenario, to, successor)
    event = _move(uow, actor, scenario, to, reason)
    uow.record(event, by=actor, subject=scenario.id)
    return scenario


def move_solution(
    uow: UnitOfWork, actor: Actor, solution_id: int, to: State, *, reason: Reason | None = None
) -> Solution:
    """Carry out a transition of one solution under a published scenario."""
    solution = uow.session.get(Solution, solution_id, with_for_update=True)
    if solution is None:
        raise NotFound("no_solution")
    scenario = _scenario_of(uow.session, actor, solution)
    before = State(solution.state)
    by = transition_by(before, to)
    _require_actor(actor, by, solution.author_id)
    if to is State.PUBLISHED and scenario.state != State.PUBLISHED:
        raise Invalid("scenario_not_published")
    solution.state = to
    solution.version += 1
    if to is State.PUBLISHED:
        solution.published_at = solution.published_at or uow.now
    event = _solution_event(scenario.id, solution, before, reason)
    uow.record(event, by=actor, subject=scenario.id)
    return solution


def submit_imported(
    uow: UnitOfWork, actor: Actor, captured: Sequence[Captured], *, template: Template
) -> None:
    """Hand in what was just captured from a file: the template's required fields are waived."""
    for one in captured:
        situation = one.prepared.situation
        is_tagged = bool(situation.snapshot["tags"] or situation.new_tags)
        is_complete = is_tagged and not lacking_in(template, situation.snapshot)
        event = _submit(uow, one.scenario, one.solutions, complete=is_complete, imported=True)
        uow.record(event, by=actor, subject=one.scenario.id)


def publish_captured(uow: UnitOfWork, actor: Actor, captured: Sequence[Captured]) -> None:
    """Publish what was just handed in from a file: the not-an-author guard is waived as well."""
    for one in captured:
        event = _publish(uow, actor, one.scenario, one.solutions, imported=True)
        uow.record(event, by=actor, subject=one.scenario.id)


def publish_imported(uow: UnitOfWork, actor: Actor, scenario: Scenario) -> None:
    """Publish a scenario that an earlier import handed in; hand it in first where it is a draft."""
    if scenario.state == State.DRAFT:
        uow.record(_submitted(uow, scenario, imported=True), by=actor, subject=scenario.id)
    solutions = _solutions(uow.session, scenario, (State.SUBMITTED,))
    event = _publish(uow, actor, scenario, solutions, imported=True)
    uow.record(event, by=actor, subject=scenario.id)


def archive_imported(uow: UnitOfWork, actor: Actor, scenario: Scenario) -> None:
    """Archive a scenario that its file calls archived, under the same waiver."""
    _set(scenario, State.ARCHIVED)
    uow.record(events.ScenarioArchived(scenario_id=scenario.id), by=actor, subject=scenario.id)


def lacking(session: Session, scenario: Scenario) -> tuple[str, ...]:
    """List what a scenario lacks to be handed in: layer, required template fields; `tags` to be published."""
    revision = session.get_one(Revision, scenario.head_rev_id)
    lacks = lacking_in(queries.current_template(session), revision.snapshot)
    is_tagged = session.scalar(select(func.count()).where(ScenarioTag.scenario_id == scenario.id))
    return lacks if is_tagged else (*lacks, "tags")


def lacking_in(template: Template, snapshot: Snapshot) -> tuple[str, ...]:
    """List what a text lacks to be handed in: layer and required template fields."""
    values = {path.removeprefix("fields."): value for path, value in snapshot.items()}
    lacks = tuple(f"fields.{key}" for key in missing(template.fields, values))
    return lacks if snapshot["layer"] else ("layer", *lacks)


def _require_actor(actor: Actor, by: By, author_id: int) -> None:
    if policy.may_transition(actor, by, author_id):
        return
    own = by is By.CURATOR and actor.id == author_id
    raise Forbidden("own_work" if own else "forbidden")


def _move(uow: UnitOfWork, actor: Actor, scenario: Scenario, to: State, reason: Reason | None) -> Event:
    if to is State.SUBMITTED:
        _refuse_incomplete(uow.session, scenario, ignore=("tags",))
        return _submitted(uow, scenario)
    if to is State.PUBLISHED and scenario.state == State.ARCHIVED:
        _set(scenario, State.PUBLISHED)
        return events.ScenarioRestored(scenario_id=scenario.id)
    if to is State.PUBLISHED:
        if not _is_import(scenario):
            _refuse_incomplete(uow.session, scenario)
        return _publish(uow, actor, scenario, _solutions(uow.session, scenario, (State.SUBMITTED,)))
    _set(scenario, to)
    if to is State.REJECTED:
        if reason is None:
            raise Invalid(fields={"reason": "required"})
        return events.ScenarioRejected(scenario_id=scenario.id, author_id=scenario.author_id, reason=reason)
    if to is State.ARCHIVED:
        return events.ScenarioArchived(
            scenario_id=scenario.id, successor_id=scenario.successor_id, reason=_why(reason)
        )
    return events.ScenarioSentBack(scenario_id=scenario.id, author_id=scenario.author_id)


def _lock_both(session: Session, *nos: int) -> None:
    """Lock what two numbers are read as, in the order of ids (M9): neither is archived while it is named."""
    named = select(Scenario.canonical_id).where(Scenario.no.in_(nos))
    chosen = select(Scenario).where(or_(Scenario.id.in_(named), Scenario.no.in_(nos))).order_by(Scenario.id)
    session.scalars(chosen.with_for_update(key_share=True).execution_options(populate_existing=True)).all()


def _successor(session: Session, actor: Actor, scenario: Scenario, to: State, no: int | None) -> int | None:
    """Return what takes the place of a scenario that is archived; brought back, nothing does."""
    if no is None:
        return None
    found = queries.find_scenario(session, no) if to is State.ARCHIVED else None
    if found is None or found.canonical_id == scenario.id:
        raise Invalid(fields={"successor": "no_successor_page"})
    canonical = groups.canonical(session, found)
    if canonical.state != State.PUBLISHED or not policy.may_read(actor, canonical):
        raise Invalid(fields={"successor": "no_successor_page"})
    return found.id


def _submitted(uow: UnitOfWork, scenario: Scenario, *, imported: bool = False) -> Event:
    is_complete = not lacking(uow.session, scenario)
    solutions = _solutions(uow.session, scenario, (State.DRAFT, State.NEEDS_WORK))
    return _submit(uow, scenario, solutions, complete=is_complete, imported=imported)


def _submit(
    uow: UnitOfWork, scenario: Scenario, solutions: Iterable[Solution], *, complete: bool, imported: bool
) -> Event:
    _set(scenario, State.SUBMITTED)
    scenario.submitted_at = scenario.submitted_at or uow.now
    for solution in solutions:
        _set(solution, State.SUBMITTED)
    return events.ScenarioSubmitted(
        scenario_id=scenario.id,
        author_id=scenario.author_id,
        complete=complete,
        imported=imported,
        warned_duplicate=scenario.warned_duplicate,
    )


def _publish(
    uow: UnitOfWork,
    actor: Actor,
    scenario: Scenario,
    solutions: Iterable[Solution],
    *,
    imported: bool = False,
) -> Event:
    _set(scenario, State.PUBLISHED)
    scenario.published_at = scenario.published_at or uow.now
    scenario.published_by = actor.id
    taken = [solution for solution in solutions if imported or solution.author_id != actor.id]
    for solution in taken:
        _set(solution, State.PUBLISHED)
        solution.published_at = uow.now
    return events.ScenarioPublished(
        scenario_id=scenario.id,
        author_id=scenario.author_id,
        solution_ids=tuple(solution.id for solution in taken),
        imported=imported,
    )


def _set(entity: Scenario | Solution, state: State) -> None:
    entity.state = state
    entity.version += 1


def _refuse_incomplete(session: Session, scenario: Scenario, *, ignore: tuple[str, ...] = ()) -> None:
    lacks = [path for path in lacking(session, scenario) if path not in ignore]
    if lacks:
        raise Invalid("incomplete", fields=dict.fromkeys(lacks, "required"), missing=", ".join(lacks))


def _why(reason: Reason | None) -> str:
    """Return why something is archived; the reasons to reject are others."""
    if reason is not None and reason not in set(ArchiveReason):
        raise Invalid(fields={"reason": "not_a_choice"})
    return reason or ""


def _is_import(scenario: Scenario) -> bool:
    return scenario.source is not None


def _solutions(session: Session, scenario: Scenario, states: tuple[State, ...]) -> list[Solution]:
    chosen = select(Solution).where(Solution.scenario_id == scenario.id, Solution.state.in_(states))
    return list(session.scalars(chosen.order_by(Solution.id)))


def _scenario_of(session: Session, actor: Actor, solution: Solution) -> Scenario:
    scenario = groups.scenario_of(session, solution)
    hidden = parts.hidden_among(session, actor, (solution.id,))
    if hidden or not policy.may_read(actor, scenario):
        raise NotFound("no_solution")
    return scenario


def _solution_event(scenario_id: int, solution: Solution, before: State, reason: Reason | None) -> Event:
    ids = {"scenario_id": scenario_id, "solution_id": solution.id}
    to = State(solution.state)
    if to is State.SUBMITTED:
        return events.SolutionSubmitted(**ids, author_id=solution.author_id, complete=True)
    if to is State.PUBLISHED and before is State.ARCHIVED:
        return events.SolutionRestored(**ids)
    if to is State.PUBLISHED:
        return events.SolutionPublished(**ids, author_id=solution.author_id)
    if to is State.NEEDS_WORK:
        return events.SolutionSentBack(**ids, author_id=solution.author_id)
    if to is State.ARCHIVED:
        return events.SolutionArchived(**ids, reason=_why(reason))
    if reason is None:
        raise Invalid(fields={"reason": "required"})
    return events.SolutionRejected(**ids, author_id=solution.author_id, reason=reason)
