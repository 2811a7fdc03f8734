"""What the asker thinks of an answer: 1 to 5, once; asked again once after 2 or less; closed."""

from dataclasses import dataclass
from typing import Any

from scenariowiki.accounts.queries.calendars import working_calendar
from scenariowiki.accounts.rules import Actor
from scenariowiki.feedback import policy
from scenariowiki.feedback.commands import texts
from scenariowiki.feedback.commands.loading import get_ticket, last_answer, move, set_clock
from scenariowiki.feedback.events import TicketClosed, TicketRated, TicketReopened
from scenariowiki.feedback.models import Ticket, TicketAnswer
from scenariowiki.feedback.rules.clock import UNRATED, start_clock
from scenariowiki.feedback.rules.tickets import BEST, TicketState
from scenariowiki.kernel.errors import Conflict, Forbidden, Invalid
from scenariowiki.kernel.events import Doer
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.scenarios.models import Scenario


@dataclass(frozen=True, kw_only=True)
class RatingInput:
    """How well an answer served, with a word of why."""

    rating: int
    remark: str = ""


def prepare_rating(given: RatingInput) -> RatingInput:
    """Check what was given; raises Invalid."""
    remark, fault = texts.cleaned(given.remark, texts.LINE_MAX)
    problems = {"rating": None if 1 <= given.rating <= BEST else "not_a_choice", "remark": fault}
    found = {name: code for name, code in problems.items() if code}
    if found:
        raise Invalid(fields=found)
    return RatingInput(rating=given.rating, remark=remark)


def rate_ticket(uow: UnitOfWork, actor: Actor, ticket_id: int, given: RatingInput) -> Ticket:
    """Rate the present answer, once; records TicketRated.

    Where it cannot be asked again, that closes the ticket: records TicketClosed.
    """
    ticket, scenario = _own(uow, actor, ticket_id)
    if ticket.state == TicketState.RATED:
        raise Conflict("rated_already")
    move(uow, ticket, TicketState.RATED, by=actor, rating=given.rating)
    answer = last_answer(uow.session, ticket)
    answer.rating, answer.remark, answer.rated_at = given.rating, given.remark, uow.now
    ticket.close_at = uow.now + UNRATED
    event = TicketRated(
        scenario_id=scenario.id,
        ticket_id=ticket.id,
        reporter_id=actor.id,
        answerer_id=answer.answerer_id,
        rating=given.rating,
        in_time=answer.in_time,
        round=ticket.round,
    )
    uow.record(event, by=actor, subject=scenario.id)
    if not policy.may_reopen(ticket, given.rating):
        close(uow, ticket, scenario, answer, by=actor, to=TicketState.CLOSED)
    return ticket


def reopen_ticket(uow: UnitOfWork, actor: Actor, ticket_id: int) -> Ticket:
    """Ask again after a poor answer, once; the clock starts anew. Records TicketReopened."""
    ticket, scenario = _own(uow, actor, ticket_id)
    if ticket.state != TicketState.RATED:
        raise Conflict("ticket_state", state=ticket.state)
    answer = last_answer(uow.session, ticket)
    move(uow, ticket, TicketState.REOPENED, by=actor)
    ticket.round += 1
    ticket.escalated = 0
    ticket.clock_at = uow.now
    ticket.close_at = None
    if ticket.assignee_id is None:
        ticket.assignee_id, ticket.team_id = answer.answerer_id, answer.team_id
    calendar = working_calendar(uow.session, ticket.site_id)
    set_clock(ticket, start_clock(uow.now, ticket.limit_minutes, calendar))
    event = TicketReopened(
        scenario_id=scenario.id,
        ticket_id=ticket.id,
        reporter_id=actor.id,
        answerer_id=answer.answerer_id,
        round=ticket.round,
    )
    uow.record(event, by=actor, subject=scenario.id)
    return ticket


def close_ticket(uow: UnitOfWork, actor: Actor, ticket_id: int) -> Ticket:
    """Let a poor answer stand; records TicketClosed."""
    ticket, scenario = _own(uow, actor, ticket_id)
    if ticket.state != TicketState.RATED:
        raise Conflict("ticket_state", state=ticket.state)
    close(uow, ticket, scenario, last_answer(uow.session, ticket), by=actor, to=TicketState.CLOSED)
    return ticket


def close(
    uow: UnitOfWork,
    ticket: Ticket,
    scenario: Scenario,
    answer: TicketAnswer,
    *,
    by: Doer,
    to: TicketState,
    **facts: Any,
) -> None:
    """Close an answered ticket; records TicketClosed."""
    move(uow, ticket, to, by=by, **facts)
    ticket.closed_at = uow.now
    ticket.close_at = None
    event = TicketClosed(
        scenario_id=scenario.id,
        ticket_id=ticket.id,
        reporter_id=ticket.reporter_id,
        answerer_id=answer.answerer_id,
        auto=bool(facts.get("auto")),
        in_time=answer.in_time,
        round=ticket.round,
        rating=answer.rating,
    )
    uow.record(event, by=by, subject=scenario.id)


def _own(uow: UnitOfWork, actor: Actor, ticket_id: int) -> tuple[Ticket, Scenario]:
    ticket, scenario = get_ticket(uow.session, actor, ticket_id)
    if not policy.may_rate(actor, ticket):
        raise Forbidden("not_your_ticket")
    return ticket, scenario
