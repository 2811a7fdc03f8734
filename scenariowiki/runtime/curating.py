"""Decisions on the queue as deliveries carry them out: a refused one still tells the item what happened."""

from collections.abc import Iterator
from contextlib import contextmanager

from scenariowiki.accounts.rules import Actor
from scenariowiki.curation.commands.queue import note_refusal
from scenariowiki.curation.rules.decisions import Decision
from scenariowiki.kernel.errors import DomainError
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.runtime.session import db, write


@contextmanager
def noting_refusals(
    actor: Actor, item_id: int, given: Decision, uow: UnitOfWork | None = None
) -> Iterator[None]:
    """Let a refused decision keep what was typed and move its item on (Q1, Q3, Q10), then refuse.

    `uow` is the unit of work that is being refused, if it has begun: it is rolled back first.
    """
    try:
        yield
    except DomainError as refusal:
        if uow is not None:
            uow.session.rollback()
        else:
            db.session.rollback()
        _note(actor, item_id, given, refusal)
        raise


def _note(actor: Actor, item_id: int, given: Decision, refusal: DomainError) -> None:
    try:
        with write() as uow:
            note_refusal(uow, actor, item_id, given, refusal)
    except DomainError:  # the item is gone, or not theirs to know of: the refusal says so itself
        return
