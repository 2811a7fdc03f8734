"""Points for what happened before there were points: the reactions of that room alone, batch by batch."""

from flask import current_app

from scenariowiki.kernel.unit_of_work import Reaction, Reactions
from scenariowiki.points.commands.replaying import replay
from scenariowiki.runtime.session import write

ROOM = "scenariowiki.points."


def replay_batch() -> int | None:
    """Replay the next events in a transaction; None where nothing is left to replay."""
    with write() as uow:
        return replay(uow, _of_points(current_app.extensions["reactions"]))


def _of_points(reactions: Reactions) -> Reactions:
    return {
        kind: tuple(_at_once(one) for one in some if one.__module__.startswith(ROOM))
        for kind, some in reactions.items()
    }


def _at_once(reaction: Reaction) -> Reaction:
    """Return a reaction without its waiting for the replay."""
    found: Reaction = getattr(reaction, "__wrapped__", reaction)
    return found
