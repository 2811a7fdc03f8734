"""What feedback does when something happened: clocks follow calendars, gaps what is written for them."""

from scenariowiki.accounts.events import SiteSaved
from scenariowiki.curation.events import ScenarioUnmerged
from scenariowiki.feedback.commands import clocks, closing
from scenariowiki.kernel.events import Recorded
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.scenarios.events import DecisionTakenBack, PageEvent


def follow_calendar(uow: UnitOfWork, recorded: Recorded) -> None:
    """Count open tickets anew by the calendar that their site has now."""
    event = recorded.event
    assert isinstance(event, SiteSaved)  # noqa: S101 - as wired
    clocks.reset_clocks(uow, event.site_id)


def answer_gaps(uow: UnitOfWork, recorded: Recorded) -> None:
    """Close the gaps that a scenario was written for when it is published, or merged into one that is."""
    event = recorded.event
    assert isinstance(event, PageEvent)  # noqa: S101 - as wired
    closing.follow_writing(uow, event.scenario_id, recorded.actor_id)


def reopen_gaps(uow: UnitOfWork, recorded: Recorded) -> None:
    """Put back on the board what a scenario answered that is archived or to be decided again."""
    event = recorded.event
    assert isinstance(event, PageEvent)  # noqa: S101 - as wired
    if isinstance(event, DecisionTakenBack) and event.solution_id is not None:
        return
    for_good = not isinstance(event, DecisionTakenBack)
    closing.follow_loss(uow, event.scenario_id, recorded.actor_id, for_good=for_good)


def part_gaps(uow: UnitOfWork, recorded: Recorded) -> None:
    """Open again what only the page answered that a scenario was merged into, when they are parted."""
    event = recorded.event
    assert isinstance(event, ScenarioUnmerged)  # noqa: S101 - as wired
    if not event.swapped:
        closing.follow_unmerge(uow, event.loser_id, recorded.actor_id)
