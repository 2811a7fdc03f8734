"""Which decisions of the queue stand behind a merge."""

from collections.abc import Iterator

from sqlalchemy.orm import Session

from scenariowiki.curation.models import MergeOp, QueueItem


def decisions_behind(session: Session, item_id: int | None) -> Iterator[int]:
    """Walk from the decision on a merge back through those on the merges that it turned round (M8)."""
    while item_id is not None:
        yield item_id
        item = session.get_one(QueueItem, item_id)
        op = session.get(MergeOp, item.decision.get("swap_of", 0))
        item_id = op.item_id if op is not None else None
