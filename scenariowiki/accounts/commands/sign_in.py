"""Signing in: the throttle and the password are looked at before the transaction, the session begun in it."""

import datetime as dt
import secrets
from dataclasses import dataclass

from sqlalchemy import ColumnElement, delete, select, tuple_
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from scenariowiki.accounts.commands.hashing import hash_password, is_outdated, matches
from scenariowiki.accounts.events import SignedIn
from scenariowiki.accounts.models import Account, AccountSession, SignInThrottle
from scenariowiki.accounts.queries import get_actor, token_hash
from scenariowiki.accounts.rules import (
    ABSOLUTE_TIMEOUT,
    THROTTLE_WINDOW,
    Actor,
    ThrottleKind,
    skeleton,
    wait_after,
)
from scenariowiki.kernel.errors import Throttled, Unauthenticated
from scenariowiki.kernel.unit_of_work import UnitOfWork

Keys = dict[ThrottleKind, str]


@dataclass(frozen=True, kw_only=True)
class SignInInput:
    """A try: who, from where; `device_of` is the account that signed in on this device before."""

    name: str
    password: str
    address: str
    user_agent: str = ""
    device_of: int | None = None


@dataclass(frozen=True, kw_only=True)
class PreparedSignIn:
    """A try that was judged: `account_id` is None when name or password are wrong."""

    account_id: int | None
    keys: Keys
    address: str
    user_agent: str
    seen_hash: str | None = None
    new_hash: str | None = None


def prepare_sign_in(session: Session, given: SignInInput, *, now: dt.datetime) -> PreparedSignIn:
    """Judge name and password; raise Throttled when this name or address has to wait.

    A known name, an unknown one and a disabled account take equally long and end alike.
    """
    row = session.execute(
        select(Account.id, Account.password_hash, Account.disabled_at).where(
            Account.key == skeleton(given.name)
        )
    ).one_or_none()
    is_known_device = row is not None and row.id == given.device_of
    keys = _keys(given, is_known_device=is_known_device)
    _require_patience(session, keys, now)
    is_right = matches(row.password_hash if row else None, given.password)
    good = row if row is not None and is_right and row.disabled_at is None else None
    return PreparedSignIn(
        account_id=good.id if good else None,
        keys=keys,
        address=given.address[:64],
        user_agent="".join(char for char in given.user_agent if char.isprintable())[:200],
        seen_hash=good.password_hash if good else None,
        new_hash=hash_password(given.password) if good and is_outdated(good.password_hash) else None,
    )


def _keys(given: SignInInput, *, is_known_device: bool) -> Keys:
    """Count a known device apart, so that strangers who try a name cannot keep its owner out."""
    name = skeleton(given.name)
    if is_known_device:
        return {ThrottleKind.DEVICE: f"{name} {given.address}"[:200]}
    return {ThrottleKind.NAME: name, ThrottleKind.ADDRESS: given.address[:64]}


def _require_patience(session: Session, keys: Keys, now: dt.datetime) -> None:
    waits = session.scalars(
        select(SignInThrottle.until).where(_is_any(keys), SignInThrottle.until > now)
    ).all()
    until = max((wait for wait in waits if wait), default=None)
    if until:
        raise Throttled("sign_in_throttled", retry_after=max(1, int((until - now).total_seconds())))


def _is_any(keys: Keys) -> ColumnElement[bool]:
    return tuple_(SignInThrottle.kind, SignInThrottle.key).in_(list(keys.items()))


@dataclass(frozen=True, kw_only=True)
class BegunSession:
    """A new session in clear: only its hash is kept."""

    id: int
    token: str
    actor: Actor


def begin_session(uow: UnitOfWork, prepared: PreparedSignIn) -> BegunSession:
    """Begin a session under a new random token; record SignedIn.

    Raise Unauthenticated when the account was closed or its password changed since the try was judged.
    """
    account = uow.session.get(Account, prepared.account_id)
    if account is None or account.disabled_at or account.password_hash != prepared.seen_hash:
        raise Unauthenticated("sign_in_failed")
    if prepared.new_hash:
        account.password_hash = prepared.new_hash
    token = secrets.token_urlsafe(32)
    row = AccountSession(
        account_id=account.id,
        token_hash=token_hash(token),
        csrf_secret=secrets.token_urlsafe(32),
        created_at=uow.now,
        last_seen_at=uow.now,
        expires_at=uow.now + ABSOLUTE_TIMEOUT,
        address=prepared.address,
        user_agent=prepared.user_agent,
    )
    uow.session.add(row)
    _forgive(uow, prepared.keys)
    uow.session.flush()
    actor = get_actor(uow.session, account.id)
    uow.record(SignedIn(account_id=account.id, session_id=row.id), by=actor)
    return BegunSession(id=row.id, token=token, actor=actor)


def _forgive(uow: UnitOfWork, keys: Keys) -> None:
    """Forget the failures of a name that signed in; those of an address may be somebody else's."""
    own: Keys = {kind: key for kind, key in keys.items() if kind is not ThrottleKind.ADDRESS}
    uow.session.execute(delete(SignInThrottle).where(_is_any(own)))


def note_failure(uow: UnitOfWork, prepared: PreparedSignIn) -> None:
    """Count a failed try by name and address; it is no act of anybody's, so no event."""
    for kind, key in prepared.keys.items():
        _count(uow, kind, key)


def _count(uow: UnitOfWork, kind: ThrottleKind, key: str) -> None:
    row = _locked(uow.session, kind, key)
    if row is None:
        try:
            with uow.session.begin_nested():
                row = SignInThrottle(kind=kind, key=key, failures=0, first_at=uow.now)
                uow.session.add(row)
        except IntegrityError:  # another try under the same key was counted first
            row = _locked(uow.session, kind, key)
    if row is None:
        return
    if uow.now - row.first_at > THROTTLE_WINDOW:
        row.failures, row.first_at = 0, uow.now
    row.failures += 1
    wait = wait_after(kind, row.failures)
    row.until = uow.now + wait if wait else None


def _locked(session: Session, kind: ThrottleKind, key: str) -> SignInThrottle | None:
    return session.scalar(
        select(SignInThrottle).where(SignInThrottle.kind == kind, SignInThrottle.key == key).with_for_update()
    )


def forget_throttles(session: Session, *, now: dt.datetime) -> int:
    """Drop counts whose window is over; return how many."""
    stale = delete(SignInThrottle).where(SignInThrottle.first_at < now - THROTTLE_WINDOW)
    return len(session.execute(stale.returning(SignInThrottle.id)).all())
