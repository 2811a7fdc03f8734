"""Reviews that wait in the queue, as conditions on what they are about, and why they wait."""

from typing import Any

from sqlalchemy import ColumnElement, String, cast, exists, literal, select
from sqlalchemy.orm import Session

from scenariowiki.curation.models import QueueItem
from scenariowiki.scenarios.models import Scenario
from scenariowiki.sops.models import Sop
from scenariowiki.sops.rules.reviews import PAGE_KEY, SOP_KEY, ReviewReason


def sop_is_asked() -> ColumnElement[bool]:
    """Tell whether a review of an SOP waits."""
    return _waits(SOP_KEY, Sop)


def page_is_asked() -> ColumnElement[bool]:
    """Tell whether a review of a scenario's page waits."""
    return _waits(PAGE_KEY, Scenario)


def reasons_for(session: Session, sop_id: int) -> tuple[ReviewReason, ...]:
    """Return why a review of an SOP waits, nothing where none does."""
    waits = (QueueItem.key == f"{SOP_KEY}{sop_id}", QueueItem.closed_at.is_(None))
    facts = session.scalar(select(QueueItem.facts).where(*waits)) or {}
    return tuple(ReviewReason(one) for one in facts.get("reasons", ()) if one in set(ReviewReason))


def _waits(prefix: str, of: Any) -> ColumnElement[bool]:
    key = literal(prefix) + cast(of.id, String)
    return exists().where(QueueItem.key == key, QueueItem.closed_at.is_(None)).correlate(of)
