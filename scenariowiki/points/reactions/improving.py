"""What an improvement earns (P7) is worked out later: a save only leaves a note for the jobs process."""

from scenariowiki.kernel.events import Recorded
from scenariowiki.kernel.outbox import OutboxRow
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.points.commands.improving import IMPROVEMENTS
from scenariowiki.scenarios.events import ScenarioRevised, SolutionRevised
from scenariowiki.scenarios.rules.states import RevisionKind


def note_improvement(uow: UnitOfWork, recorded: Recorded) -> None:
    """Leave a note of an edit; reverts, merges and conversions of script improve nothing (G7).

    The row goes out with the others of the save: no statement more.
    """
    event = recorded.event
    assert isinstance(event, ScenarioRevised | SolutionRevised)  # noqa: S101 - as wiring registers it
    if event.kind != RevisionKind.EDIT or event.script_only:
        return
    payload = {"revision": event.revision_id}
    row = OutboxRow(kind=IMPROVEMENTS, key=str(recorded.id), payload=payload, attempts=0)
    row.created_at = row.not_before = uow.now
    uow.session.add(row)
