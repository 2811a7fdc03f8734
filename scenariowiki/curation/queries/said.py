"""What authors said about pairs when they wrote: that they had seen the other one, and it is not the same."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from scenariowiki.kernel.events import EventRow
from scenariowiki.scenarios.models import Scenario

Pair = tuple[int, int]


def says_distinct(session: Session, one: int, other: int) -> bool:
    """Tell whether the author of a scenario was shown the other one, and went on or called it different."""
    return bool(called_distinct(session, [(one, other)]))


def called_distinct(session: Session, pairs: Collection[Pair]) -> frozenset[Pair]:
    """Return those of some pairs of scenarios of which an author said so."""
    ids = {id_ for pair in pairs for id_ in pair}
    if not ids:
        return frozenset()
    said = _went_on(session, ids) | _called(session, ids)
    return frozenset((one, other) for one, other in pairs if {(one, other), (other, one)} & said)


def _went_on(session: Session, ids: Collection[int]) -> set[Pair]:
    """List whose author was warned of what."""
    rows = session.execute(
        select(Scenario.id, Scenario.no, Scenario.warned_duplicate).where(Scenario.id.in_(ids))
    ).all()
    by_no = {row.no: row.id for row in rows}
    return {(row.id, by_no[row.warned_duplicate]) for row in rows if row.warned_duplicate in by_no}


def _called(session: Session, ids: Collection[int]) -> set[Pair]:
    captured = select(EventRow.subject, EventRow.payload).where(
        EventRow.subject.in_(ids), EventRow.name == "ScenarioCaptured"
    )
    return {
        (row.subject, other)
        for row in session.execute(captured)
        for other in row.payload.get("distinct_from", ())
    }
