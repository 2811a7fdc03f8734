"""Awards mature: each at its own time and in order, however late somebody comes to look (L6, L12)."""

import datetime as dt
from collections.abc import Callable, Mapping

from sqlalchemy import and_, func, or_, select

from scenariowiki.kernel.events import EventRow
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.points.commands.awarding import ripen, void
from scenariowiki.points.commands.holding import hold
from scenariowiki.points.commands.improving import IMPROVED, ripen_improvement
from scenariowiki.points.models import Award
from scenariowiki.points.queries.suspicion import why_suspect
from scenariowiki.points.queries.tariffs import get_tariff
from scenariowiki.points.rules.ledger import AwardState
from scenariowiki.points.rules.reasons import Reason

BATCH = 200
SHARED = "P1"
RIPEN: Mapping[str, Callable[[UnitOfWork, Award], None]] = {IMPROVED: ripen_improvement}


def ripen_due(uow: UnitOfWork, *, until: dt.datetime, limit: int = BATCH) -> int:
    """Post the pending awards that are due by a moment, in the order in which they were; return how many.

    What looks arranged by then is held instead, unless a person has looked at it already.
    """
    due = (
        select(Award)
        .where(Award.state == AwardState.PENDING, Award.due_at <= until)
        .order_by(Award.due_at, Award.id)
        .limit(limit)
        .with_for_update()
    )
    found = uow.session.scalars(due).all()
    for award in found:
        assert award.due_at is not None  # noqa: S101 - chosen by it
        moment = uow.at(award.due_at)
        why = None if award.facts.get("released") else why_suspect(uow.session, award)
        if why is not None:
            hold(moment, award, why)
        else:
            RIPEN.get(award.rule, ripen)(moment, award)
    uow.session.flush()
    return len(found)


def void_idle(uow: UnitOfWork, *, limit: int = BATCH) -> int:
    """Void P1 of what was sent back and then left alone for as long as its tariff says; return how many."""
    waiting = (Award.rule == SHARED, Award.state == AwardState.PENDING, Award.due_at.is_(None))
    waits = {
        number: dt.timedelta(days=get_tariff(uow.session, number).limit(SHARED, "idle_days"))
        for number in uow.session.scalars(select(Award.tariff).where(*waiting).distinct())
    }
    if not waits:
        return 0
    last = (
        select(func.max(EventRow.occurred_at)).where(EventRow.subject == Award.scenario_id).scalar_subquery()
    )
    idle = (
        select(Award, last.label("last"))
        .where(*waiting)
        .where(or_(*(and_(Award.tariff == one, last <= uow.now - wait) for one, wait in waits.items())))
        .order_by(Award.id)
        .limit(limit)
    )
    found = uow.session.execute(idle).all()
    for award, since in found:
        void(uow.at(since + waits[award.tariff]), award, Reason.IDLE)
    uow.session.flush()
    return len(found)
