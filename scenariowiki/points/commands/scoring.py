"""Scores of periods, kept up in the transaction that posts (B9, L14)."""

import datetime as dt
from collections.abc import Callable
from typing import Any, Protocol

from sqlalchemy import bindparam, case, update

from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.points.commands.inserting import build, choose
from scenariowiki.points.models import PeriodScore, PersonScore
from scenariowiki.points.rules.ledger import Class
from scenariowiki.points.rules.periods import FLOORS, Period, is_frozen, periods_of

_OF_PERSON = ("period", "start", "account_id")
_OF_PLACE = (*_OF_PERSON, "team_id", "site_id")


def _adding(table: Any, keys: tuple[str, ...], added: tuple[str, ...]) -> Callable[[Any], Any]:
    """Return what makes an INSERT add to a row that is there already."""

    def make(insert: Any) -> Any:
        sums = {name: getattr(table, name) + insert.excluded[name] for name in added}
        return insert.on_conflict_do_update(
            index_elements=list(keys), set_={**sums, "last_id": insert.excluded.last_id}
        )

    return make


def _rescoring() -> Any:
    bound = PersonScore.outcome + bindparam("floor")
    return (
        update(PersonScore)
        .where(
            PersonScore.period == bindparam("of_period"),
            PersonScore.start == bindparam("of_start"),
            PersonScore.account_id == bindparam("of_account"),
        )
        .values(
            score=PersonScore.outcome
            + case((PersonScore.activity < bound, PersonScore.activity), else_=bound)
        )
        .execution_options(synchronize_session=False)
    )


_ADD_PERIOD = build(PeriodScore, _adding(PeriodScore, _OF_PLACE, ("outcome", "activity", "adopted")))
_ADD_PERSON = build(PersonScore, _adding(PersonScore, _OF_PERSON, ("outcome", "activity", "applied")))
_RESCORE = _rescoring()


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
        by_place = key | place | parts | {"adopted": entry.scored * entry.adopted, "last_id": transfer_id}
        uow.session.execute(choose(uow.session, _ADD_PERIOD), by_place)
        by_person = key | parts | {"applied": entry.scored * entry.adopted, "last_id": transfer_id}
        uow.session.execute(choose(uow.session, _ADD_PERSON), by_person | {"score": 0})
        _rescore(uow, period, start, account_id)


def _rescore(uow: UnitOfWork, period: Period, start: dt.date, account_id: int) -> None:
    given = {"of_period": period.value, "of_start": start, "of_account": account_id, "floor": FLOORS[period]}
    uow.session.execute(_RESCORE, given)
