"""Scores counted anew from the ledger, person by person, so that memory stays flat (B10, L14)."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from scenariowiki.kernel.db import AnyRow
from scenariowiki.points.models import Award, Transfer
from scenariowiki.points.rules.ledger import Class, Code
from scenariowiki.points.rules.periods import Period, is_frozen, periods_of, score

BATCH = 5_000
APPLIED = "P3"
Place = tuple[Period, dt.date, int, int]


@dataclass
class Counted:
    """What one person earned: by period, start, team and site, as (outcome, activity, adopted)."""

    account_id: int
    outcome: Counter[Place] = field(default_factory=Counter)
    activity: Counter[Place] = field(default_factory=Counter)
    adopted: Counter[Place] = field(default_factory=Counter)

    def places(self) -> set[Place]:
        """List where anything was counted, even if nothing is left of it."""
        return set(self.outcome) | set(self.activity) | set(self.adopted)

    def people(self) -> dict[tuple[Period, dt.date], tuple[int, int, int, int]]:
        """Add up teams and sites: outcome, activity, score and adopted by period and start (B1)."""
        sums: dict[tuple[Period, dt.date], list[int]] = {}
        for place in self.places():
            parts = sums.setdefault(place[:2], [0, 0, 0])
            for at, counted in enumerate((self.outcome, self.activity, self.adopted)):
                parts[at] += counted[place]
        return {key: (o, a, score(o, a, key[0]), n) for key, (o, a, n) in sums.items()}


def count_anew(session: Session) -> Iterator[Counted]:
    """Walk everybody who ever had a scored transfer, in order of ids."""
    rows = session.execute(_days(), execution_options={"yield_per": BATCH})
    for account_id, own in groupby(rows, key=lambda row: row.account_id):
        counted = Counted(account_id=account_id)
        for row in own:
            _add(counted, row)
        yield counted


def _add(counted: Counted, row: AnyRow) -> None:
    for period, start in periods_of(row.effective_day).items():
        if is_frozen(period, start, row.posted_day):
            continue
        place = (period, start, row.team_id or 0, row.site_id or 0)
        kind = counted.outcome if row.earns == Class.OUTCOME else counted.activity
        kind[place] += row.points
        counted.adopted[place] += row.adopted


def _days() -> Any:
    whole = (Transfer.amount == Award.amount) | Transfer.code.in_((Code.AWARD, Code.REVERSAL))
    adopted = func.sum(Transfer.scored).filter((Award.rule == APPLIED) & whole)
    key = (
        Transfer.account_id,
        Transfer.effective_day,
        Transfer.posted_day,
        Transfer.team_id,
        Transfer.site_id,
        Transfer.earns,
    )
    return (
        select(
            *key,
            func.sum(Transfer.scored * Transfer.amount).label("points"),
            func.coalesce(adopted, 0).label("adopted"),
        )
        .outerjoin(Award, Award.id == Transfer.award_id)
        .where(Transfer.scored != 0)
        .group_by(*key)
        .order_by(Transfer.account_id)
    )
