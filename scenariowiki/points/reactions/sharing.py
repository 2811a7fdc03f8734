"""What sharing earns: handed in (P1), adopted (P2), added to what was there already (P9)."""

from collections.abc import Iterable, Iterator

from sqlalchemy import select

from scenariowiki.curation.rules.items import WITHDRAWAL
from scenariowiki.kernel.events import Recorded
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.points.commands.awarding import Earned, ripen, take_back
from scenariowiki.points.commands.holding import earn
from scenariowiki.points.models import Award
from scenariowiki.points.queries import awards
from scenariowiki.points.queries.tariffs import tariff_on
from scenariowiki.points.reactions.catching_up import unless_behind
from scenariowiki.points.rules.ledger import AwardState
from scenariowiki.points.rules.reasons import Reason
from scenariowiki.scenarios import events
from scenariowiki.scenarios.models import Scenario, Solution
from scenariowiki.scenarios.rules.states import RejectReason

SHARED, ADOPTED, ADDED = "P1", "P2", "P9"
WORTHLESS = frozenset({RejectReason.SPAM, RejectReason.FABRICATED, RejectReason.PRIVATE_DATA})


@unless_behind
def share_scenario(uow: UnitOfWork, recorded: Recorded) -> None:
    """Give P1 for a situation that is handed in complete, and for the solutions handed in with it."""
    event = recorded.event
    assert isinstance(event, events.ScenarioSubmitted)  # noqa: S101 - as wiring registers it
    if event.imported or uow.session.get(Scenario, event.scenario_id) is None:
        return
    _resume(uow, recorded, event.scenario_id)
    if event.complete:
        _share(uow, recorded, event.author_id, event.scenario_id, None)
    handed_in = select(Solution.id, Solution.author_id).where(
        Solution.scenario_id == event.scenario_id, Solution.created_at <= recorded.occurred_at
    )
    for row in uow.session.execute(handed_in.order_by(Solution.id)).all():
        _share(uow, recorded, row.author_id, event.scenario_id, row.id)


@unless_behind
def share_solution(uow: UnitOfWork, recorded: Recorded) -> None:
    """Give P1 for a solution that is handed in; and P9, pending, where a warning led to it."""
    event = recorded.event
    assert isinstance(event, events.SolutionAdded | events.SolutionSubmitted)  # noqa: S101 - as wired
    scenario = uow.session.get(Scenario, event.scenario_id)
    is_there = scenario is not None and uow.session.get(Solution, event.solution_id) is not None
    if not is_there or scenario is None or getattr(event, "imported", False):
        return
    if scenario.submitted_at is not None and scenario.submitted_at <= recorded.occurred_at:
        _share(uow, recorded, event.author_id, event.scenario_id, event.solution_id)
    if getattr(event, "from_warning", False):
        earn(uow, _earned(recorded, ADDED, event.author_id, event.scenario_id, event.solution_id))


@unless_behind
def adopt_scenario(uow: UnitOfWork, recorded: Recorded) -> None:
    """Let P1 count and give P2 for what is published: the situation, and the solutions with it."""
    event = recorded.event
    assert isinstance(event, events.ScenarioPublished)  # noqa: S101 - as wiring registers it
    if event.imported or uow.session.get(Scenario, event.scenario_id) is None:
        return
    _settle(uow, awards.of_scenario(uow.session, SHARED, event.scenario_id))
    _adopt(uow, recorded, event.author_id, event.scenario_id, None)
    for solution in _solutions(uow, event.solution_ids):
        _adopt_solution(uow, recorded, event.scenario_id, solution)


@unless_behind
def adopt_solution(uow: UnitOfWork, recorded: Recorded) -> None:
    """Let P1 and P9 of a solution count, and give P2, when it is published."""
    event = recorded.event
    assert isinstance(event, events.SolutionPublished)  # noqa: S101 - as wiring registers it
    for solution in _solutions(uow, (event.solution_id,)):
        _adopt_solution(uow, recorded, event.scenario_id, solution)


@unless_behind
def send_back(uow: UnitOfWork, recorded: Recorded) -> None:
    """Stop the clock of P1 while something waits for its author."""
    for award in _shared_by(uow, recorded):
        if award.state == AwardState.PENDING:
            award.due_at = None
    uow.session.flush()


@unless_behind
def reject(uow: UnitOfWork, recorded: Recorded) -> None:
    """Take P1 of what is worthless back; what is only out of scope keeps it."""
    event = recorded.event
    assert isinstance(event, events.ScenarioRejected | events.SolutionRejected)  # noqa: S101 - as wired
    shared = list(_shared_by(uow, recorded))
    if event.reason in WORTHLESS:
        for award in shared:
            take_back(uow, award, actor_id=recorded.actor_id, reason=event.reason)
    else:
        _settle(uow, shared)
    if isinstance(event, events.SolutionRejected):
        for award in awards.of_solutions(uow.session, ADDED, (event.solution_id,)):
            take_back(uow, award, actor_id=recorded.actor_id, reason=Reason.REJECTED)


