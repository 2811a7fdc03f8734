"""Reactions wait for history: as long as it is replayed, what happens earns in its turn (L11, L12)."""

from functools import wraps

from scenariowiki.kernel.events import Recorded
from scenariowiki.kernel.unit_of_work import Reaction, UnitOfWork
from scenariowiki.points.queries.replay import is_behind


def unless_behind(reaction: Reaction) -> Reaction:
    """Leave an event to the replay while that has not reached the present."""

    @wraps(reaction)
    def react(uow: UnitOfWork, recorded: Recorded) -> None:
        if not is_behind(uow.session):
            reaction(uow, recorded)

    return react
