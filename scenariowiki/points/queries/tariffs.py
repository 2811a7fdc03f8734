"""The tariff in force at a moment, and its versions."""

import datetime as dt
import json
from importlib import resources

from sqlalchemy import select
from sqlalchemy.orm import Session

from scenariowiki.points.models import TariffVersion
from scenariowiki.points.rules.tariff import Tariff

BUILT_IN = Tariff.from_json(
    0,
    dt.date(1970, 1, 1),
    json.loads(resources.files("scenariowiki.points").joinpath("default_tariff.json").read_text("utf-8")),
)


def tariff_on(session: Session, day: dt.date) -> Tariff:
    """Return the tariff in force on a day: the newest version that is effective by then (L17)."""
    row = session.scalar(
        select(TariffVersion)
        .where(TariffVersion.effective_from <= day, TariffVersion.withdrawn_at.is_(None))
        .order_by(TariffVersion.effective_from.desc(), TariffVersion.number.desc())
        .limit(1)
    )
    return BUILT_IN if row is None else _tariff(row)


def next_after(session: Session, day: dt.date) -> Tariff | None:
    """Return the version that takes effect next after a day, or None."""
    first = (
        select(TariffVersion.effective_from)
        .where(TariffVersion.effective_from > day, TariffVersion.withdrawn_at.is_(None))
        .order_by(TariffVersion.effective_from)
        .limit(1)
    )
    starts = session.scalar(first)
    return None if starts is None else tariff_on(session, starts)


def _tariff(row: TariffVersion) -> Tariff:
    return Tariff.from_json(row.number, row.effective_from, row.rules)
