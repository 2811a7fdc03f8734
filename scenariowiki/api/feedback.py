"""Feedback: given, listed, answered, rated."""

from collections.abc import Callable
from typing import Any

from sqlalchemy.orm import Session

from scenariowiki.accounts import queries as accounts
from scenariowiki.accounts.rules import Actor
from scenariowiki.api.answers import Answer, answer
from scenariowiki.api.auth import actor
from scenariowiki.api.blueprint import bp
from scenariowiki.api.cursors import read_cursor, write_cursor
from scenariowiki.api.limits import reading, writing
from scenariowiki.api.once import Act
from scenariowiki.api.operation import reads, writes
from scenariowiki.api.schemas.feedback import (
    TicketAnswerShown,
    TicketGiven,
    TicketMoved,
    TicketPage,
    TicketQuery,
    TicketShown,
)
from scenariowiki.feedback.commands import answering, giving, rating, sorting
from scenariowiki.feedback.commands.answering import AnswerInput
from scenariowiki.feedback.commands.giving import TicketInput
from scenariowiki.feedback.commands.rating import RatingInput
from scenariowiki.feedback.queries import tickets
from scenariowiki.feedback.queries.tickets import TicketRow
from scenariowiki.feedback.rules.tickets import AnswerOutcome, Priority, TargetKind, TicketKind, TicketState
from scenariowiki.kernel.errors import Invalid
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.runtime.session import read
from scenariowiki.scenarios import queries

Step = Callable[[UnitOfWork], Any]


@bp.get("/feedback")
@reading
@reads(query=TicketQuery, answer=TicketPage)
def list_feedback(query: TicketQuery) -> Answer:
    """List feedback: open ones first, the earliest due at the top."""
    question = ["feedback", query.shelf]
    place = read_cursor(question, query.cursor, (int,))
    offset = place[0] if place else 0
    rows = tickets.list_tickets(read(), actor(), query.shelf, offset=offset, limit=query.limit + 1)
    more = write_cursor(question, [offset + query.limit]) if len(rows) > query.limit else None
    shown = tuple(_show(row) for row in rows[: query.limit])
    return answer(TicketPage(items=shown, next_cursor=more))


@bp.get("/feedback/<ticket_id>")
@reading
@reads(answer=TicketShown, refusals=(404,))
def show_feedback(ticket_id: int) -> Answer:
    """Show one ticket with its answers."""
    return answer(_whole(read(), actor(), ticket_id))


@bp.post("/feedback")
@writing
@writes(body=TicketGiven, answer=TicketShown, status=201, refusals=(404, 409))
def give_feedback(body: TicketGiven) -> Act:
    """Say what is wrong with a scenario, one of its solutions, or a sentence of it."""
    person = actor()
    queries.get_readable(read(), person, body.no)
    given = giving.prepare_ticket(
        TicketInput(
            no=body.no,
            kind=body.kind,
            text=body.text,
            priority=body.priority,
            solution_id=body.solution,
            sop_id=body.sop,
            quote=body.quote,
            ask=_account(body.ask, "ask"),
        )
    )

    def act(uow: UnitOfWork) -> Answer:
        ticket = giving.give_feedback(uow, person, given)
        uow.session.flush()
        return answer(_whole(uow.session, person, ticket.id), 201)

    return act


@bp.post("/feedback/<ticket_id>/transitions")
@writing
@writes(body=TicketMoved, answer=TicketShown)
def move_feedback(ticket_id: int, body: TicketMoved) -> Act:
    """Pass on, answer, rate, ask again, close, or set aside."""
    person = actor()
    tickets.get_ticket(read(), person, ticket_id)
    step = _step(person, ticket_id, body)

    def act(uow: UnitOfWork) -> Answer:
        step(uow)
        uow.session.flush()
        return answer(_whole(uow.session, person, ticket_id))

    return act


def _step(person: Actor, ticket_id: int, body: TicketMoved) -> Step:
    if body.to == "assigned":
        to_id = _account(_needed(body.assignee, "assignee"), "assignee") or 0
        return lambda uow: sorting.assign_ticket(uow, person, ticket_id, to_id)
    if body.to == "answered":
        given = AnswerInput(outcome=_needed(body.outcome, "outcome"), text=body.text)
        prepared = answering.prepare_answer(given)
        return lambda uow: answering.answer_ticket(uow, person, ticket_id, prepared)
    if body.to == "rated":
        stars = RatingInput(rating=_needed(body.rating, "rating"), remark=body.remark)
        rated = rating.prepare_rating(stars)
        return lambda uow: rating.rate_ticket(uow, person, ticket_id, rated)
    if body.to == "duplicate":
        first = _needed(body.of, "of")
        return lambda uow: sorting.mark_duplicate(uow, person, ticket_id, first)
    plain: dict[str, Callable[..., Any]] = {
        "reopened": rating.reopen_ticket,
        "closed": rating.close_ticket,
        "invalid": sorting.invalidate_ticket,
    }
    return lambda uow: plain[body.to](uow, person, ticket_id)


def _needed(value: Any, field: str) -> Any:
    if value is None:
        raise Invalid(fields={field: "required"})
    return value


def _account(name: str | None, field: str) -> int | None:
    if name is None:
        return None
    found = accounts.find_account(read(), name)
    if found is None:
        raise Invalid(fields={field: "no_account"})
    return found.id


def _whole(session: Session, person: Actor, ticket_id: int) -> TicketShown:
    answers = tuple(
        TicketAnswerShown(
            round=one.round,
            outcome=AnswerOutcome(one.outcome),
            text=one.text,
            by=one.answerer,
            in_time=one.in_time,
            answered_at=one.answered_at,
            changed_no=one.changed_no,
            rating=one.rating,
            remark=one.remark,
        )
        for one in tickets.list_answers(session, ticket_id)
    )
    return _show(tickets.get_ticket(session, person, ticket_id), answers)


def _show(row: TicketRow, answers: tuple[TicketAnswerShown, ...] = ()) -> TicketShown:
    return TicketShown(
        id=row.id,
        no=row.no,
        addressed_no=row.addressed_no,
        kind=TicketKind(row.kind),
        priority=Priority(row.priority),
        state=TicketState(row.state),
        target=TargetKind(row.target_kind),
        solution=row.solution_id,
        sop=row.target_id if row.target_kind == TargetKind.SOP else None,
        quote=row.quote,
        text=row.text,
        reporter=row.reporter,
        assignee=row.assignee,
        round=row.round,
        due_at=row.due_at,
        created_at=row.created_at,
        duplicate_of=row.duplicate_of_id,
        answers=answers,
    )
