"""Scores counted anew in many stretches, and what `points verify` finds when somebody meddled with them."""

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import delete, select, update

from scenariowiki.kernel.db import AnyRow
from scenariowiki.points.commands.rebuilding import rebuild_scores
from scenariowiki.points.models import CapUse, PeriodScore, PersonScore, Purse
from scenariowiki.points.queries import recounting
from scenariowiki.points.queries.checking import verify
from scenariowiki.runtime.session import read, write
from tests import personas
from tests.points.boards import NOON, give, take_back

pytestmark = pytest.mark.usefixtures("app")
PLACES = tuple(PeriodScore.__table__.c)
PEOPLE = tuple(PersonScore.__table__.c)


@pytest.fixture(autouse=True)
def short_stretches(monkeypatch: pytest.MonkeyPatch) -> None:
    """Walk the ledger three rows at a time, so that these few are many stretches."""
    monkeypatch.setattr(recounting, "STRETCH", 3)


def ledger() -> None:
    """Earn in two months, in outcomes and activity, and lose some before and after the month froze."""
    october = NOON - dt.timedelta(days=30)
    early = [give(one.id, 8, at=october) for one in (personas.ANN, personas.ZOE)]
    for rule in ("P2", "P4", "P6", "P7", "P8"):
        give(personas.ANN.id, 3, rule)
        give(personas.ZOE.id, 5, rule, at=october)
    take_back(give(personas.ANN.id, 7))
    take_back(early[0], at=NOON + dt.timedelta(days=2))


def rows(columns: tuple[Any, ...]) -> list[AnyRow]:
    read().rollback()
    return list(read().execute(select(*columns).order_by(*columns)))


def test_b10_counting_anew_gives_the_same_rows_with_their_order_in_ties() -> None:
    ledger()
    before = rows(PLACES), rows(PEOPLE)

    with write() as uow:
        people = rebuild_scores(uow)

    assert people == 2
    assert (rows(PLACES), rows(PEOPLE)) == before


def test_l13_what_is_taken_back_after_the_freeze_counts_in_that_period_still() -> None:
    ledger()

    chosen = select(PersonScore.period, PersonScore.score).where(
        PersonScore.account_id == personas.ANN.id, PersonScore.start == dt.date(2026, 10, 1)
    )
    scores = {row.period: row.score for row in read().execute(chosen)}

    assert scores["month"] == 8
    assert scores["quarter"] == 15
    assert list(verify(read())) == []


@pytest.mark.parametrize(
    ("rule", "meddle"),
    [
        ("L14", update(PeriodScore).where(PeriodScore.period == "week").values(outcome=1_000)),
        ("L14", update(PersonScore).where(PersonScore.period == "year").values(score=1_000)),
        ("L14", delete(PeriodScore).where(PeriodScore.period == "all")),
        ("L14", delete(PersonScore).where(PersonScore.period == "all")),
        ("L14", update(PersonScore).where(PersonScore.period == "all").values(start=dt.date(1980, 1, 1))),
        ("L3", update(Purse).where(Purse.kind == "wallet").values(credits=Purse.credits + 1)),
        ("L11", update(CapUse).where(CapUse.rule == "P7").values(used=CapUse.used + 1)),
        ("L11", update(CapUse).where(CapUse.rule == "P7").values(day=dt.date(2026, 1, 1))),
    ],
)
def test_l3_l11_l14_meddling_is_found(rule: str, meddle: Any) -> None:
    ledger()

    with write() as uow:
        uow.session.execute(meddle)

    assert rule in {problem.rule for problem in verify(read())}


def test_b10_what_was_meddled_with_is_put_right() -> None:
    ledger()
    with write() as uow:
        uow.session.execute(update(PeriodScore).values(outcome=1_000))

    with write() as uow:
        rebuild_scores(uow)

    assert list(verify(read())) == []
