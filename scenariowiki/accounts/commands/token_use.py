"""What a token was used for: when last, and the index work its last save waits for; telemetry, no events."""

import datetime as dt

from sqlalchemy import update
from sqlalchemy.orm import Session

from scenariowiki.accounts.models import ApiToken


def note_used(session: Session, token_id: int, *, at: dt.datetime) -> None:
    """Note that a token is in use."""
    session.execute(update(ApiToken).where(ApiToken.id == token_id).values(last_used_at=at))


def note_save(session: Session, token_id: int, outbox_id: int) -> None:
    """Note the index work of a save, so that the token's next search waits for it."""
    session.execute(update(ApiToken).where(ApiToken.id == token_id).values(outbox_id=outbox_id))
