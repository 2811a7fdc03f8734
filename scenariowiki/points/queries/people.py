"""Who may earn, who is whose lead, and how long somebody has been here (G1, G2)."""

import datetime as dt

from sqlalchemy import select
from sqlalchemy.orm import Session

from scenariowiki.accounts.models import Account, Team
from scenariowiki.accounts.queries import facts as accounts
from scenariowiki.accounts.rules import SYSTEM


def may_earn(session: Session, account_id: int, moment: dt.datetime) -> bool:
    """Tell whether points can go to an account: a person's, not closed by that moment (L19)."""
    row = session.execute(select(Account.name, Account.disabled_at).where(Account.id == account_id)).first()
    return row is not None and row.name != SYSTEM and (row.disabled_at is None or row.disabled_at > moment)


def is_system(session: Session, account_id: int) -> bool:
    """Tell whether an account is the built-in one, which acts for nobody."""
    return session.scalar(select(Account.name).where(Account.id == account_id)) == SYSTEM


def joined(session: Session, account_id: int) -> dt.datetime | None:
    """Return since when somebody has an account."""
    return session.scalar(select(Account.created_at).where(Account.id == account_id))


def teams_at(session: Session, account_id: int, moment: dt.datetime) -> frozenset[int]:
    """Return the teams that somebody was in at a moment, and those they lead."""
    leads = session.scalars(select(Team.id).where(Team.lead_id == account_id))
    member = accounts.stamp(session, account_id, moment).team_id
    return frozenset({*leads, *([member] if member else [])})


def led_by(session: Session, account_id: int, moment: dt.datetime) -> frozenset[int]:
    """Return who leads a team that somebody was in at a moment."""
    team = accounts.stamp(session, account_id, moment).team_id
    if team is None:
        return frozenset()
    lead = session.scalar(select(Team.lead_id).where(Team.id == team))
    return frozenset() if lead in (None, account_id) else frozenset({lead})
