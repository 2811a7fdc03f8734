"""Whether history still has to earn before anything else does (L11, L12)."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from scenariowiki.points.models import Replay


def is_behind(session: Session) -> bool:
    """Tell whether a replay is under way; whoever asks keeps it from ending before they commit."""
    open_one = select(Replay.id).where(Replay.done_at.is_(None))
    return session.scalar(open_one.with_for_update(read=True)) is not None
