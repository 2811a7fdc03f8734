"""Tickets as lists and as one page shows them, overdue first; all within what the reader may read."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum, auto
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, or_, select, true
from sqlalchemy.orm import Session, aliased

from scenariowiki.accounts.models import Account
from scenariowiki.accounts.rules import Actor, Permission
from scenariowiki.feedback.models import Ticket, TicketAnswer, TicketLog
from scenariowiki.feedback.rules.tickets import AFTER_ANSWER, OPEN, TicketState
from scenariowiki.kernel.db import AnyRow
from scenariowiki.kernel.errors import NotFound
from scenariowiki.scenarios.models import Scenario
from scenariowiki.scenarios.queries import groups
from scenariowiki.scenarios.queries.access import visible_to

LISTED = 20


class Shelf(StrEnum):
    """Which tickets: those I gave, those I answer, or all that I look after."""

    MINE = auto()
    ANSWER = auto()
    ALL = auto()


@dataclass(frozen=True, kw_only=True)
class TicketRow:
    """A ticket with the names it is shown with; `no` and `title` are those of today's page."""

    id: int
    kind: str
    priority: str
    state: str
    target_kind: str
    target_id: int
    solution_id: int | None
    quote: str
    text: str
    scenario_id: int
    no: int
    title: str
    addressed_no: int
    reporter_id: int
    reporter: str
    assignee_id: int | None
    assignee: str | None
    team_id: int | None
    site_id: int | None
    round: int
    limit_minutes: int
    clock_at: dt.datetime
    half_at: dt.datetime
    due_at: dt.datetime
    twice_at: dt.datetime
    duplicate_of_id: int | None
    closed_at: dt.datetime | None
    created_at: dt.datetime
    version: int


@dataclass(frozen=True, kw_only=True)
class AnswerRow:
    round: int
    outcome: str
    text: str
    answerer: str
    answerer_id: int
    in_time: bool
    answered_at: dt.datetime
    changed_no: int | None
    changed_seq: int | None
    rating: int | None
    remark: str
    rated_at: dt.datetime | None


@dataclass(frozen=True, kw_only=True)
class LogRow:
    name: str
    actor: str
    at: dt.datetime
    facts: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """What waits for one person: to be answered, of it too late, and to be rated."""

    answer: int = 0
    overdue: int = 0
    rate: int = 0


def list_tickets(
    session: Session, actor: Actor, shelf: Shelf, *, offset: int = 0, limit: int = LISTED
) -> Sequence[TicketRow]:
    """List a shelf: open ones first, the earliest due at the top, then answered ones, then the rest."""
    rank = case((Ticket.state.in_(OPEN), 0), (Ticket.state.in_(AFTER_ANSWER), 1), else_=2)
    due = case((Ticket.state.in_(OPEN), Ticket.due_at), else_=None)
    statement = (
        _rows(actor)
        .where(_on(shelf, actor))
        .order_by(rank, due.is_(None), due, Ticket.id.desc())
        .offset(offset)
        .limit(limit)
    )
    return [_row(row) for row in session.execute(statement)]


def count_tickets(session: Session, actor: Actor, shelf: Shelf) -> int:
    """Count a shelf."""
    addressed = aliased(Scenario)
    wanted = (
        select(func.count(Ticket.id))
        .join(addressed, addressed.id == Ticket.scenario_id)
        .join(Scenario, Scenario.id == addressed.canonical_id)
        .where(visible_to(actor), _on(shelf, actor))
    )
    return session.scalar(wanted) or 0


def list_on_page(
    session: Session, actor: Actor, scenario_id: int, *, limit: int = LISTED
) -> Sequence[TicketRow]:
    """List the feedback on a canonical scenario and on what was merged into it, the newest first (M22)."""
    statement = _rows(actor).where(Ticket.scenario_id.in_(groups.members(scenario_id)))
    rows = session.execute(statement.order_by(Ticket.id.desc()).limit(limit))
    return [_row(row) for row in rows]


def count_open_on(session: Session, scenario_id: int) -> int:
    """Count the open feedback on a canonical scenario and on what was merged into it."""
    about = (Ticket.scenario_id.in_(groups.members(scenario_id)), Ticket.state.in_(OPEN))
    return session.scalar(select(func.count(Ticket.id)).where(*about)) or 0


def list_rateable(session: Session, actor: Actor, *, limit: int = LISTED) -> Sequence[TicketRow]:
    """List the tickets whose answer waits for this asker's rating, the oldest first."""
    own = (Ticket.reporter_id == actor.id, Ticket.state == TicketState.ANSWERED)
    rows = session.execute(_rows(actor).where(*own).order_by(Ticket.id).limit(limit))
    return [_row(row) for row in rows]


