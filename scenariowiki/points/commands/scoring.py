"""Scores of periods, kept up in the transaction that posts (B9, L14)."""

import datetime as dt
from typing import Any, Protocol

from sqlalchemy import case
from sqlalchemy.dialects import postgresql, sqlite

from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.points.models import PeriodScore, PersonScore
from scenariowiki.points.rules.ledger import Class
from scenariowiki.points.rules.periods import FLOORS, Period, is_frozen, periods_of


class Scored(Protocol):
    """What of an entry counts for a score."""

    @property
    def amount(self) -> int: ...
    @property
    def earns(self) -> Class | None: ...
    @property
    def scored(self) -> int: ...
    @property
    def adopted(self) -> int: ...
    @property
    def effective_day(self) -> dt.date: ...
    @property
    def posted_day(self) -> dt.date: ...
    @property
    def site_id(self) -> int | None: ...
    @property
    def team_id(self) -> int | None: ...


def add_score(uow: UnitOfWork, account_id: int, transfer_id: int, entry: Scored) -> None:
    """Add what a transfer counts to every period its day lies in that is not frozen yet (L13)."""
    signed = entry.scored * entry.amount
    outcome = signed if entry.earns is Class.OUTCOME else 0
    activity = signed - outcome
    for period, start in periods_of(entry.effective_day).items():
        if is_frozen(period, start, entry.posted_day):
            continue
        key = {"period": period.value, "start": start, "account_id": account_id}
        place = {"team_id": entry.team_id or 0, "site_id": entry.site_id or 0}
        parts = {"outcome": outcome, "activity": activity}
        _add(uow, PeriodScore, key | place, {**parts, "adopted": entry.scored * entry.adopted}, transfer_id)
        _add(uow, PersonScore, key, {**parts, "applied": entry.scored * entry.adopted}, transfer_id)
        _rescore(uow, period, start, account_id)


def _add(
    uow: UnitOfWork, table: type[Any], key: dict[str, Any], parts: dict[str, int], transfer_id: int
) -> None:
    is_file = uow.session.get_bind().dialect.name == "sqlite"
    insert = (sqlite.insert if is_file else postgresql.insert)(table)
    first = {**key, **parts, "last_id": transfer_id}
    if table is PersonScore:
        first["score"] = 0
    added = {name: getattr(table, name) + value for name, value in parts.items()}
    uow.session.execute(
        insert.values(**first).on_conflict_do_update(
            index_elements=list(key), set_={**added, "last_id": transfer_id}
        )
    )


def _rescore(uow: UnitOfWork, period: Period, start: dt.date, account_id: int) -> None:
    bound = PersonScore.outcome + FLOORS[period]
    least = case((PersonScore.activity < bound, PersonScore.activity), else_=bound)
    uow.session.execute(
        PersonScore.__table__.update()  # type: ignore[attr-defined]
        .where(
            PersonScore.period == period.value,
            PersonScore.start == start,
            PersonScore.account_id == account_id,
        )
        .values(score=PersonScore.outcome + least)
    )
