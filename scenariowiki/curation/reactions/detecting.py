"""What curation does when something happened: the detector gets work, each scenario once a transaction."""

from collections.abc import Sequence
from datetime import timedelta

from scenariowiki.curation.commands.detecting import DUPLICATES, SCAN
from scenariowiki.kernel import outbox
from scenariowiki.kernel.events import Recorded
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.scenarios.events import PageEvent
from scenariowiki.scenarios.models import Scenario

# An import goes on for a while; the scan that follows waits until nothing more has come for so long.
IMPORTS_REST = timedelta(seconds=30)


def look_for_duplicates(uow: UnitOfWork, recorded: Recorded) -> None:
    """Have the scenario examined, with one merged into it or taken out; what is imported, scanned at once."""
    event = recorded.event
    assert isinstance(event, PageEvent)  # noqa: S101 - wiring registers page events only
    if getattr(event, "imported", False):
        uow.gather(_scan, 0)
        return
    uow.gather(_examine, event.scenario_id)
    loser_id = getattr(event, "loser_id", None)
    if loser_id is not None and not hasattr(event, "solution_id"):
        uow.gather(_examine, loser_id)


def _examine(uow: UnitOfWork, scenario_ids: Sequence[int]) -> None:
    known = uow.refreshed  # nearly always: a page that is to be examined was renewed as well
    numbers = [known.get(id_) or uow.session.get_one(Scenario, id_).no for id_ in scenario_ids]
    outbox.enqueue_all(uow.session, DUPLICATES, [str(no) for no in sorted(numbers)], at=uow.now)


def _scan(uow: UnitOfWork, _ids: Sequence[int]) -> None:
    outbox.enqueue(uow.session, DUPLICATES, SCAN, {}, at=uow.now, not_before=uow.now + IMPORTS_REST)
