"""What feedback does when something happened: clocks follow the calendar."""

from scenariowiki.accounts.events import SiteSaved
from scenariowiki.feedback.commands import clocks
from scenariowiki.kernel.events import Recorded
from scenariowiki.kernel.unit_of_work import UnitOfWork


def follow_calendar(uow: UnitOfWork, recorded: Recorded) -> None:
    """Count open tickets anew by the calendar that their site has now."""
    event = recorded.event
    assert isinstance(event, SiteSaved)  # noqa: S101 - as wired
    clocks.reset_clocks(uow, event.site_id)
