"""A ticket for writing: found and locked, its log, its clock, and what every event of it says."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from scenariowiki.accounts.rules import Actor
from scenariowiki.feedback.models import Ticket, TicketAnswer, TicketLog
from scenariowiki.feedback.rules.clock import Clock
from scenariowiki.feedback.rules.tickets import TicketState, check_move
from scenariowiki.kernel.errors import NotFound
from scenariowiki.kernel.events import Doer
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.scenarios import policy as wiki
from scenariowiki.scenarios.models import Scenario
from scenariowiki.scenarios.queries import groups


def get_ticket(session: Session, actor: Actor, ticket_id: int) -> tuple[Ticket, Scenario]:
    """Return a ticket, its row locked, with the scenario it is read under; NotFound where it is hidden."""
    ticket = session.get(Ticket, ticket_id, with_for_update=True)
    if ticket is None:
        raise NotFound("no_ticket")
    scenario = groups.canonical(session, session.get_one(Scenario, ticket.scenario_id))
    if not wiki.may_read(actor, scenario):
        raise NotFound("no_ticket")
    return ticket, scenario


def last_answer(session: Session, ticket: Ticket) -> TicketAnswer:
    """Return the answer of a ticket's present round."""
    wanted = select(TicketAnswer).where(
        TicketAnswer.ticket_id == ticket.id, TicketAnswer.round == ticket.round
    )
    return session.scalars(wanted).one()


def move(uow: UnitOfWork, ticket: Ticket, to: TicketState, *, by: Doer, **facts: Any) -> None:
    """Move a ticket by the one table, and log it under the name of its new state."""
    check_move(TicketState(ticket.state), to)
    ticket.state = to
    ticket.version += 1
    note(uow, ticket, to, by=by, **facts)


def note(uow: UnitOfWork, ticket: Ticket, name: str, *, by: Doer, **facts: Any) -> None:
    """Log what happened to a ticket."""
    uow.session.add(TicketLog(ticket_id=ticket.id, name=name, actor_id=by.id, at=uow.now, facts=facts))


def set_clock(ticket: Ticket, clock: Clock) -> None:
    """Set the moments of a ticket's clock; those that were told already are not told again."""
    ticket.half_at, ticket.due_at, ticket.twice_at = clock.half_at, clock.due_at, clock.twice_at
    ticket.next_at = clock.next_after(ticket.escalated)


def clock_of(ticket: Ticket) -> Clock:
    """Return the moments of a ticket's clock."""
    return Clock(half_at=ticket.half_at, due_at=ticket.due_at, twice_at=ticket.twice_at)


def stop_clock(ticket: Ticket) -> None:
    """Stop a ticket's clock: nothing more is told of it."""
    ticket.next_at = None
