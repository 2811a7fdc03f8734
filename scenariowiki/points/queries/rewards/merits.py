"""What somebody is known for: how often their work was adopted, used, confirmed, by what it earned."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from scenariowiki.points.models import Award
from scenariowiki.points.rules.ledger import AwardState


@dataclass(frozen=True, kw_only=True)
class Merits:
    """Counts of what was earned and not taken back."""

    scenarios: int
    solutions: int
    applied: int
    effects: int
    sops: int
    curated: int


def merits_of(session: Session, account_id: int, *, until: dt.datetime) -> Merits:
    """Count what somebody earned by a moment: each event once, however it was split or re-issued."""
    of_solution = Award.solution_id.is_not(None)
    rows = session.execute(
        select(Award.rule, of_solution, func.count(Award.event_id.distinct()))
        .where(Award.account_id == account_id, Award.state == AwardState.POSTED, Award.resolved_at <= until)
        .group_by(Award.rule, of_solution)
    )
    counts = {(row[0], bool(row[1])): int(row[2]) for row in rows}

    def total(rule: str) -> int:
        return counts.get((rule, True), 0) + counts.get((rule, False), 0)

    return Merits(
        scenarios=counts.get(("P2", False), 0),
        solutions=counts.get(("P2", True), 0),
        applied=total("P3"),
        effects=total("P6"),
        sops=total("P4"),
        curated=total("P8"),
    )
