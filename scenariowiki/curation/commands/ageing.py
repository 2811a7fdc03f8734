"""Items that wait get more urgent (Q2): their priority is brought up to date, a batch a transaction."""

from sqlalchemy import select, update

from scenariowiki.curation.models import QueueItem
from scenariowiki.curation.rules.items import priority
from scenariowiki.kernel.unit_of_work import UnitOfWork


def age_items(uow: UnitOfWork, *, after: int, limit: int) -> tuple[int, int]:
    """Age the next items by id; return how many changed and the last id, 0 when there is no more."""
    rows = uow.session.execute(
        select(QueueItem.id, QueueItem.weight, QueueItem.priority, QueueItem.created_at, QueueItem.due_at)
        .where(QueueItem.closed_at.is_(None), QueueItem.id > after)
        .order_by(QueueItem.id)
        .limit(limit)
    ).all()
    aged = [
        {"id": row.id, "priority": urgent}
        for row in rows
        if (urgent := priority(row.weight, row.created_at, row.due_at, uow.now)) != row.priority
    ]
    if aged:
        uow.session.execute(update(QueueItem), aged)
    return len(aged), rows[-1].id if rows else 0
