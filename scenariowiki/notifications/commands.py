"""Marking what one was told as read."""

from sqlalchemy import update

from scenariowiki.accounts.rules import Actor
from scenariowiki.kernel.errors import NotFound
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.notifications.models import Notice


def mark_read(uow: UnitOfWork, actor: Actor, notice_id: int) -> None:
    """Mark one notice as read; somebody else's does not exist. Read again, it keeps its first moment."""
    notice = uow.session.get(Notice, notice_id)
    if notice is None or notice.account_id != actor.id:
        raise NotFound("no_notice")
    if notice.read_at is None:
        notice.read_at = uow.now


def mark_all_read(uow: UnitOfWork, actor: Actor) -> None:
    """Mark everything a person could have seen by now as read; what is held back until later is not."""
    seen = (Notice.account_id == actor.id, Notice.read_at.is_(None), Notice.not_before <= uow.now)
    uow.session.execute(update(Notice).where(*seen).values(read_at=uow.now))
