"""Whether what let a request in still holds: asked again at the moment of the write."""

from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from scenariowiki.accounts.models import Account, AccountRole, AccountSession, ApiToken
from scenariowiki.accounts.rules import Role


def roles_of_session(session: Session, session_id: int) -> frozenset[Role] | None:
    """Return the roles of whoever holds a session; None when it has ended or the account is closed."""
    return _roles(session, _OF_SESSION, session_id)


def roles_of_token(session: Session, token_id: int) -> frozenset[Role] | None:
    """Return the roles of whoever holds an API token; None when it was revoked or the account is closed."""
    return _roles(session, _OF_TOKEN, token_id)


def _by(proof: Any, ended: Any) -> Any:
    """Build the statement once, of tables: it runs for every write."""
    person, role = Account.__table__, AccountRole.__table__
    return (
        select(person.c.id, role.c.role)
        .join_from(person, proof, proof.c.account_id == person.c.id)
        .outerjoin(role, role.c.account_id == person.c.id)
        .where(proof.c.id == bindparam("proof"), ended.is_(None), person.c.disabled_at.is_(None))
    )


_OF_SESSION = _by(AccountSession.__table__, AccountSession.__table__.c.ended_at)
_OF_TOKEN = _by(ApiToken.__table__, ApiToken.__table__.c.revoked_at)


def _roles(session: Session, statement: Any, proof_id: int) -> frozenset[Role] | None:
    rows = session.execute(statement, {"proof": proof_id}).all()
    return frozenset(Role(row.role) for row in rows if row.role) if rows else None
