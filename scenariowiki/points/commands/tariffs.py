"""The tariff changed: a new version that counts from a day on, or one withdrawn before its day (L17)."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.exc import IntegrityError

from scenariowiki.accounts.rules import Actor
from scenariowiki.kernel import clock
from scenariowiki.kernel.errors import Conflict, Invalid, NotFound
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.points import policy
from scenariowiki.points.events import TariffChanged, TariffWithdrawn
from scenariowiki.points.models import TariffVersion
from scenariowiki.points.queries import tariffs
from scenariowiki.points.rules.tariff import AHEAD, Tariff

NOTE_MAX = 500


@dataclass(frozen=True, kw_only=True)
class TariffInput:
    """A version as somebody wrote it; `rules` in the shape of `Tariff.to_json`."""

    rules: Mapping[str, Any]
    effective_from: dt.date
    note: str = ""


def change_tariff(uow: UnitOfWork, actor: Actor, given: TariffInput, *, base_number: int) -> TariffVersion:
    """Write a new version, never backdated; record TariffChanged.

    Raises Invalid by field, `same_tariff`, or `tariff_moved` when another version came in between.
    """
    policy.require(policy.may_manage_tariff(actor))
    newest = tariffs.newest_number(uow.session)
    if newest != base_number:
        raise Conflict("tariff_moved", number=newest)
    tariff = Tariff.from_json(newest + 1, given.effective_from, given.rules)
    _check(uow, actor, given, tariff)
    row = TariffVersion(
        number=tariff.number,
        effective_from=given.effective_from,
        rules=tariff.to_json(),
        note=given.note.strip(),
        created_at=uow.now,
        created_by=actor.id,
    )
    try:
        with uow.session.begin_nested():
            uow.session.add(row)
    except IntegrityError as error:  # two wrote the same number in one moment
        raise Conflict("tariff_moved", number=tariff.number) from error
    event = TariffChanged(number=tariff.number, effective_from=given.effective_from.isoformat())
    uow.record(event, by=actor)
    return row


def withdraw_tariff(uow: UnitOfWork, actor: Actor, number: int) -> None:
    """Withdraw a version before its day; record TariffWithdrawn. Raises `in_force_already`."""
    policy.require(policy.may_manage_tariff(actor))
    row = uow.session.get(TariffVersion, number, with_for_update=True)
    if row is None:
        raise NotFound
    if row.withdrawn_at is not None or row.effective_from <= _today(uow, actor):
        raise Conflict("in_force_already")
    row.withdrawn_at, row.withdrawn_by = uow.now, actor.id
    uow.record(TariffWithdrawn(number=number), by=actor)


def _check(uow: UnitOfWork, actor: Actor, given: TariffInput, tariff: Tariff) -> None:
    today = _today(uow, actor)
    faults: dict[str, str] = {}
    if given.effective_from < today:
        faults["effective_from"] = "in_the_past"
    if given.effective_from > today + AHEAD:
        faults["effective_from"] = "too_far_ahead"
    if len(given.note.strip()) > NOTE_MAX:
        faults["note"] = "too_long"
    known = tariffs.BUILT_IN
    faults |= {code: "not_a_tariff_rule" for code in known.rules if code not in tariff.rules}
    faults |= {code: "not_a_tariff_rule" for code in known.limits if code not in tariff.limits}
    if faults:
        raise Invalid(fields=faults)
    held = tariffs.tariff_on(uow.session, given.effective_from)
    if (tariff.rules, tariff.limits) == (held.rules, held.limits):
        raise Invalid("same_tariff")


def _today(uow: UnitOfWork, actor: Actor) -> dt.date:
    return clock.business_day(uow.now, actor.timezone, actor.cutover)
