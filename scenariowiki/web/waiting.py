"""How much waits for a person, as the top bar says it: fresh where it is dealt with, else seconds old."""

import datetime as dt
from collections.abc import Hashable
from dataclasses import dataclass, replace

from flask import current_app, g, request

from scenariowiki.accounts.rules import Actor, Permission
from scenariowiki.curation.queries.queue import count_open
from scenariowiki.feedback.queries.tickets import count_waiting
from scenariowiki.kernel import clock
from scenariowiki.notifications.queries import count_unread
from scenariowiki.runtime import watching
from scenariowiki.runtime.session import read

QUEUE_SECONDS = 3
OWN_SECONDS = 20
PEOPLE_MOST = 2_000
# The blueprints where people deal with what is counted.
FEEDBACK, NOTICES, QUEUE = "feedback", "home", "curation"


@dataclass(frozen=True, kw_only=True)
class Counts:
    """Feedback to answer or to rate, and what was told and not read."""

    tickets: int
    unread: int
    at: dt.datetime
    state: Hashable | None


def counts(person: Actor) -> Counts:
    """Count what waits for a person alone; one look a request, and elsewhere one in a while."""
    if "waiting" not in g:
        g.waiting = _counts(person)
    found: Counts = g.waiting
    return found


def _counts(person: Actor) -> Counts:
    now, state = clock.now(), watching.known()
    kept: dict[int, Counts] = current_app.extensions.setdefault("waiting_counts", {})
    found = kept.get(person.id)
    if found is None or request.blueprint == FEEDBACK or (now - found.at).total_seconds() > OWN_SECONDS:
        if len(kept) >= PEOPLE_MOST:
            kept.clear()
        tickets = count_waiting(read(), person, now=now)
        unread = count_unread(read(), person, now=now)
        found = Counts(tickets=tickets.answer + tickets.rate, unread=unread, at=now, state=state)
    elif request.blueprint == NOTICES and (state is None or found.state != state):
        found = replace(found, unread=count_unread(read(), person, now=now), state=state)
    kept[person.id] = found
    return found


def queue(person: Actor) -> int:
    """Count what waits in the queue: the same for all curators, for each SOP owner what is theirs."""
    now, whose = clock.now(), person.id if person.may(Permission.APPROVE_SOP) else 0
    counted: dict[int, tuple[int, dt.datetime]] = current_app.extensions.setdefault("queue_count", {})
    kept = counted.get(whose)
    on_queue = request.blueprint == QUEUE
    if kept is None or on_queue or (now - kept[1]).total_seconds() > QUEUE_SECONDS:
        kept = counted[whose] = (count_open(read(), person), now)
    return kept[0]
