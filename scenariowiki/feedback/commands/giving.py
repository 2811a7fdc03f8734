"""Giving feedback: what it is about is found, somebody is asked, the clock starts."""

from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from scenariowiki.accounts.queries.calendars import working_calendar
from scenariowiki.accounts.rules import Actor
from scenariowiki.feedback import policy
from scenariowiki.feedback.commands import texts
from scenariowiki.feedback.commands.loading import note, set_clock
from scenariowiki.feedback.commands.routing import can_answer, first_asked
from scenariowiki.feedback.events import TicketAssigned, TicketOpened
from scenariowiki.feedback.models import Ticket
from scenariowiki.feedback.rules.clock import limit_minutes, start_clock
from scenariowiki.feedback.rules.tickets import Priority, TargetKind, TicketKind, TicketState
from scenariowiki.kernel.errors import Invalid, NotFound
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.scenarios import policy as wiki
from scenariowiki.scenarios import queries
from scenariowiki.scenarios.models import Scenario, Solution
from scenariowiki.scenarios.queries import groups, parts
from scenariowiki.sops.models import Sop
from scenariowiki.sops.queries import loading as sops


@dataclass(frozen=True, kw_only=True)
class TicketInput:
    """What somebody has to say of a page; `quote` is the sentence it is about, `ask` whom they want to ask.

    It is about the situation, or about one solution, or about one SOP. `via` is the number of the merged
    scenario they came through, if any (M16).
    """

    no: int
    kind: TicketKind
    text: str
    priority: Priority = Priority.NORMAL
    solution_id: int | None = None
    sop_id: int | None = None
    quote: str = ""
    ask: int | None = None
    via: int | None = None


def prepare_ticket(given: TicketInput) -> TicketInput:
    """Check what was typed; raises Invalid."""
    text, fault = texts.required(given.text)
    quote, bad_quote = texts.line(given.quote)
    if given.solution_id is not None and given.sop_id is not None:
        raise Invalid(fields={"sop": "one_target"})
    problems = {name: code for name, code in (("text", fault), ("quote", bad_quote)) if code}
    if problems:
        raise Invalid(fields=problems)
    return replace(given, text=text, quote=quote)


def give_feedback(uow: UnitOfWork, actor: Actor, given: TicketInput) -> Ticket:
    """Open a ticket and start its clock; records TicketOpened, and TicketAssigned where one person is asked.

    It keeps the id it was addressed to, whatever is merged later (M15).
    """
    asked = queries.get_scenario(uow.session, actor, given.no)
    scenario = groups.canonical(uow.session, asked)
    wiki.require(policy.may_give(actor) and wiki.may_comment(actor, scenario))
    solution = _solution(uow.session, actor, scenario, given.solution_id)
    sop = _sop(uow.session, actor, scenario, given.sop_id)
    via = given.via if asked is scenario else asked.no
    addressed = groups.addressed(uow.session, scenario, via)
    answerer = _answerer(uow.session, scenario, solution or sop, given, actor)
    ticket = _ticket(uow, actor, given, addressed, answerer)
    uow.session.add(ticket)
    uow.session.flush()
    note(uow, ticket, TicketState.NEW, by=actor)
    opened = TicketOpened(
        scenario_id=scenario.id,
        ticket_id=ticket.id,
        kind=ticket.kind,
        reporter_id=actor.id,
        solution_id=ticket.solution_id,
    )
    uow.record(opened, by=actor, subject=scenario.id)
    if answerer is not None:
        note(uow, ticket, TicketState.ASSIGNED, by=actor, assignee_id=answerer.id)
        assigned = TicketAssigned(scenario_id=scenario.id, ticket_id=ticket.id, assignee_id=answerer.id)
        uow.record(assigned, by=actor, subject=scenario.id)
    return ticket


def _ticket(
    uow: UnitOfWork, actor: Actor, given: TicketInput, addressed: Scenario, answerer: Actor | None
) -> Ticket:
    site_id = (answerer.site_id if answerer else None) or actor.site_id
    minutes = limit_minutes(given.kind, given.priority)
    clock = start_clock(uow.now, minutes, working_calendar(uow.session, site_id))
    ticket = Ticket(
        kind=given.kind,
        priority=given.priority,
        state=TicketState.NEW if answerer is None else TicketState.ASSIGNED,
        target_kind=_target(given),
        target_id=given.sop_id or given.solution_id or addressed.id,
        scenario_id=addressed.id,
        solution_id=given.solution_id,
        quote=given.quote,
        text=given.text,
        reporter_id=actor.id,
        reporter_team_id=actor.team_id,
        assignee_id=answerer.id if answerer else None,
        team_id=answerer.team_id if answerer else None,
        site_id=site_id,
        limit_minutes=minutes,
        clock_at=uow.now,
        escalated=0,
        created_at=uow.now,
        created_by=actor.id,
    )
    set_clock(ticket, clock)
    return ticket


def _target(given: TicketInput) -> TargetKind:
    if given.sop_id is not None:
        return TargetKind.SOP
    return TargetKind.SCENARIO if given.solution_id is None else TargetKind.SOLUTION


def _sop(session: Session, actor: Actor, scenario: Scenario, sop_id: int | None) -> Sop | None:
    if sop_id is None:
        return None
    sop = sops.get_sop(session, actor, sop_id)
    if sops.scenario_of(session, sop).id != scenario.id:
        raise NotFound("no_sop")
    return sop


def _solution(session: Session, actor: Actor, scenario: Scenario, solution_id: int | None) -> Solution | None:
    if solution_id is None:
        return None
    solution, page = parts.get_solution(session, actor, solution_id)
    if page.id != scenario.id:
        raise NotFound("no_solution")
    return solution


def _answerer(
    session: Session, scenario: Scenario, part: Solution | Sop | None, given: TicketInput, actor: Actor
) -> Actor | None:
    if given.ask is None:
        return first_asked(session, scenario, part, actor.id)
    person = can_answer(session, given.ask, scenario, actor.id)
    if person is None:
        raise Invalid(fields={"ask": "cannot_answer"})
    return person
