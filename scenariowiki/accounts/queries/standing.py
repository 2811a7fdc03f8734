"""Whether what let a request in still holds: asked again at the moment of the write."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from scenariowiki.accounts.models import Account, AccountRole, AccountSession, ApiToken
from scenariowiki.accounts.rules import Role


def roles_of_session(session: Session, session_id: int) -> frozenset[Role] | None:
    """Return the roles of whoever holds a session; None when it has ended or the account is closed."""
    return _roles(session, AccountSession, session_id, AccountSession.ended_at)


def roles_of_token(session: Session, token_id: int) -> frozenset[Role] | None:
    """Return the roles of whoever holds an API token; None when it was revoked or the account is closed."""
    return _roles(session, ApiToken, token_id, ApiToken.revoked_at)


def _roles(
    session: Session, proof: type[AccountSession | ApiToken], proof_id: int, ended: object
) -> frozenset[Role] | None:
    rows = session.execute(
        select(Account.id, AccountRole.role)
        .join(proof, proof.account_id == Account.id)
        .outerjoin(AccountRole, AccountRole.account_id == Account.id)
        .where(proof.id == proof_id, ended.is_(None), Account.disabled_at.is_(None))  # type: ignore[attr-defined]  # a column
    ).all()
    return frozenset(Role(row.role) for row in rows if row.role) if rows else None
