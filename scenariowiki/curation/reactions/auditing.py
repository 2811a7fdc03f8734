"""What is decided despite a conflict of interest is looked over by another curator (M33)."""

from scenariowiki.curation.commands import auditing
from scenariowiki.curation.events import (
    QueueDecisionWithdrawn,
    QueueItemDecided,
    ScenarioUnmerged,
    SolutionUnmerged,
)
from scenariowiki.kernel.events import Recorded
from scenariowiki.kernel.unit_of_work import UnitOfWork


def audit_override(uow: UnitOfWork, recorded: Recorded) -> None:
    """Open an audit of a decision that was made by override."""
    event = recorded.event
    assert isinstance(event, QueueItemDecided)  # noqa: S101 - as wiring registers it
    if event.override:
        auditing.audit_decision(uow, event.item_id)


def audit_undoing(uow: UnitOfWork, recorded: Recorded) -> None:
    """Open an audit of a merge that was undone by override on its own page."""
    event = recorded.event
    assert isinstance(event, ScenarioUnmerged | SolutionUnmerged)  # noqa: S101 - as wiring registers it
    along = event.swapped or getattr(event, "cascade", False)
    if event.override and not along:
        auditing.audit_unmerge(uow, event.op_id, recorded.actor_id)


def drop_audit(uow: UnitOfWork, recorded: Recorded) -> None:
    """Forget the audit of a decision that was taken back within the minute (Q9)."""
    event = recorded.event
    assert isinstance(event, QueueDecisionWithdrawn)  # noqa: S101 - as wiring registers it
    auditing.drop_audit(uow, event.item_id)
