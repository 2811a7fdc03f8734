"""Reviews that wait in the queue, as conditions on what they are about."""

from typing import Any

from sqlalchemy import ColumnElement, String, cast, exists, literal

from scenariowiki.curation.models import QueueItem
from scenariowiki.scenarios.models import Scenario
from scenariowiki.sops.models import Sop
from scenariowiki.sops.rules.reviews import PAGE_KEY, SOP_KEY


def sop_is_asked() -> ColumnElement[bool]:
    """Tell whether a review of an SOP waits."""
    return _waits(SOP_KEY, Sop)


def page_is_asked() -> ColumnElement[bool]:
    """Tell whether a review of a scenario's page waits."""
    return _waits(PAGE_KEY, Scenario)


def _waits(prefix: str, of: Any) -> ColumnElement[bool]:
    key = literal(prefix) + cast(of.id, String)
    return exists().where(QueueItem.key == key, QueueItem.closed_at.is_(None)).correlate(of)
