"""Passing a ticket on, or setting it aside: invalid, or asked before."""

from sqlalchemy.orm import Session

from scenariowiki.accounts.rules import Actor
from scenariowiki.feedback import policy
from scenariowiki.feedback.commands.loading import get_ticket, move, note, stop_clock
from scenariowiki.feedback.commands.routing import can_answer
from scenariowiki.feedback.events import TicketAssigned, TicketInvalidated, TicketMarkedDuplicate
from scenariowiki.feedback.models import Ticket
from scenariowiki.feedback.rules.tickets import TicketState, check_move
from scenariowiki.kernel.errors import Forbidden, Invalid
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.scenarios import policy as wiki


def assign_ticket(uow: UnitOfWork, actor: Actor, ticket_id: int, assignee_id: int) -> Ticket:
    """Ask another person; the clock goes on. Records TicketAssigned, or nothing where they are asked already.

    Whoever asked is never asked, nor somebody who has left or may not read the page.
    """
    ticket, scenario = get_ticket(uow.session, actor, ticket_id)
    _require_other(actor, ticket)
    wiki.require(policy.may_assign(actor, ticket))
    person = can_answer(uow.session, assignee_id, scenario, ticket.reporter_id)
    if person is None:
        raise Invalid(fields={"assignee": "cannot_answer"})
    reopened = ticket.state == TicketState.REOPENED
    check_move(TicketState(ticket.state), TicketState.REOPENED if reopened else TicketState.ASSIGNED)
    if ticket.assignee_id == person.id:
        return ticket
    ticket.assignee_id, ticket.team_id = person.id, person.team_id
    ticket.version += 1
    if not reopened:
        ticket.state = TicketState.ASSIGNED
    note(uow, ticket, TicketState.ASSIGNED, by=actor, assignee_id=person.id)
    event = TicketAssigned(scenario_id=scenario.id, ticket_id=ticket.id, assignee_id=person.id)
    uow.record(event, by=actor, subject=scenario.id)
    return ticket


def invalidate_ticket(uow: UnitOfWork, actor: Actor, ticket_id: int) -> Ticket:
    """Set a ticket aside that there is nothing to answer in; records TicketInvalidated."""
    ticket, scenario = get_ticket(uow.session, actor, ticket_id)
    _require_other(actor, ticket)
    wiki.require(policy.may_set_aside(actor, ticket))
    move(uow, ticket, TicketState.INVALID, by=actor)
    _end(uow, ticket)
    event = TicketInvalidated(scenario_id=scenario.id, ticket_id=ticket.id, reporter_id=ticket.reporter_id)
    uow.record(event, by=actor, subject=scenario.id)
    return ticket


def mark_duplicate(uow: UnitOfWork, actor: Actor, ticket_id: int, of_id: int) -> Ticket:
    """Say that a ticket was asked before; its asker is led there. Records TicketMarkedDuplicate."""
    ticket, scenario = get_ticket(uow.session, actor, ticket_id)
    _require_other(actor, ticket)
    wiki.require(policy.may_set_aside(actor, ticket))
    first = _first(uow.session, actor, ticket, of_id)
    move(uow, ticket, TicketState.DUPLICATE, by=actor, of_id=first.id)
    ticket.duplicate_of_id = first.id
    _end(uow, ticket)
    event = TicketMarkedDuplicate(
        scenario_id=scenario.id, ticket_id=ticket.id, reporter_id=ticket.reporter_id, of_id=first.id
    )
    uow.record(event, by=actor, subject=scenario.id)
    return ticket


def _first(session: Session, actor: Actor, ticket: Ticket, of_id: int) -> Ticket:
    """Return the ticket that one repeats: never itself, never one that is set aside."""
    found = session.get(Ticket, of_id)
    if found is None or found.id == ticket.id:
        raise Invalid(fields={"of": "no_ticket"})
    first, _page = get_ticket(session, actor, of_id)
    if first.state in {TicketState.INVALID, TicketState.DUPLICATE}:
        raise Invalid(fields={"of": "ticket_set_aside"})
    return first


def _require_other(actor: Actor, ticket: Ticket) -> None:
    if actor.id == ticket.reporter_id:
        raise Forbidden("own_ticket")


def _end(uow: UnitOfWork, ticket: Ticket) -> None:
    stop_clock(ticket)
    ticket.closed_at = uow.now
