"""Answering: changed, explained or declined, in time or late."""

from dataclasses import dataclass, replace

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from scenariowiki.accounts.queries import facts
from scenariowiki.accounts.rules import Actor
from scenariowiki.feedback import policy
from scenariowiki.feedback.commands import texts
from scenariowiki.feedback.commands.loading import get_ticket, move, stop_clock
from scenariowiki.feedback.events import TicketAnswered
from scenariowiki.feedback.models import Ticket, TicketAnswer
from scenariowiki.feedback.rules.clock import UNRATED
from scenariowiki.feedback.rules.tickets import AnswerOutcome, TicketState
from scenariowiki.kernel.errors import Forbidden, Invalid
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.scenarios import policy as wiki


@dataclass(frozen=True, kw_only=True)
class AnswerInput:
    """An answer; `changed_no` and `changed_seq` say which page was changed and which revision that made."""

    outcome: AnswerOutcome
    text: str
    changed_no: int | None = None
    changed_seq: int | None = None


def prepare_answer(given: AnswerInput) -> AnswerInput:
    """Check what was typed; raises Invalid."""
    text, fault = texts.required(given.text)
    if fault:
        raise Invalid(fields={"text": fault})
    return replace(given, text=text)


def answer_ticket(uow: UnitOfWork, actor: Actor, ticket_id: int, given: AnswerInput) -> Ticket:
    """Answer a ticket; records TicketAnswered, which tells the asker. Nobody answers their own.

    The clock stops; unrated, the answer counts as good after a week.
    """
    ticket, scenario = get_ticket(uow.session, actor, ticket_id)
    if actor.id == ticket.reporter_id:
        raise Forbidden("own_ticket")
    wiki.require(policy.may_answer(actor, ticket))
    first_change = given.outcome is AnswerOutcome.CHANGED and not _was_changed(uow.session, ticket)
    in_time = uow.now <= ticket.due_at
    move(uow, ticket, TicketState.ANSWERED, by=actor, outcome=given.outcome, in_time=in_time)
    stop_clock(ticket)
    ticket.close_at = uow.now + UNRATED
    uow.session.add(_answer(uow, actor, ticket, given, in_time=in_time))
    event = TicketAnswered(
        scenario_id=scenario.id,
        ticket_id=ticket.id,
        reporter_id=ticket.reporter_id,
        answerer_id=actor.id,
        outcome=given.outcome,
        in_time=in_time,
        round=ticket.round,
        first_change=first_change,
    )
    uow.record(event, by=actor, subject=scenario.id)
    return ticket


def _answer(
    uow: UnitOfWork, actor: Actor, ticket: Ticket, given: AnswerInput, *, in_time: bool
) -> TicketAnswer:
    return TicketAnswer(
        ticket_id=ticket.id,
        round=ticket.round,
        outcome=given.outcome,
        text=given.text,
        answerer_id=actor.id,
        team_id=facts.stamp(uow.session, actor.id, uow.now).team_id,
        in_time=in_time,
        answered_at=uow.now,
        changed_no=given.changed_no,
        changed_seq=given.changed_seq,
    )


def _was_changed(session: Session, ticket: Ticket) -> bool:
    changed = (TicketAnswer.ticket_id == ticket.id, TicketAnswer.outcome == AnswerOutcome.CHANGED)
    return bool(session.scalar(select(func.count()).select_from(TicketAnswer).where(*changed)))