def get_ticket(session: Session, actor: Actor, ticket_id: int) -> TicketRow:
    """Return one ticket; NotFound where the actor may not read its page."""
    row = session.execute(_rows(actor).where(Ticket.id == ticket_id)).one_or_none()
    if row is None:
        raise NotFound("no_ticket")
    return _row(row)


def list_answers(session: Session, ticket_id: int) -> Sequence[AnswerRow]:
    """List the answers of a ticket, round by round."""
    columns = [getattr(TicketAnswer, name) for name in AnswerRow.__annotations__ if name != "answerer"]
    rows = session.execute(
        select(*columns, Account.display_name.label("answerer"))
        .join(Account, Account.id == TicketAnswer.answerer_id)
        .where(TicketAnswer.ticket_id == ticket_id)
        .order_by(TicketAnswer.round)
    )
    return [AnswerRow(**row._mapping) for row in rows]  # noqa: SLF001 - SQLAlchemy's public name


def list_log(session: Session, ticket_id: int) -> Sequence[LogRow]:
    """List what happened to a ticket, the oldest first."""
    rows = session.execute(
        select(TicketLog.name, Account.display_name.label("actor"), TicketLog.at, TicketLog.facts)
        .join(Account, Account.id == TicketLog.actor_id)
        .where(TicketLog.ticket_id == ticket_id)
        .order_by(TicketLog.id)
    )
    return [LogRow(**row._mapping) for row in rows]  # noqa: SLF001 - SQLAlchemy's public name


def count_waiting(session: Session, actor: Actor, *, now: dt.datetime) -> Waiting:
    """Count what waits for a person, in one statement: the navigation asks on every page."""
    mine = _to_answer(actor)
    late = case((mine & (Ticket.due_at < now), 1), else_=0)
    own = (Ticket.reporter_id == actor.id) & (Ticket.state == TicketState.ANSWERED)
    row = session.execute(
        select(
            func.coalesce(func.sum(case((mine, 1), else_=0)), 0).label("answer"),
            func.coalesce(func.sum(late), 0).label("overdue"),
            func.coalesce(func.sum(case((own, 1), else_=0)), 0).label("rate"),
        )
        .select_from(Ticket)
        .where(or_(mine, own))
    ).one()
    return Waiting(answer=int(row.answer), overdue=int(row.overdue), rate=int(row.rate))


def _to_answer(actor: Actor) -> ColumnElement[bool]:
    """Return the predicate for open tickets that a person is to answer; curators share what has nobody."""
    own: ColumnElement[bool] = Ticket.assignee_id == actor.id
    if actor.may(Permission.CURATE):
        own = or_(own, Ticket.assignee_id.is_(None) & (Ticket.reporter_id != actor.id))
    return Ticket.state.in_(OPEN) & own


def _on(shelf: Shelf, actor: Actor) -> ColumnElement[bool]:
    if shelf is Shelf.MINE:
        return Ticket.reporter_id == actor.id
    if shelf is Shelf.ANSWER:
        answered = select(TicketAnswer.ticket_id).where(TicketAnswer.answerer_id == actor.id)
        return or_(_to_answer(actor), Ticket.id.in_(answered))
    if actor.may(Permission.READ_ALL_TEAMS):
        return true()
    return Ticket.team_id.in_(sorted(actor.leads))


def _rows(actor: Actor) -> Select[Any]:
    addressed, reporter, assignee = aliased(Scenario), aliased(Account), aliased(Account)
    named = {"no", "title", "scenario_id", "addressed_no", "reporter", "assignee"}
    columns = [getattr(Ticket, name) for name in TicketRow.__annotations__ if name not in named]
    return (
        select(
            *columns,
            Scenario.id.label("scenario_id"),
            Scenario.no,
            Scenario.title,
            addressed.no.label("addressed_no"),
            reporter.display_name.label("reporter"),
            assignee.display_name.label("assignee"),
        )
        .select_from(Ticket)
        .join(addressed, addressed.id == Ticket.scenario_id)
        .join(Scenario, Scenario.id == addressed.canonical_id)
        .join(reporter, reporter.id == Ticket.reporter_id)
        .join(assignee, assignee.id == Ticket.assignee_id, isouter=True)
        .where(visible_to(actor))
    )


def _row(row: AnyRow) -> TicketRow:
    return TicketRow(**row._mapping)  # noqa: SLF001 - SQLAlchemy's public name
