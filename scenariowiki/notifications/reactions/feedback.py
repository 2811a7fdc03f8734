"""Feedback, told to whoever is to answer it, to whoever asked, and to those it concerns."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import delete, select
from sqlalchemy.orm import Session, aliased

from scenariowiki.accounts.models import Team
from scenariowiki.accounts.queries import facts
from scenariowiki.accounts.rules import Role
from scenariowiki.feedback import events as feedback
from scenariowiki.feedback.models import GapRequest, Ticket
from scenariowiki.feedback.rules.clock import LEVELS
from scenariowiki.kernel.db import AnyRow
from scenariowiki.kernel.events import Event, Recorded
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.notifications.models import Notice
from scenariowiki.notifications.reactions.telling import Told, add_notices, tell, watchers
from scenariowiki.notifications.rules import NoticeKind, Telling
from scenariowiki.scenarios.models import Scenario

NOW = dt.timedelta()
HALF, DUE, TWICE = LEVELS
LATE: Mapping[int, NoticeKind] = {
    HALF: NoticeKind.TICKET_HALF,
    DUE: NoticeKind.TICKET_OVERDUE,
    TWICE: NoticeKind.TICKET_TWICE,
}
TO_ASKER: Mapping[type[Event], NoticeKind] = {
    feedback.TicketAnswered: NoticeKind.TICKET_ANSWERED,
    feedback.TicketInvalidated: NoticeKind.TICKET_SET_ASIDE,
    feedback.TicketMarkedDuplicate: NoticeKind.TICKET_ASKED_BEFORE,
}


def tell_of_ticket(uow: UnitOfWork, recorded: Recorded) -> None:
    """Tell of one step of a ticket: those who are to act, the asker, and who watches the page."""
    event = recorded.event
    assert isinstance(event, feedback.TicketEvent)  # noqa: S101 - as wired
    telling = Telling(
        key=f"ticket:{recorded.id}",
        scenario_id=event.scenario_id,
        facts={"by": recorded.actor_id, "ticket": event.ticket_id},
        delay=NOW,
    )
    tell(uow, recorded, telling, _told(uow.session, event))


def _told(session: Session, event: feedback.TicketEvent) -> Told:
    if isinstance(event, feedback.TicketOpened):
        nobody_yet = session.get_one(Ticket, event.ticket_id).assignee_id is None
        return [(NoticeKind.TICKET_WAITS, facts.holders_of(session, Role.CURATOR) if nobody_yet else ())]
    if isinstance(event, feedback.TicketAssigned):
        return [(NoticeKind.TICKET_FOR_YOU, [event.assignee_id])]
    if isinstance(event, feedback.TicketRated):
        return [(NoticeKind.TICKET_RATED, [event.answerer_id])]
    if isinstance(event, feedback.TicketReopened):
        ticket = session.get_one(Ticket, event.ticket_id)
        return [(NoticeKind.TICKET_REOPENED, [ticket.assignee_id, event.answerer_id])]
    asker = getattr(event, "reporter_id", None)
    told: list[tuple[NoticeKind, Iterable[int | None]]] = [(TO_ASKER[type(event)], [asker])]
    if isinstance(event, feedback.TicketAnswered):
        told.append((NoticeKind.TICKET_ANSWERED_HERE, watchers(session, event.scenario_id)))
    return told


def tell_of_lateness(uow: UnitOfWork, recorded: Recorded) -> None:
    """Tell on tickets that take long: a run finds thousands, so they are told of together."""
    event = recorded.event
    assert isinstance(event, feedback.TicketEscalated)  # noqa: S101 - as wired
    uow.gather(_tell_late, event.ticket_id)


def _tell_late(uow: UnitOfWork, ticket_ids: Sequence[int]) -> None:
    """Tell whoever is to answer; when time is over their lead and the owner, at twice administrators too."""
    curators = facts.holders_of(uow.session, Role.CURATOR)
    administrators = facts.administrators(uow.session)
    rows = [
        {
            "account_id": account_id,
            "kind": LATE[late.escalated],
            "key": f"late:{late.id}:{late.round}:{late.escalated}",
            "scenario_id": late.canonical_id,
            "facts": {"ticket": late.id},
            "created_at": uow.now,
            "not_before": uow.now,
        }
        for late in _late(uow.session, ticket_ids)
        for account_id in sorted(_concerned(late, curators, administrators))
    ]
    add_notices(uow, rows)


def _late(session: Session, ticket_ids: Sequence[int]) -> Sequence[AnyRow]:
    page = aliased(Scenario)
    uncounted = (Ticket.id, Ticket.round, Ticket.escalated, Ticket.assignee_id, Ticket.reporter_id)
    return session.execute(
        select(*uncounted, Scenario.canonical_id, page.owner_id, Team.lead_id)
        .join(Scenario, Scenario.id == Ticket.scenario_id)
        .join(page, page.id == Scenario.canonical_id)
        .outerjoin(Team, Team.id == Ticket.team_id)
        .where(Ticket.id.in_(ticket_ids))
    ).all()


def _concerned(late: AnyRow, curators: frozenset[int], administrators: frozenset[int]) -> set[int]:
    told = {late.assignee_id} if late.assignee_id is not None else set(curators)
    if late.escalated >= DUE:
        told |= {late.lead_id, late.owner_id}
    if late.escalated >= TWICE:
        told |= administrators
    return told - {None, late.reporter_id}


def tell_of_gap(uow: UnitOfWork, recorded: Recorded) -> None:
    """Tell everybody who asked for it that it is written."""
    event = recorded.event
    assert isinstance(event, feedback.GapAnswered)  # noqa: S101 - as wired
    asked = uow.session.scalars(select(GapRequest.account_id).where(GapRequest.gap_id == event.gap_id)).all()
    # What answers it was published just now: who watches its tags is told of that once, as an answer.
    twice = (Notice.account_id.in_(asked), Notice.created_at == uow.now)
    same = (Notice.scenario_id == event.scenario_id, Notice.kind == NoticeKind.PAGE_PUBLISHED)
    uow.session.execute(delete(Notice).where(*twice, *same))
    telling = Telling(
        key=f"gap:{event.gap_id}:{recorded.id}",
        scenario_id=event.scenario_id,
        facts={"by": recorded.actor_id},
    )
    tell(uow, recorded, telling, [(NoticeKind.GAP_ANSWERED, asked)])


def untell_gap(uow: UnitOfWork, recorded: Recorded) -> None:
    """Say nothing of what was written and is wanted again before anybody was told."""
    event = recorded.event
    assert isinstance(event, feedback.GapReopened)  # noqa: S101 - as wired
    key = Notice.key.startswith(f"gap:{event.gap_id}:")
    uow.session.execute(delete(Notice).where(key, Notice.not_before > uow.now))
