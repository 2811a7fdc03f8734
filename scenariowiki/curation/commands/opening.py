"""Puts decisions into the queue, each once, and takes out those that no longer need one."""

from collections.abc import Sequence
from typing import Any, Required, TypedDict, Unpack

from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from scenariowiki.accounts.queries.calendars import working_calendar
from scenariowiki.accounts.rules.calendar import WorkingCalendar, due_after
from scenariowiki.curation.models import QueueEvent, QueueItem
from scenariowiki.curation.rules.items import SLA_DAYS, ItemKind, ItemState, priority
from scenariowiki.kernel.events import Doer
from scenariowiki.kernel.unit_of_work import UnitOfWork

_CALENDAR = "working_calendar"


class About(TypedDict, total=False):
    """What an item is about, as columns of `QueueItem`."""

    scenario_id: Required[int]
    other_scenario_id: int | None
    solution_id: int | None
    other_solution_id: int | None
    revision_id: int | None
    op_id: int | None
    score: float | None
    facts: dict[str, Any]
    versions: dict[str, Any]


def open_item(
    uow: UnitOfWork, *, kind: ItemKind, key: str, weight: float, by: Doer, **about: Unpack[About]
) -> QueueItem | None:
    """Open an item and log it; None where one of that key waits already, whoever is first of several.

    `weight` is `rules.items.weight`; it is due after the kind's working days by the first site's calendar.
    """
    if find_open(uow.session, key) is not None:
        return None
    due_at = due_after(uow.now, SLA_DAYS[kind], calendar(uow.session))
    item = QueueItem(
        kind=kind,
        key=key,
        state=ItemState.OPEN,
        weight=weight,
        priority=priority(weight, uow.now, due_at, uow.now),
        due_at=due_at,
        created_at=uow.now,
        created_by=by.id,
        **about,
    )
    uow.session.flush()
    try:
        with uow.session.begin_nested():
            uow.session.add(item)
    except IntegrityError:  # another process opened it since we looked
        return None
    score = about.get("score")
    note_event(uow, item, "opened", by=by, facts={} if score is None else {"score": round(score, 4)})
    return item


def find_open(session: Session, key: str) -> QueueItem | None:
    """Return the item of a key that is not closed."""
    return session.scalar(select(QueueItem).where(QueueItem.key == key, QueueItem.closed_at.is_(None)))


def close_stale(uow: UnitOfWork, item: QueueItem, by: Doer, **facts: Any) -> None:
    """Take an item out of the queue undecided, whoever has it claimed: there is nothing left to decide."""
    item.state = ItemState.STALE
    item.closed_at = uow.now
    item.claimed_by = item.claimed_at = item.lease_until = None
    item.version += 1
    note_event(uow, item, "stale", by=by, facts=facts)


def note_event(
    uow: UnitOfWork, item: QueueItem, name: str, *, by: Doer, facts: dict[str, Any] | None = None
) -> None:
    """Log what happened to an item."""
    uow.session.add(QueueEvent(item_id=item.id, name=name, actor_id=by.id, at=uow.now, facts=facts or {}))


def note_events(uow: UnitOfWork, noted: Sequence[tuple[QueueItem, str, dict[str, Any]]], *, by: Doer) -> None:
    """Log what happened to many items at once: item, name and facts of each."""
    rows = [
        {"item_id": item.id, "name": name, "actor_id": by.id, "at": uow.now, "facts": facts}
        for item, name, facts in noted
    ]
    if rows:
        uow.session.execute(insert(QueueEvent), rows)


def calendar(session: Session) -> WorkingCalendar:
    """Return the working days of the first site, read once a transaction; without sites, Monday to Friday."""
    kept: WorkingCalendar | None = session.info.get(_CALENDAR)
    if kept is None:
        kept = session.info[_CALENDAR] = working_calendar(session)
    return kept
