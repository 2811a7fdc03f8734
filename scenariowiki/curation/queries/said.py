"""What authors said about pairs when they wrote: that they had seen the other one, and it is not the same."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from scenariowiki.kernel.events import EventRow
from scenariowiki.scenarios.models import Scenario


def says_distinct(session: Session, one: int, other: int) -> bool:
    """Tell whether the author of a scenario was shown the other one, and went on or called it different."""
    rows = session.execute(
        select(Scenario.id, Scenario.no, Scenario.warned_duplicate).where(Scenario.id.in_((one, other)))
    ).all()
    numbers = {row.no for row in rows}
    if any(row.warned_duplicate in numbers for row in rows):
        return True
    captured = select(EventRow.subject, EventRow.payload).where(
        EventRow.subject.in_((one, other)), EventRow.name == "ScenarioCaptured"
    )
    return any(
        _names(row.payload.get("distinct_from", ()), {one, other}) for row in session.execute(captured)
    )


def _names(told: Iterable[int], ids: set[int]) -> bool:
    return any(id_ in ids for id_ in told)
