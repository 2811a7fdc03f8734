"""Points of the demo ripen between its acts, as they would have done (L12)."""

import datetime as dt

from scenariowiki.points.commands import improving, maturing
from scenariowiki.points.queries import awards
from scenariowiki.runtime.session import read, write


def ripen(until: dt.datetime) -> None:
    """Post what is due by a moment."""
    while awards.is_due(read(), until):
        with write(now=until) as uow:
            maturing.ripen_due(uow, until=until)


def finish(until: dt.datetime) -> None:
    """Begin the improvements of all that was told, and post what is due of them, too."""
    with write(now=until) as uow:
        improving.begin_waiting(uow)
    ripen(until)
