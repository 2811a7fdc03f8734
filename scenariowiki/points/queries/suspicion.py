"""What looks arranged: many acts by one person for another, or two for each other (G3, G5)."""

import datetime as dt
import uuid
from enum import StrEnum, auto
from typing import Protocol

from sqlalchemy.orm import Session

from scenariowiki.points.queries import awards, people
from scenariowiki.points.queries.tariffs import tariff_on
from scenariowiki.points.rules.earning import is_mutual
from scenariowiki.points.rules.tariff import Tariff


class Why(StrEnum):
    """Why an award is held."""

    SERIAL = auto()
    MUTUAL = auto()


class Caused(Protocol):
    """What of an award, or of one to be, says who caused it for whom."""

    @property
    def event_id(self) -> uuid.UUID: ...
    @property
    def rule(self) -> str: ...
    @property
    def account_id(self) -> int: ...
    @property
    def caused_by(self) -> int: ...
    @property
    def cap_day(self) -> dt.date: ...
    @property
    def occurred_at(self) -> dt.datetime: ...


def why_suspect(session: Session, one: Caused) -> Why | None:
    """Tell why a person should look at an award before it counts; None for most."""
    if one.caused_by == one.account_id or people.is_system(session, one.caused_by):
        return None
    tariff = tariff_on(session, one.cap_day)
    if one.rule == awards.REUSE and _is_mutual(session, one, tariff):
        return Why.MUTUAL
    return Why.SERIAL if _is_serial(session, one, tariff) else None


def _is_serial(session: Session, one: Caused, tariff: Tariff) -> bool:
    """G5: the fourth act of one person that earns another one something within a day."""
    after = one.occurred_at - dt.timedelta(hours=tariff.limit("G5", "serial_hours"))
    earlier = awards.acts_towards(
        session, one.caused_by, one.account_id, after=after, until=one.occurred_at
    ) - {one.event_id}
    return len(earlier) >= tariff.limit("G5", "serial_acts") - 1


def _is_mutual(session: Session, one: Caused, tariff: Tariff) -> bool:
    """G3: both caused each other several awards, and they are much of what one of them got for uses."""
    limits = tariff.limits["G3"]
    after = one.occurred_at - dt.timedelta(days=limits["mutual_days"])
    span = {"after": after, "until": one.occurred_at}
    here, there = one.account_id, one.caused_by
    mine = awards.acts_towards(session, there, here, **span) - {one.event_id}
    yours = awards.acts_towards(session, here, there, **span)
    return is_mutual(
        len(mine),
        len(yours),
        awards.uses_of(session, here, **span),
        awards.uses_of(session, there, **span),
        limits=limits,
    )
