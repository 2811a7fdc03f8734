"""Samples that wait, and reviews as those may read them who have to do with them."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session, aliased

from scenariowiki.accounts.models import Account
from scenariowiki.accounts.rules import Actor
from scenariowiki.kernel.errors import NotFound
from scenariowiki.quality import policy
from scenariowiki.quality.models import QualityPick, QualityReview, QualitySample, ReviewedAuthor
from scenariowiki.quality.queries.candidates import is_open
from scenariowiki.scenarios.models import Scenario
from scenariowiki.scenarios.queries.access import visible_to
from scenariowiki.scenarios.rules.states import State

LISTED = 20


@dataclass(frozen=True, kw_only=True)
class PickRow:
    """A scenario that was drawn, under today's number and title."""

    id: int
    scenario_id: int
    no: int
    title: str
    category_id: int | None
    team_id: int | None
    last_seq: int
    drawn_at: dt.datetime


@dataclass(frozen=True, kw_only=True)
class ReviewRow:
    """A review with the names it is shown with; `no` and `title` are those of today's page."""

    id: int
    no: int
    title: str
    page_seq: int
    addressed_no: int
    last_seq: int
    checklist_number: int
    answers: dict[str, Any]
    note: str
    coach_id: int
    coach: str
    created_at: dt.datetime
    withdrawn_at: dt.datetime | None


def list_open_picks(session: Session, actor: Actor, *, now: dt.datetime) -> list[PickRow]:
    """List what was drawn for a coach and waits, in the order it was drawn."""
    rows = session.execute(
        _picks(actor, now).order_by(QualityPick.drawn_at.desc(), QualityPick.sample_id, QualityPick.place)
    )
    return [PickRow(**row._mapping) for row in rows]  # noqa: SLF001 - SQLAlchemy's public name


def count_open_picks(session: Session, actor: Actor, *, now: dt.datetime) -> int:
    """Count what was drawn for a coach and waits."""
    return session.scalar(select(func.count()).select_from(_picks(actor, now).subquery())) or 0


def get_open_pick(session: Session, actor: Actor, pick_id: int, *, now: dt.datetime) -> PickRow:
    """Return something that was drawn for this coach and waits."""
    row = session.execute(_picks(actor, now).where(QualityPick.id == pick_id)).one_or_none()
    if row is None:
        raise NotFound("no_pick")
    return PickRow(**row._mapping)  # noqa: SLF001 - SQLAlchemy's public name


def find_last_sample(session: Session, actor: Actor) -> QualitySample | None:
    """Return the newest sample of a coach."""
    newest = select(QualitySample).where(QualitySample.coach_id == actor.id)
    return session.scalar(newest.order_by(QualitySample.id.desc()).limit(1))


def get_review(session: Session, actor: Actor, review_id: int) -> tuple[ReviewRow, Sequence[int]]:
    """Return a review and who had written what it is about; NotFound for everybody else."""
    row = session.execute(_reviews(actor).where(QualityReview.id == review_id)).one_or_none()
    if row is None:
        raise NotFound("no_quality_review")
    found = ReviewRow(**row._mapping)  # noqa: SLF001 - SQLAlchemy's public name
    told = select(ReviewedAuthor.account_id).where(ReviewedAuthor.review_id == review_id)
    authors = session.scalars(told.order_by(ReviewedAuthor.account_id)).all()
    if not policy.may_read_review(actor, found, authors):
        raise NotFound("no_quality_review")
    return found, authors


def list_reviews(
    session: Session, actor: Actor, *, told: dt.datetime, offset: int = 0, limit: int = LISTED
) -> list[ReviewRow]:
    """List what an actor may read of all reviews, the newest first: all of them, or those about oneself.

    Reviews since `told` are not listed for their authors, who have not been told of them yet.
    """
    statement = _reviews(actor).where(QualityReview.withdrawn_at.is_(None))
    about = select(ReviewedAuthor.review_id).where(ReviewedAuthor.account_id == actor.id)
    statement = statement.where(or_(QualityReview.id.not_in(about), QualityReview.created_at <= told))
    if not policy.may_read_reviews(actor):
        statement = statement.where(or_(QualityReview.coach_id == actor.id, QualityReview.id.in_(about)))
    ordered = statement.order_by(QualityReview.created_at.desc(), QualityReview.id.desc())
    rows = session.execute(ordered.offset(offset).limit(limit))
    return [ReviewRow(**row._mapping) for row in rows]  # noqa: SLF001 - SQLAlchemy's public name


def _picks(actor: Actor, now: dt.datetime) -> Select[Any]:
    addressed = aliased(Scenario)
    of_page = [getattr(Scenario, name) for name in ("no", "title", "category_id", "team_id", "last_seq")]
    return (
        select(QualityPick.id, Scenario.id.label("scenario_id"), *of_page, QualityPick.drawn_at)
        .join(addressed, addressed.id == QualityPick.scenario_id)
        .join(Scenario, Scenario.id == addressed.canonical_id)
        .where(
            QualityPick.coach_id == actor.id,
            is_open(now),
            Scenario.state == State.PUBLISHED,
            visible_to(actor),
        )
    )


def _reviews(actor: Actor) -> Select[Any]:
    addressed = aliased(Scenario)
    named = {"no", "title", "last_seq", "addressed_no", "coach"}
    columns = [getattr(QualityReview, name) for name in ReviewRow.__annotations__ if name not in named]
    return (
        select(
            *columns,
            Scenario.no,
            Scenario.title,
            Scenario.last_seq,
            addressed.no.label("addressed_no"),
            Account.display_name.label("coach"),
        )
        .join(addressed, addressed.id == QualityReview.scenario_id)
        .join(Scenario, Scenario.id == addressed.canonical_id)
        .join(Account, Account.id == QualityReview.coach_id)
        .where(visible_to(actor))
    )
