"""Reviewing a drawn scenario: answers to the list, and a word to its authors."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from scenariowiki.accounts.rules import Actor
from scenariowiki.curation.queries import standing
from scenariowiki.curation.rules.merging import OWN_SHARE
from scenariowiki.kernel import clock
from scenariowiki.kernel.errors import Conflict, Forbidden, NotFound
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.quality import policy
from scenariowiki.quality.events import QualityReviewed, QualityReviewWithdrawn
from scenariowiki.quality.models import QualityPick, QualityReview, ReviewedAuthor
from scenariowiki.quality.queries import checklists, reviews
from scenariowiki.quality.rules.checklist import check_review
from scenariowiki.scenarios.models import Scenario, Solution
from scenariowiki.scenarios.policy import require
from scenariowiki.scenarios.queries import groups
from scenariowiki.scenarios.rules.states import State


@dataclass(frozen=True, kw_only=True)
class ReviewInput:
    """What a coach found; they were shown that version of the list, and that revision of that page."""

    checklist: int
    scenario_id: int
    seq: int
    answers: Mapping[str, str]
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Hands:
    """Whoever had a hand in a scenario; `shown` are those whose text a coach was shown."""

    all: frozenset[int]
    shown: frozenset[int]


def review_scenario(uow: UnitOfWork, coach: Actor, pick_id: int, given: ReviewInput) -> QualityReview:
    """Keep what a coach found, for its authors to read; records QualityReviewed.

    Raises Forbidden for what one wrote oneself, Conflict `pick_moved` when the page was merged meanwhile,
    `checklist_moved` when the list was changed, Invalid by criterion.
    """
    require(policy.may_review(coach))
    uow.session.get(QualityPick, pick_id, with_for_update=True)
    pick = reviews.get_open_pick(uow.session, coach, pick_id, now=uow.now)
    if pick.scenario_id != given.scenario_id:
        raise Conflict("pick_moved")
    hands = _hands_in(uow.session, pick.scenario_id)
    if coach.id in hands.all:
        raise Forbidden("own_content")
    checklist = checklists.current_checklist(uow.session)
    if checklist.number != given.checklist:
        raise Conflict("checklist_moved", number=checklist.number)
    answers, note = check_review(checklist.criteria, given.answers, given.note)
    scenario = uow.session.get_one(Scenario, pick.scenario_id)
    review = QualityReview(
        pick_id=pick.id,
        scenario_id=scenario.id,
        page_seq=min(max(given.seq, 1), scenario.last_seq),
        checklist_number=checklist.number,
        answers=answers,
        note=note,
        coach_id=coach.id,
        author_id=scenario.author_id,
        category_id=scenario.category_id,
        team_id=scenario.team_id,
        day=clock.business_day(uow.now, coach.timezone, coach.cutover),
        created_at=uow.now,
        created_by=coach.id,
    )
    uow.session.add(review)
    uow.session.flush()
    _tell(uow, coach, review, hands.shown)
    return review


def withdraw_review(uow: UnitOfWork, coach: Actor, review_id: int) -> None:
    """Take one's own review back, so that it counts no more; records QualityReviewWithdrawn."""
    review = uow.session.get(QualityReview, review_id, with_for_update=True)
    if review is None:
        raise NotFound("no_quality_review")
    reviews.get_review(uow.session, coach, review_id)
    require(policy.may_withdraw(coach, review))
    if review.withdrawn_at is not None:
        raise Conflict("withdrawn_already")
    review.withdrawn_at = uow.now
    event = QualityReviewWithdrawn(review_id=review.id, scenario_id=review.scenario_id)
    uow.record(event, by=coach)


def _tell(uow: UnitOfWork, coach: Actor, review: QualityReview, authors: Collection[int]) -> None:
    uow.session.add_all(
        ReviewedAuthor(review_id=review.id, account_id=account_id) for account_id in sorted(authors)
    )
    event = QualityReviewed(
        review_id=review.id, scenario_id=review.scenario_id, author_ids=tuple(sorted(authors))
    )
    uow.record(event, by=coach)


def _hands_in(session: Session, scenario_id: int) -> Hands:
    """Return who wrote a scenario: its authors, those of its solutions, and who wrote a fifth of it."""
    stake = standing.scenario_stake(session, scenario_id)
    wrote = stake.authors | {one for one, share in stake.shares.items() if share >= OWN_SHARE}
    solutions = select(Solution.author_id, Solution.state).where(groups.solutions_of(scenario_id))
    rows = session.execute(solutions).all()
    return Hands(
        all=wrote | {row.author_id for row in rows},
        shown=wrote | {row.author_id for row in rows if row.state == State.PUBLISHED},
    )
