"""Ending sessions, at once on every worker, and noting when one was last seen."""

import datetime as dt

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from scenariowiki.accounts import policy
from scenariowiki.accounts.commands.loading import get_person, get_row
from scenariowiki.accounts.events import SessionsEnded
from scenariowiki.accounts.models import AccountSession
from scenariowiki.accounts.rules import Actor
from scenariowiki.kernel.errors import NotFound
from scenariowiki.kernel.unit_of_work import UnitOfWork


def sign_out(uow: UnitOfWork, actor: Actor, session_id: int) -> None:
    """End the session a person signs out of."""
    end_session(uow, actor, session_id, reason="signed_out")


def end_session(uow: UnitOfWork, actor: Actor, session_id: int, *, reason: str = "ended") -> None:
    """End one session; somebody else's is not there for whoever may not manage people."""
    row = get_row(uow.session, AccountSession, session_id)
    if not policy.may_change_own(actor, row.account_id) or row.ended_at is not None:
        raise NotFound
    row.ended_at = uow.now
    uow.record(SessionsEnded(account_id=row.account_id, count=1, reason=reason), by=actor)


def end_all_sessions(uow: UnitOfWork, actor: Actor, account_id: int, *, keep: int | None = None) -> int:
    """End every session of an account, or every one but `keep`; return how many."""
    policy.require(policy.may_change_own(actor, account_id))
    get_person(uow.session, account_id)
    return end_sessions_of(uow, actor, account_id, reason="everywhere", keep=keep)


def end_sessions_of(
    uow: UnitOfWork, actor: Actor, account_id: int, *, reason: str, keep: int | None = None
) -> int:
    """End sessions as the consequence of another act; record SessionsEnded when there were any."""
    open_ids = select(AccountSession.id).where(
        AccountSession.account_id == account_id, AccountSession.ended_at.is_(None)
    )
    if keep is not None:
        open_ids = open_ids.where(AccountSession.id != keep)
    ids = uow.session.scalars(open_ids).all()
    if ids:
        uow.session.execute(update(AccountSession).where(AccountSession.id.in_(ids)).values(ended_at=uow.now))
        uow.record(SessionsEnded(account_id=account_id, count=len(ids), reason=reason), by=actor)
    return len(ids)


def note_seen(session: Session, session_id: int, *, at: dt.datetime) -> None:
    """Note that a session is in use: telemetry, no event."""
    session.execute(
        update(AccountSession)
        .where(AccountSession.id == session_id, AccountSession.last_seen_at < at)
        .values(last_seen_at=at)
    )
