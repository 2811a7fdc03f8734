"""Points of the demo ripen between its acts, as they would have done (L12)."""

import datetime as dt

from scenariowiki.kernel import outbox
from scenariowiki.points.commands import improving, maturing
from scenariowiki.points.queries import awards
from scenariowiki.runtime.session import read, write


def ripen(until: dt.datetime) -> None:
    """Begin the improvements that wait, and post what is due by a moment."""
    if outbox.due(read(), improving.IMPROVEMENTS, now=until, limit=1):
        with write(now=until) as uow:
            improving.begin_waiting(uow)
    while awards.is_due(read(), until):
        with write(now=until) as uow:
            maturing.ripen_due(uow, until=until)
