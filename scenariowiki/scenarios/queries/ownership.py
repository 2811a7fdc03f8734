"""How much somebody maintains, for handing it over when they leave."""

from collections.abc import Collection

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from scenariowiki.scenarios.models import Scenario


def count_owned(session: Session, account_ids: Collection[int]) -> dict[int, int]:
    """Count the scenarios that each of these accounts owns; who owns none is left out."""
    if not account_ids:
        return {}
    rows = session.execute(
        select(Scenario.owner_id, func.count(Scenario.id))
        .where(Scenario.owner_id.in_(account_ids))
        .group_by(Scenario.owner_id)
    )
    return {owner: count for owner, count in rows if owner is not None}
