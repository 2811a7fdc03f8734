"""What else the lines of a statement tell: appeals, grants by hand, and the lines that were taken back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from scenariowiki.curation.models import QueueItem
from scenariowiki.kernel.db import AnyRow
from scenariowiki.points.models import PointsAppeal, PointsGrant, Transfer
from scenariowiki.points.queries.awards import given_again
from scenariowiki.points.rules.ledger import Code
from scenariowiki.points.rules.statement import TAKEN


@dataclass(frozen=True, kw_only=True)
class Beside:
    """What else the lines of a page need, each read at once for all of them."""

    appeals: Mapping[int, AnyRow]
    grants: Mapping[int, AnyRow]
    firsts: Mapping[int, AnyRow]
    again: set[int]

    @classmethod
    def of(cls, session: Session, rows: Sequence[AnyRow]) -> Self:
        """Read it for the lines of a page."""
        taken = [row.award_id for row in rows if row.code in TAKEN and row.award_id]
        by_hand = {
            row.id: row.facts["grant"] for row in rows if row.code == Code.MANUAL and "grant" in row.facts
        }
        return cls(
            appeals=_appeals(session, taken),
            grants=_grants(session, by_hand),
            firsts=_firsts(session, taken),
            again=given_again(session, taken),
        )


def _appeals(session: Session, award_ids: Sequence[int]) -> dict[int, AnyRow]:
    rows = session.execute(_APPEALS, {"ids": award_ids}) if award_ids else ()
    return {row.award_id: row for row in rows}


def _grants(session: Session, by_hand: Mapping[int, int]) -> dict[int, AnyRow]:
    """Return the grant of each transfer; one that repaid a debt has two (L8)."""
    rows = session.execute(_GRANTS, {"ids": list(by_hand.values())}) if by_hand else ()
    grants = {row.id: row for row in rows}
    return {transfer_id: grants[grant_id] for transfer_id, grant_id in by_hand.items()}


def _firsts(session: Session, award_ids: Sequence[int]) -> dict[int, AnyRow]:
    rows = session.execute(_FIRSTS, {"ids": award_ids}) if award_ids else ()
    return {row.award_id: row for row in rows}


# Made once: every request only fills in its values.
_IDS: Any = bindparam("ids", expanding=True)
_APPEALS = (
    select(PointsAppeal.award_id, PointsAppeal.created_at, QueueItem.state, QueueItem.verdict, QueueItem.note)
    .join(QueueItem, QueueItem.id == PointsAppeal.item_id)
    .where(PointsAppeal.award_id.in_(_IDS))
)
_GRANTS = select(PointsGrant.id, PointsGrant.reason, PointsGrant.proposed_by, PointsGrant.decided_by).where(
    PointsGrant.id.in_(_IDS)
)
_FIRSTS = (
    select(Transfer.award_id, func.min(Transfer.id).label("id"), func.min(Transfer.posted_day).label("day"))
    .where(Transfer.award_id.in_(_IDS), Transfer.code.in_((Code.AWARD, Code.REPAYMENT)))
    .group_by(Transfer.award_id)
)
