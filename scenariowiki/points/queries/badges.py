"""Badges: what happened to somebody's work and has not been taken back."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from scenariowiki.curation.models import MergeOp, QueueItem
from scenariowiki.points.models import Award
from scenariowiki.points.rules.ledger import AwardState
from scenariowiki.points.rules.thanks import EFFECTS, Badge


@dataclass(frozen=True, kw_only=True)
class Won:
    """A badge, when it was won and on which page; `scenario_id` is None where there is none."""

    badge: Badge
    at: dt.datetime
    scenario_id: int | None


def badges_of(session: Session, account_id: int) -> list[Won]:
    """List somebody's badges in order of time."""
    found = [
        Won(badge=badge, at=row[0], scenario_id=row[1])
        for badge, chosen in _chosen(account_id)
        if (row := session.execute(chosen.limit(1)).one_or_none()) is not None
    ]
    return sorted(found, key=lambda one: (one.at, one.badge))


def _chosen(account_id: int) -> Iterator[tuple[Badge, Select[*tuple[Any, ...]]]]:
    """Give for each badge the moments at which something of its kind happened, the one that won it first."""
    awards = (
        select(Award.occurred_at, Award.scenario_id)
        .where(Award.account_id == account_id, Award.state == AwardState.POSTED)
        .order_by(Award.occurred_at, Award.id)
    )
    yield Badge.FIRST_SCENARIO, awards.where(Award.rule == "P2", Award.solution_id.is_(None))
    yield Badge.FIRST_SOLUTION, awards.where(Award.rule == "P2", Award.solution_id.is_not(None))
    yield Badge.FIRST_APPLIED, awards.where(Award.rule == "P3")
    yield Badge.SOP_AUTHOR, awards.where(Award.rule == "P4")
    yield Badge.TEN_EFFECTS, awards.where(Award.rule == "P6").offset(EFFECTS - 1)
    yield (
        Badge.FIRST_MERGE,
        select(MergeOp.applied_at, QueueItem.scenario_id)
        .outerjoin(QueueItem, QueueItem.id == MergeOp.item_id)
        .where(MergeOp.applied_by == account_id, MergeOp.undone_at.is_(None))
        .order_by(MergeOp.applied_at, MergeOp.id),
    )
