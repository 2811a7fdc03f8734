"""Whether somebody has lately said that they look at another person's statement."""

import datetime as dt

from sqlalchemy import select
from sqlalchemy.orm import Session

from scenariowiki.kernel.events import EventRow
from scenariowiki.points.events import StatementOpened

OPEN_FOR = dt.timedelta(minutes=30)


def is_open(session: Session, actor_id: int, account_id: int, now: dt.datetime) -> bool:
    """Tell whether a statement was opened in the last half hour: that look is in the audit log."""
    payloads = session.scalars(
        select(EventRow.payload).where(
            EventRow.actor_id == actor_id,
            EventRow.occurred_at > now - OPEN_FOR,
            EventRow.name == StatementOpened.__name__,
        )
    )
    return any(payload["account_id"] == account_id for payload in payloads)