@unless_behind
def take_decision_back(uow: UnitOfWork, recorded: Recorded) -> None:
    """Undo what a decision about publishing earned, as if it had not been made: P1 waits again (Q9)."""
    event = recorded.event
    assert isinstance(event, events.DecisionTakenBack)  # noqa: S101 - as wiring registers it
    scenario = uow.session.get(Scenario, event.scenario_id)
    if scenario is None:
        return
    since = recorded.occurred_at - WITHDRAWAL
    for award in awards.on_page(uow.session, (ADOPTED,), event.scenario_id):
        if event.solution_id in (None, award.solution_id) and award.occurred_at >= since:
            take_back(uow, award, actor_id=recorded.actor_id, reason=Reason.WITHDRAWN)
    _resume(uow, recorded, event.scenario_id)
    if event.solution_id is None:
        _share(uow, recorded, scenario.author_id, scenario.id, None)
    for solution in _solutions(uow, (event.solution_id,)):
        _share(uow, recorded, solution.author_id, scenario.id, solution.id)
        if awards.latest_is_void(uow.session, ADDED, solution.id, since):
            earn(uow, _earned(recorded, ADDED, solution.author_id, scenario.id, solution.id))


def _share(
    uow: UnitOfWork, recorded: Recorded, account_id: int, scenario_id: int, solution_id: int | None
) -> None:
    """Give P1 once for each situation and solution, however often it is handed in."""
    if not awards.was_given(uow.session, SHARED, scenario_id, solution_id):
        earn(uow, _earned(recorded, SHARED, account_id, scenario_id, solution_id))


def _adopt(
    uow: UnitOfWork, recorded: Recorded, account_id: int, scenario_id: int, solution_id: int | None
) -> None:
    if not awards.was_given(uow.session, ADOPTED, scenario_id, solution_id):
        earn(uow, _earned(recorded, ADOPTED, account_id, scenario_id, solution_id))


def _adopt_solution(uow: UnitOfWork, recorded: Recorded, scenario_id: int, solution: Solution) -> None:
    for rule in (SHARED, ADDED):
        _settle(uow, awards.of_solutions(uow.session, rule, (solution.id,)))
    _adopt(uow, recorded, solution.author_id, scenario_id, solution.id)


def _earned(
    recorded: Recorded, rule: str, account_id: int, scenario_id: int, solution_id: int | None
) -> Earned:
    """Name what is earned; P1 and P9 are caused by who shares, P2 by the curator who publishes."""
    what = "scenario" if solution_id is None else "solution"
    return Earned(
        event_id=recorded.id,
        rule=rule,
        account_id=account_id,
        cap_day=recorded.business_day,
        occurred_at=recorded.occurred_at,
        caused_by=recorded.actor_id if rule == ADOPTED else account_id,
        what=what if rule == ADOPTED else "each",
        scenario_id=scenario_id,
        solution_id=solution_id,
        waits_for_somebody=rule == ADDED,
        part=solution_id or 0,
    )


def _settle(uow: UnitOfWork, shared: Iterable[Award]) -> None:
    """Post what was pending: a curator has looked at it."""
    for award in shared:
        if award.state == AwardState.PENDING:
            ripen(uow, award)


def _resume(uow: UnitOfWork, recorded: Recorded, scenario_id: int) -> None:
    """Let the clock of P1 run again for what comes back from its author."""
    waits = tariff_on(uow.session, recorded.business_day).rule(SHARED).waits
    for award in awards.on_page(uow.session, (SHARED,), scenario_id):
        if award.state == AwardState.PENDING and award.due_at is None:
            award.due_at = recorded.occurred_at + waits
    uow.session.flush()


def _shared_by(uow: UnitOfWork, recorded: Recorded) -> Iterator[Award]:
    """List P1 of what the event is about: of a page, what its own author shared on it."""
    solution_id = getattr(recorded.event, "solution_id", None)
    if solution_id is not None:
        yield from awards.of_solutions(uow.session, SHARED, (solution_id,))
        return
    author_id = getattr(recorded.event, "author_id")  # noqa: B009 - each of these events names it
    scenario_id = getattr(recorded.event, "scenario_id")  # noqa: B009 - as above
    for award in awards.on_page(uow.session, (SHARED,), scenario_id):
        if award.account_id == author_id:
            yield award


def _solutions(uow: UnitOfWork, ids: Iterable[int | None]) -> Iterator[Solution]:
    for id_ in ids:
        found = uow.session.get(Solution, id_) if id_ is not None else None
        if found is not None:
            yield found
