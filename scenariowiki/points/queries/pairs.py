"""Pairs of people who caused each other points, over all of them at once (G3)."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from scenariowiki.curation.models import QueueItem
from scenariowiki.points.models import Award
from scenariowiki.points.queries import awards
from scenariowiki.points.queries.tariffs import tariff_on
from scenariowiki.points.rules.earning import is_mutual
from scenariowiki.points.rules.ledger import AwardState
from scenariowiki.points.rules.limits import Limits


@dataclass(frozen=True, kw_only=True)
class Pair:
    """Two people, the one with the lower id first, and the span in which they caused each other much."""

    one: int
    other: int
    after: dt.datetime
    until: dt.datetime


def list_mutual(session: Session, now: dt.datetime) -> list[Pair]:
    """List the pairs that the rule speaks of, at the latest act of theirs at which it did."""
    limits = tariff_on(session, now.date()).limits["G3"]
    span = dt.timedelta(days=limits["mutual_days"])
    counts = (
        select(Award.caused_by, Award.account_id)
        .where(
            Award.occurred_at > now - 2 * span,
            Award.caused_by != Award.account_id,
            Award.state != AwardState.VOIDED,
        )
        .group_by(Award.caused_by, Award.account_id)
        .having(func.count(Award.event_id.distinct()) >= limits["mutual_awards"])
    )
    often = {(row.caused_by, row.account_id) for row in session.execute(counts)}
    both = sorted((one, other) for one, other in often if one < other and (other, one) in often)
    found = (_latest(session, one, other, now - 2 * span, limits) for one, other in both)
    return [pair for pair in found if pair is not None]


def uses_between(session: Session, pair: Pair) -> Sequence[Award]:
    """List the live awards for uses by which two earned for each other in their span, oldest first."""
    chosen = select(Award).where(
        _between(pair.one, pair.other),
        Award.rule == awards.REUSE,
        Award.state.in_(awards.LIVE),
        Award.occurred_at > pair.after,
        Award.occurred_at <= pair.until,
    )
    return session.scalars(chosen.order_by(Award.id)).all()


def was_decided(session: Session, kind: str, pair: Pair, *, since: dt.datetime) -> bool:
    """Tell whether a case of two people that was opened since a moment is closed by now."""
    chosen = select(QueueItem.id).where(
        QueueItem.kind == kind,
        QueueItem.key == key_of(pair.one, pair.other),
        QueueItem.closed_at.is_not(None),
        QueueItem.created_at >= since,
    )
    return session.scalar(chosen.limit(1)) is not None


def key_of(*people: int) -> str:
    """Return what a case of two people is called in the queue."""
    return "fraud:" + ":".join(map(str, sorted(people)))


def _latest(session: Session, one: int, other: int, since: dt.datetime, limits: Limits) -> Pair | None:
    moments = session.scalars(
        select(Award.occurred_at)
        .where(_between(one, other), Award.rule == awards.REUSE, Award.occurred_at > since)
        .distinct()
        .order_by(Award.occurred_at.desc())
    )
    for moment in moments:
        span = {"after": moment - dt.timedelta(days=limits["mutual_days"]), "until": moment}
        if is_mutual(
            len(awards.acts_towards(session, other, one, **span)),
            len(awards.acts_towards(session, one, other, **span)),
            awards.uses_of(session, one, **span),
            awards.uses_of(session, other, **span),
            limits=limits,
        ):
            return Pair(one=one, other=other, **span)
    return None


def _between(one: int, other: int) -> ColumnElement[bool]:
    return or_(
        and_(Award.caused_by == one, Award.account_id == other),
        and_(Award.caused_by == other, Award.account_id == one),
    )
