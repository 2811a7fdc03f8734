"""What uses would have earned under another tariff: each solution's, in their order (P3)."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from scenariowiki.kernel.db import AnyRow
from scenariowiki.points.models import Award
from scenariowiki.points.rules.amounts import capped
from scenariowiki.points.rules.earning import reuse_points
from scenariowiki.points.rules.ledger import OPEN_AWARDS, AwardState
from scenariowiki.points.rules.tariff import Tariff
from scenariowiki.scenarios.models import Solution

USED = "P3"


def is_another(before: Mapping[int, Tariff], after: Tariff) -> bool:
    """Tell whether uses have to be priced one by one: any limit of theirs differs."""
    return any(one.limits.get(USED) != after.limits.get(USED) for one in before.values())


def price_uses(session: Session, tariff: Tariff, since: dt.datetime) -> dict[int, tuple[int, int]]:
    """Return by person what uses since a moment gave, and what they would have given.

    What a solution had earned before is spent of its limit; what the limit cut to nothing left no award.
    """
    old: Counter[int] = Counter()
    asked: Counter[tuple[int, dt.date]] = Counter()
    for _solution, rows in groupby(session.execute(_uses(since)), key=lambda row: row.group):
        for row, points in _priced(tariff, rows, since):
            old[row.account_id] += row.amount
            asked[row.account_id, row.cap_day] += points
    new: Counter[int] = Counter()
    for (account_id, _day), points in asked.items():
        new[account_id] += capped(points, 0, tariff.rule(USED).cap)
    return {account_id: (amount, new[account_id]) for account_id, amount in old.items()}


def _priced(tariff: Tariff, rows: Iterator[AnyRow], since: dt.datetime) -> Iterator[tuple[AnyRow, int]]:
    """Price the uses of one solution in their order; what was divided stays so in proportion."""
    teams: list[int] = []
    spent = 0
    for _event, some in groupby(rows, key=lambda row: row.event_id):
        parts = list(some)
        team = parts[0].facts.get("team", 0)
        given = parts[0].facts.get("of") or sum(row.asked for row in parts)
        if parts[0].occurred_at < since:
            spent += sum(row.amount for row in parts)
        else:
            points = tariff.rule(USED).amount(parts[0].facts.get("result", ""))
            total = reuse_points(points, teams, team, spent, tariff.limits[USED])
            shares = [(row, (row.asked * total * 2 + given) // (2 * given)) for row in parts]
            yield from shares
            spent += sum(share for _row, share in shares)
        teams.append(team)


def _uses(since: dt.datetime) -> Any:
    """Choose every use of the solutions that were used since a moment, those read as one together."""
    group = func.coalesce(Solution.canonical_id, Award.solution_id)
    live = (Award.rule == USED, Award.state.in_((*OPEN_AWARDS, AwardState.POSTED)))
    every = select(group.label("of")).select_from(Award)
    joined = every.outerjoin(Solution, Solution.id == Award.solution_id)
    recent = joined.where(*live, Award.occurred_at >= since).distinct().subquery()
    return (
        select(
            group.label("group"),
            Award.account_id,
            Award.event_id,
            Award.asked,
            Award.amount,
            Award.cap_day,
            Award.occurred_at,
            Award.facts,
        )
        .select_from(Award)
        .outerjoin(Solution, Solution.id == Award.solution_id)
        .where(*live, group.in_(select(recent.c.of)))
        .order_by(group, Award.occurred_at, Award.event_id, Award.id)
    )
