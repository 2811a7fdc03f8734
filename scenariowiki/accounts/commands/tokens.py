"""API tokens: shown once when issued, good until revoked or until their day has come."""

import datetime as dt
import secrets
from dataclasses import dataclass

from sqlalchemy import or_, select, update

from scenariowiki.accounts import policy
from scenariowiki.accounts.commands.loading import get_person, get_row
from scenariowiki.accounts.events import TokenIssued, TokenRevoked
from scenariowiki.accounts.models import ApiToken
from scenariowiki.accounts.queries import token_hash
from scenariowiki.accounts.rules import Actor
from scenariowiki.kernel.errors import Conflict, Invalid, NotFound
from scenariowiki.kernel.unit_of_work import UnitOfWork

PREFIX = "scw_"
TOKENS_MAX = 20
LABEL_MAX = 60
TOKEN_DAYS_MAX = 3_650


@dataclass(frozen=True, kw_only=True)
class IssuedToken:
    """A new token in clear: it cannot be shown again."""

    id: int
    token: str


def issue_token(
    uow: UnitOfWork,
    actor: Actor,
    account_id: int,
    label: str,
    *,
    days: int | None = None,
    read_only: bool = False,
) -> IssuedToken:
    """Give an account a token with its present rights, or to read alone; record TokenIssued.

    It is good for some days, or until it is revoked.
    """
    policy.require(policy.may_change_own(actor, account_id))
    account = get_person(uow.session, account_id)
    if account.disabled_at is not None:
        raise Conflict("account_disabled")
    if len(_open_ids(uow, account.id)) >= TOKENS_MAX:
        raise Conflict("too_many_tokens", limit=TOKENS_MAX)
    if not label.strip() or len(label) > LABEL_MAX or not label.isprintable():
        raise Invalid(fields={"label": "label_length"})
    if days is not None and not 1 <= days <= TOKEN_DAYS_MAX:
        raise Invalid(fields={"days": "out_of_range"})
    token = PREFIX + secrets.token_urlsafe(32)
    row = ApiToken(
        account_id=account.id,
        token_hash=token_hash(token),
        label=label.strip(),
        read_only=read_only,
        created_at=uow.now,
        expires_at=None if days is None else uow.now + dt.timedelta(days=days),
    )
    uow.session.add(row)
    uow.session.flush()
    issued = TokenIssued(account_id=account.id, token_id=row.id, days=days, read_only=read_only)
    uow.record(issued, by=actor)
    return IssuedToken(id=row.id, token=token)


def revoke_token(uow: UnitOfWork, actor: Actor, token_id: int) -> None:
    """End a token; somebody else's is not there for whoever may not manage people."""
    row = get_row(uow.session, ApiToken, token_id)
    if not policy.may_change_own(actor, row.account_id) or row.revoked_at is not None:
        raise NotFound
    row.revoked_at = uow.now
    uow.record(TokenRevoked(account_id=row.account_id, token_id=row.id), by=actor)


def revoke_tokens_of(uow: UnitOfWork, actor: Actor, account_id: int) -> None:
    """End all tokens of an account as the consequence of another act."""
    ids = _open_ids(uow, account_id)
    uow.session.execute(update(ApiToken).where(ApiToken.id.in_(ids)).values(revoked_at=uow.now))
    for token_id in ids:
        uow.record(TokenRevoked(account_id=account_id, token_id=token_id), by=actor)


def _open_ids(uow: UnitOfWork, account_id: int) -> list[int]:
    return list(
        uow.session.scalars(
            select(ApiToken.id).where(
                ApiToken.account_id == account_id,
                ApiToken.revoked_at.is_(None),
                or_(ApiToken.expires_at.is_(None), ApiToken.expires_at > uow.now),
            )
        )
    )
