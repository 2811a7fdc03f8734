"""How feedback is answered, by team: never by person, and no ranking."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from scenariowiki.accounts.models import Team
from scenariowiki.feedback.models import Ticket, TicketAnswer
from scenariowiki.feedback.rules.tickets import OPEN


@dataclass(frozen=True, kw_only=True)
class TeamNumbers:
    """What one team answered: `in_time` of `due` (given or overdue), and `stars` over `rated` answers."""

    team: str
    due: int
    in_time: int
    rated: int
    stars: int


def numbers_by_team(session: Session, *, since: dt.datetime, now: dt.datetime) -> Sequence[TeamNumbers]:
    """List the teams that answered or should have since a moment, by name."""
    answered = session.execute(
        select(
            TicketAnswer.team_id,
            func.count().label("given"),
            func.sum(case((TicketAnswer.in_time, 1), else_=0)).label("in_time"),
            func.count(TicketAnswer.rating).label("rated"),
            func.coalesce(func.sum(TicketAnswer.rating), 0).label("stars"),
        )
        .where(TicketAnswer.answered_at >= since, TicketAnswer.team_id.is_not(None))
        .group_by(TicketAnswer.team_id)
    ).all()
    late = select(Ticket.team_id, func.count().label("late")).where(
        Ticket.state.in_(OPEN), Ticket.due_at < now, Ticket.due_at >= since, Ticket.team_id.is_not(None)
    )
    overdue = {row.team_id: row.late for row in session.execute(late.group_by(Ticket.team_id))}
    found = {row.team_id: row for row in answered}
    names = session.execute(
        select(Team.id, Team.name).where(Team.id.in_({*found, *overdue})).order_by(Team.name, Team.id)
    ).all()
    return [
        TeamNumbers(
            team=name,
            due=(found[id_].given if id_ in found else 0) + overdue.get(id_, 0),
            in_time=int(found[id_].in_time) if id_ in found else 0,
            rated=found[id_].rated if id_ in found else 0,
            stars=int(found[id_].stars) if id_ in found else 0,
        )
        for id_, name in names
    ]
