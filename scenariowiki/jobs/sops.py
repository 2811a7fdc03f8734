"""The clock of SOPs: what takes effect, what is overdue, who is reminded; harmless to run twice."""

from flask import current_app

from scenariowiki.accounts import queries as people
from scenariowiki.accounts.rules import SYSTEM, Actor
from scenariowiki.feedback.commands import ageing
from scenariowiki.kernel import clock
from scenariowiki.runtime.session import read, write
from scenariowiki.sops.commands import asking, clockwork, effect, reviewing

BATCH = 200
PROPOSED_AT_ONCE = 50


def take_effect() -> str:
    """Put approved versions in force whose day has come."""
    system = _system()
    with write() as uow:
        due = effect.list_due(uow, limit=BATCH)
    done = 0
    for sop_id in due:
        with write() as uow:
            done += effect.take_effect(uow, system, sop_id)
    return str(done)


def mind_reviews() -> str:
    """Start the clocks that are missing; put what is overdue, without an owner or in review in the queue."""
    started = asked = BATCH
    while started == BATCH:
        with write() as uow:
            started = reviewing.start_clocks(uow, reviewing.list_without_clock(uow, limit=BATCH))
    opened = 0
    while asked == BATCH:
        with write() as uow:
            asked = clockwork.ask_due_reviews(uow, clock.now().date(), limit=BATCH)
        opened += asked
    with write() as uow:
        opened += clockwork.ask_contradictions(uow)
        asking.follow_versions(uow, asking.list_in_review(uow))
    return str(opened)


def propose_unused() -> str:
    """Propose for the archive what nobody uses and nobody verified; few at a time."""
    days = current_app.config["UNUSED_DAYS"]
    with write() as uow:
        return str(ageing.propose_unused(uow, clock.now().date(), days=days, limit=PROPOSED_AT_ONCE))


def remind_readers() -> str:
    """Remind those who have not read a new version after three days, and every three days after that."""
    system = _system()
    with write() as uow:
        due = clockwork.list_to_remind(uow)
    told = 0
    for sop_id in due:
        with write() as uow:
            told += clockwork.remind_one(uow, system, sop_id)
    return str(told)


def _system() -> Actor:
    system = people.find_actor(read(), SYSTEM)
    assert system is not None  # noqa: S101 - the built-in account is there from the first day
    return system
