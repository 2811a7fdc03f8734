"""What time does to pages: those that nobody uses and nobody verified are proposed for the archive (R51)."""

import datetime as dt

from scenariowiki.feedback.queries import unused
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.sops.commands.reviewing import ask_review
from scenariowiki.sops.rules import reviews
from scenariowiki.sops.rules.reviews import ReviewReason


def propose_unused(uow: UnitOfWork, today: dt.date, *, days: int, limit: int) -> int:
    """Propose for the archive what nobody read, used, reported on, changed or verified for so many days.

    Only a proposal: a curator decides, or whoever maintains it says that it is still right. No more than
    `limit` wait at a time, so that they do not drown the queue. Return how many were new; fewer days than a
    review's interval may have turn it off.
    """
    room = limit - unused.count_waiting(uow.session)
    if days < reviews.DAYS_LEAST or room <= 0:
        return 0
    found = unused.list_unused(uow.session, today - dt.timedelta(days=days), limit=room)
    numbers = unused.numbers_of(uow.session, found)
    return sum(
        ask_review(uow, id_, ReviewReason.UNUSED, facts={"unused": {"days": days, **numbers[id_]}})
        for id_ in found
    )
