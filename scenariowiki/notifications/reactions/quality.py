"""Coaching notes, told to those who wrote what was reviewed."""

from sqlalchemy import delete

from scenariowiki.kernel.events import Recorded
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.notifications.models import Notice
from scenariowiki.notifications.reactions.telling import tell
from scenariowiki.notifications.rules import NoticeKind, Telling
from scenariowiki.quality import events as quality


def tell_of_quality(uow: UnitOfWork, recorded: Recorded) -> None:
    """Tell the authors of a scenario that a coach wrote to them about it."""
    event = recorded.event
    assert isinstance(event, quality.QualityReviewed)  # noqa: S101 - as wired
    telling = Telling(
        key=_key(event.review_id),
        scenario_id=event.scenario_id,
        facts={"by": recorded.actor_id, "review": event.review_id},
    )
    tell(uow, recorded, telling, [(NoticeKind.QUALITY_REVIEWED, event.author_ids)])


def forget_quality(uow: UnitOfWork, recorded: Recorded) -> None:
    """Take back what was told of a review that was taken back; its page is no longer there."""
    event = recorded.event
    assert isinstance(event, quality.QualityReviewWithdrawn)  # noqa: S101 - as wired
    uow.session.execute(delete(Notice).where(Notice.key == _key(event.review_id)))


def _key(review_id: int) -> str:
    return f"quality:{review_id}"
