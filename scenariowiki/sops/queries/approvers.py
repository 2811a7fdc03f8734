"""Who approves the SOPs of a category, in order, and who could."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from scenariowiki.accounts import queries as people
from scenariowiki.accounts.queries import facts
from scenariowiki.accounts.rules import Role
from scenariowiki.sops.models import SopApprovers


def list_approvers(session: Session) -> Mapping[int, Sequence[int]]:
    """Map the categories that ask somebody by name to those people, in their order."""
    return {row.category_id: tuple(row.approvers) for row in session.scalars(select(SopApprovers))}


def list_sop_owners(session: Session) -> Mapping[int, str]:
    """Map everyone who may approve an SOP to their name, by name."""
    names = people.names_of(session, facts.holders_of(session, Role.SOP_OWNER))
    return dict(sorted(names.items(), key=lambda one: (one[1], one[0])))
