"""Small facts about people and teams that other rooms ask for."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from scenariowiki.accounts.models import Account, Team, TeamMembership


def teams_of(session: Session, account_id: int) -> frozenset[int]:
    """Return the teams an account is in or leads today."""
    member = select(TeamMembership.team_id).where(
        TeamMembership.account_id == account_id, TeamMembership.until.is_(None)
    )
    leads = select(Team.id).where(Team.lead_id == account_id)
    return frozenset(session.scalars(member.union(leads)))


def is_active(session: Session, account_id: int) -> bool:
    """Tell whether an account exists and is not disabled."""
    active = select(Account.id).where(Account.id == account_id, Account.disabled_at.is_(None))
    return session.scalar(active) is not None


def is_team(session: Session, team_id: int) -> bool:
    """Tell whether a team exists and is not closed."""
    open_team = select(Team.id).where(Team.id == team_id, Team.closed_at.is_(None))
    return session.scalar(open_team) is not None
