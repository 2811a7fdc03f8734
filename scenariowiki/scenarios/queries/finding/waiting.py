"""Waiting for one's own save to be found: a search right after it sees it, or says that it does not yet."""

import time

from sqlalchemy.orm import Session

from scenariowiki.kernel import outbox
from scenariowiki.kernel.db import SHELF

PATIENCE = 1.5
PAUSE = 0.05


def is_late(session: Session, saved: int | None, *, patience: float | None = None) -> bool:
    """Wait until the index holds the work of outbox row `saved`; tell whether patience (PATIENCE) ran out.

    Each look begins a read transaction of its own, since an older one would never see the row go.
    """
    if saved is None or not outbox.is_open(session, saved):
        return False
    ends_at = time.monotonic() + (PATIENCE if patience is None else patience)
    while time.monotonic() < ends_at:
        time.sleep(PAUSE)
        session.rollback()
        session.info.pop(SHELF, None)  # what was shared is older than what is read from now on
        if not outbox.is_open(session, saved):
            return False
    return True
