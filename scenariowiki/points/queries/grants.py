"""Points by hand: what waits for a second person, what was decided, what is left of the month's budget."""

import datetime as dt
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from scenariowiki.accounts.models import Account
from scenariowiki.kernel.db import AnyRow
from scenariowiki.points.models import PointsGrant
from scenariowiki.points.queries.tariffs import tariff_on
from scenariowiki.points.rules.grants import GrantState
from scenariowiki.points.rules.tariff import BUDGET

ZONE = ZoneInfo("Asia/Shanghai")  # months of the budget are the house's, whatever site an administrator is at
SHOWN = 50


def list_grants(session: Session) -> Sequence[AnyRow]:
    """List proposals, those that wait first, then the newest; with the names of all three."""
    receiver, proposer, decider = aliased(Account), aliased(Account), aliased(Account)
    return session.execute(
        select(
            PointsGrant.id,
            PointsGrant.account_id,
            PointsGrant.amount,
            PointsGrant.reason,
            PointsGrant.state,
            PointsGrant.proposed_by,
            PointsGrant.created_at,
            PointsGrant.decided_at,
            PointsGrant.note,
            receiver.display_name.label("receiver"),
            proposer.display_name.label("proposer"),
            decider.display_name.label("decider"),
        )
        .join(receiver, receiver.id == PointsGrant.account_id)
        .join(proposer, proposer.id == PointsGrant.proposed_by)
        .outerjoin(decider, decider.id == PointsGrant.decided_by)
        .order_by(PointsGrant.state != GrantState.PROPOSED, PointsGrant.id.desc())
        .limit(SHOWN)
    ).all()


def given_in_month(session: Session, now: dt.datetime) -> int:
    """Add up what was given by hand in the month of a moment; what was taken does not make room."""
    start, end = _month(now)
    given = session.scalar(
        select(func.coalesce(func.sum(PointsGrant.amount), 0)).where(
            PointsGrant.state == GrantState.APPROVED,
            PointsGrant.amount > 0,
            PointsGrant.decided_at >= start,
            PointsGrant.decided_at < end,
        )
    )
    return int(given or 0)


def budget(session: Session, now: dt.datetime) -> int:
    """Return what may be given by hand in a month, as the tariff in force says."""
    rule = tariff_on(session, now.astimezone(ZONE).date()).rules.get("P12")
    return rule.amount(BUDGET) if rule else 0


def _month(now: dt.datetime) -> tuple[dt.datetime, dt.datetime]:
    first = now.astimezone(ZONE).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    return first, (first + dt.timedelta(days=32)).replace(day=1)
