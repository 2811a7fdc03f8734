"""What time does to tickets: told on at half, all and twice the limit, closed when nobody rates."""

from sqlalchemy import select
from sqlalchemy.orm import aliased

from scenariowiki.accounts.queries.calendars import working_calendar
from scenariowiki.feedback.commands.loading import clock_of, last_answer, note, set_clock
from scenariowiki.feedback.commands.rating import close
from scenariowiki.feedback.events import TicketEscalated
from scenariowiki.feedback.models import Ticket
from scenariowiki.feedback.rules.clock import start_clock
from scenariowiki.feedback.rules.tickets import OPEN, TicketState
from scenariowiki.kernel.events import Doer
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.scenarios.models import Scenario


def escalate_tickets(uow: UnitOfWork, system: Doer, *, limit: int = 500) -> int:
    """Tell on the next tickets whose clock has passed a level, longest due first; return how many.

    After downtime only the highest level passed is recorded; each is told once. Run again, it finds nothing.
    """
    due = (
        select(Ticket, Scenario.canonical_id)
        .join(Scenario, Scenario.id == Ticket.scenario_id)
        .where(Ticket.next_at <= uow.now)
        .order_by(Ticket.next_at, Ticket.id)
        .limit(limit)
        .with_for_update(of=Ticket, skip_locked=True)
    )
    rows = uow.session.execute(due).all()
    for ticket, scenario_id in rows:
        before, clock = ticket.escalated, clock_of(ticket)
        about = scenario_id or ticket.scenario_id
        ticket.escalated = clock.level(uow.now)
        ticket.next_at = clock.next_after(ticket.escalated)
        note(uow, ticket, "escalated", by=system, level=ticket.escalated)
        event = TicketEscalated(scenario_id=about, ticket_id=ticket.id, level=ticket.escalated, before=before)
        uow.record(event, by=system, subject=about)
    return len(rows)


def close_unrated(uow: UnitOfWork, system: Doer, *, limit: int = 200) -> int:
    """Close the next tickets whose answer nobody rated, or asked again about, in time; return how many."""
    page = aliased(Scenario)
    due = (
        select(Ticket, page)
        .join(Scenario, Scenario.id == Ticket.scenario_id)
        .join(page, page.id == Scenario.canonical_id)
        .where(Ticket.close_at <= uow.now)
        .order_by(Ticket.close_at, Ticket.id)
        .limit(limit)
        .with_for_update(of=Ticket, skip_locked=True)
    )
    rows = uow.session.execute(due).all()
    for ticket, scenario in rows:
        to = TicketState.AUTO_CLOSED if ticket.state == TicketState.ANSWERED else TicketState.CLOSED
        close(uow, ticket, scenario, last_answer(uow.session, ticket), by=system, to=to, auto=True)
    return len(rows)


def reset_clocks(uow: UnitOfWork, site_id: int) -> None:
    """Count the open tickets of a site anew by its present calendar; what was told is not told again."""
    calendar = working_calendar(uow.session, site_id)
    open_ones = select(Ticket).where(Ticket.site_id == site_id, Ticket.state.in_(OPEN)).order_by(Ticket.id)
    for ticket in uow.session.scalars(open_ones).all():
        set_clock(ticket, start_clock(ticket.clock_at, ticket.limit_minutes, calendar))
