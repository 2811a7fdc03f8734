"""The tariff in force at a moment, and its versions."""

import datetime as dt
import json
from collections.abc import Sequence
from importlib import resources

from sqlalchemy import select
from sqlalchemy.orm import Session

from scenariowiki.accounts.models import Account
from scenariowiki.kernel.db import AnyRow
from scenariowiki.kernel.errors import NotFound
from scenariowiki.points.models import TariffVersion
from scenariowiki.points.rules.tariff import Tariff

BUILT_IN = Tariff.from_json(
    0,
    dt.date(1970, 1, 1),
    json.loads(resources.files("scenariowiki.points").joinpath("default_tariff.json").read_text("utf-8")),
)
SHOWN = 50


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


def get_tariff(session: Session, number: int) -> Tariff:
    """Return a version by its number, withdrawn or not."""
    if number == BUILT_IN.number:
        return BUILT_IN
    row = session.get(TariffVersion, number)
    if row is None:
        raise NotFound
    return _tariff(row)


def before(session: Session, number: int) -> Tariff | None:
    """Return the version that was written before one, withdrawn ones left out; None for the built-in one."""
    if number == BUILT_IN.number:
        return None
    row = session.scalar(
        select(TariffVersion)
        .where(TariffVersion.number < number, TariffVersion.withdrawn_at.is_(None))
        .order_by(TariffVersion.number.desc())
        .limit(1)
    )
    return BUILT_IN if row is None else _tariff(row)


def newest_number(session: Session) -> int:
    """Return the number of the version written last."""
    return session.scalar(select(TariffVersion.number).order_by(TariffVersion.number.desc()).limit(1)) or 0


def list_versions(session: Session) -> Sequence[AnyRow]:
    """List the versions that people wrote, newest first: number, dates, note, author, withdrawn or not."""
    return session.execute(
        select(
            TariffVersion.number,
            TariffVersion.effective_from,
            TariffVersion.note,
            TariffVersion.created_at,
            TariffVersion.withdrawn_at,
            Account.display_name.label("author"),
        )
        .outerjoin(Account, Account.id == TariffVersion.created_by)
        .order_by(TariffVersion.number.desc())
        .limit(SHOWN)
    ).all()


def _tariff(row: TariffVersion) -> Tariff:
    return Tariff.from_json(row.number, row.effective_from, row.rules)
