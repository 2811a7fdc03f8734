"""Turns that transactions take at work which only one of them may do at a time."""

from contextlib import suppress

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from scenariowiki.scenarios.models import Counter


def take_turn(session: Session, name: str) -> Counter:
    """Wait until no other transaction has the turn of that name; return its row, made where there is none."""
    chosen = select(Counter).where(Counter.name == name).with_for_update()
    if session.scalar(chosen) is None:
        with suppress(IntegrityError), session.begin_nested():  # another process may be first
            session.add(Counter(name=name, value=0))
    return session.scalars(chosen).one()
