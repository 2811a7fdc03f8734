"""Who is asked first: an SOP's owner, the page's owner, else its author's lead, else whoever curates."""

from collections.abc import Iterable, Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from scenariowiki.accounts import queries as accounts
from scenariowiki.accounts.models import Team, TeamMembership
from scenariowiki.accounts.queries import facts
from scenariowiki.accounts.rules import Actor
from scenariowiki.feedback import policy
from scenariowiki.scenarios import policy as wiki
from scenariowiki.scenarios.models import Scenario, Solution
from scenariowiki.sops.models import Sop


def first_asked(
    session: Session, scenario: Scenario, part: Solution | Sop | None, reporter_id: int
) -> Actor | None:
    """Return who gets feedback on a page; None where the curators share it."""
    keeper_id = part.owner_id if isinstance(part, Sop) else None
    author_id = part.author_id if isinstance(part, Solution) else scenario.author_id
    candidates = [keeper_id, scenario.owner_id, _lead_of(session, author_id)]
    return next(_able(session, candidates, scenario, reporter_id), None)


def can_answer(session: Session, account_id: int, scenario: Scenario, reporter_id: int) -> Actor | None:
    """Return the person if they are here, take part, read the page and did not ask; None otherwise."""
    return next(_able(session, [account_id], scenario, reporter_id), None)


def _able(
    session: Session, candidates: Iterable[int | None], scenario: Scenario, reporter_id: int
) -> Iterator[Actor]:
    for account_id in candidates:
        if account_id is None or account_id == reporter_id or not facts.is_active(session, account_id):
            continue
        person = accounts.get_actor(session, account_id)
        if policy.may_give(person) and wiki.may_read(person, scenario):
            yield person


def _lead_of(session: Session, account_id: int) -> int | None:
    member = (
        select(Team.lead_id)
        .join(TeamMembership, TeamMembership.team_id == Team.id)
        .where(
            TeamMembership.account_id == account_id, TeamMembership.until.is_(None), Team.closed_at.is_(None)
        )
        .order_by(TeamMembership.id.desc())
        .limit(1)
    )
    return session.scalar(member)
