"""Whether history still has to earn before anything else does (L11, L12)."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from scenariowiki.points.models import Replay


def is_behind(session: Session) -> bool:
    """Tell whether a replay is under way; a batch of it waits for whoever has recorded something by then."""
    return session.scalar(select(Replay.id).where(Replay.done_at.is_(None))) is not None
