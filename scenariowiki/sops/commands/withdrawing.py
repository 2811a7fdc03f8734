"""Taking back what the queue had found in a review, as if it had not been decided (Q9)."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete

from scenariowiki.accounts.rules import Actor
from scenariowiki.curation.models import QueueItem
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.sops.commands import drafting
from scenariowiki.sops.events import ReviewWithdrawn
from scenariowiki.sops.models import PageReview, ReviewNote, Sop
from scenariowiki.sops.queries import loading
from scenariowiki.sops.rules.versions import VersionState

BEFORE = "before"
_OF_SOP = ("review_due", "reviewed_at", "reviewed_by")
_OF_PAGE = ("due_on", "checked_at", "checked_by", "note")


def remember(uow: UnitOfWork, item: QueueItem, sop: Sop | None) -> None:
    """Note on an item how the review stood before it was decided, for whoever takes the decision back."""
    row = uow.session.get(PageReview, item.scenario_id) if sop is None else sop
    names = _OF_PAGE if sop is None else _OF_SOP
    stood = {name: _stored(getattr(row, name)) for name in names} if row is not None else {}
    draft = loading.open_version(uow.session, sop.id) if sop is not None else None
    kept = {"at": uow.now.isoformat(), "stood": stood, "drafted": draft.id if draft is not None else None}
    item.facts = {**item.facts, BEFORE: kept}


def take_back(uow: UnitOfWork, by: Actor, item: QueueItem) -> None:
    """Put a review back as it stood, drop its note and the draft that it began; records ReviewWithdrawn."""
    kept = item.facts.get(BEFORE)
    if kept is None:
        return
    at = dt.datetime.fromisoformat(kept["at"])
    sop = uow.session.get(Sop, item.facts.get("sop_id", 0))
    of_sop = ReviewNote.sop_id.is_(None) if sop is None else ReviewNote.sop_id == sop.id
    said = (ReviewNote.scenario_id == item.scenario_id, of_sop, ReviewNote.at == at)
    uow.session.execute(delete(ReviewNote).where(*said, ReviewNote.account_id == by.id))
    if sop is None:
        _restore_page(uow, item.scenario_id, kept["stood"], at)
    else:
        _restore_sop(uow, by, sop, kept, at)
    item.facts = {name: value for name, value in item.facts.items() if name != BEFORE}
    event = ReviewWithdrawn(
        scenario_id=item.scenario_id, at=at.isoformat(), sop_id=sop.id if sop is not None else None
    )
    uow.record(event, by=by, subject=item.scenario_id)


def _restore_page(uow: UnitOfWork, scenario_id: int, stood: Mapping[str, Any], at: dt.datetime) -> None:
    row = uow.session.get(PageReview, scenario_id)
    if row is None or row.checked_at != at:
        return
    if not stood:  # there was no clock: the daily job starts it anew
        uow.session.delete(row)
        return
    row.due_on, row.checked_at = dt.date.fromisoformat(stood["due_on"]), _moment(stood["checked_at"])
    row.checked_by, row.note = stood["checked_by"], stood["note"]
    row.version += 1


def _restore_sop(uow: UnitOfWork, by: Actor, sop: Sop, kept: Mapping[str, Any], at: dt.datetime) -> None:
    stood = kept["stood"]
    if sop.reviewed_at == at:
        due = stood["review_due"]
        sop.review_due = dt.date.fromisoformat(due) if due else None
        sop.reviewed_at, sop.reviewed_by = _moment(stood["reviewed_at"]), stood["reviewed_by"]
        sop.version += 1
    draft = loading.open_version(uow.session, sop.id)
    is_begun = draft is not None and draft.id != kept["drafted"] and draft.created_at == at
    if draft is not None and is_begun and draft.state == VersionState.DRAFT and draft.version == 1:
        drafting.drop_draft(uow, by, sop.id)


def _stored(value: object) -> object:
    return value.isoformat() if isinstance(value, dt.date) else value


def _moment(stored: str | None) -> dt.datetime | None:
    return dt.datetime.fromisoformat(stored) if stored else None
