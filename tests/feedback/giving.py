"""Short ways to give, answer and rate feedback, at any moment."""

import datetime as dt
from typing import Any

from scenariowiki.accounts.rules import Actor
from scenariowiki.feedback.commands import answering, clocks, giving, rating, sorting
from scenariowiki.feedback.commands.answering import AnswerInput
from scenariowiki.feedback.commands.giving import TicketInput
from scenariowiki.feedback.commands.rating import RatingInput
from scenariowiki.feedback.models import Ticket
from scenariowiki.feedback.rules.tickets import AnswerOutcome, TicketKind
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.runtime.session import db, read
from scenariowiki.wiring import REACTIONS
from tests import personas

# Monday the 5th of January 2026, nine in the morning in Shanghai.
MONDAY = dt.datetime(2026, 1, 5, 1, 0, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)


def at(now: dt.datetime) -> UnitOfWork:
    """Open a unit of work at a moment of the past or the future."""
    read().rollback()
    return UnitOfWork(db.session(), reactions=REACTIONS, now=now)


def give(who: Actor, no: int, *, when: dt.datetime = MONDAY, **more: Any) -> int:
    """Give feedback; return the ticket's id."""
    given = {"kind": TicketKind.UNCLEAR, "text": "周末怎么算？", **more}
    prepared = giving.prepare_ticket(TicketInput(no=no, **given))
    with at(when) as uow:
        return giving.give_feedback(uow, who, prepared).id


def answer(
    who: Actor,
    ticket_id: int,
    *,
    when: dt.datetime = MONDAY + HOUR,
    outcome: AnswerOutcome = AnswerOutcome.EXPLAINED,
) -> None:
    """Answer a ticket."""
    with at(when) as uow:
        answering.answer_ticket(uow, who, ticket_id, AnswerInput(outcome=outcome, text="按工作日算。"))


def rate(who: Actor, ticket_id: int, stars: int, *, when: dt.datetime = MONDAY + 2 * HOUR) -> None:
    """Rate the answer of a ticket."""
    with at(when) as uow:
        rating.rate_ticket(uow, who, ticket_id, RatingInput(rating=stars))


def reopen(who: Actor, ticket_id: int, *, when: dt.datetime = MONDAY + 3 * HOUR) -> None:
    """Ask again."""
    with at(when) as uow:
        rating.reopen_ticket(uow, who, ticket_id)


def assign(who: Actor, ticket_id: int, to: Actor, *, when: dt.datetime = MONDAY + HOUR) -> None:
    """Pass a ticket on."""
    with at(when) as uow:
        sorting.assign_ticket(uow, who, ticket_id, to.id)


def escalate(when: dt.datetime) -> int:
    """Run the clock at a moment."""
    with at(when) as uow:
        return clocks.escalate_tickets(uow, personas.SYSTEM)


def ticket(ticket_id: int) -> Ticket:
    """Read a ticket anew."""
    read().rollback()
    return read().get_one(Ticket, ticket_id, populate_existing=True)
