"""The nightly look for two who earn for each other (G3): cases for people to decide, each once."""

import datetime as dt

import pytest
from sqlalchemy import select

from scenariowiki.accounts.rules import Actor
from scenariowiki.curation.models import QueueItem
from scenariowiki.curation.rules.items import ItemKind, Verdict
from scenariowiki.points.commands.suspecting import suspect_pairs
from scenariowiki.points.queries.checking import verify
from scenariowiki.runtime.session import read, write
from tests import personas
from tests.curation import queueing
from tests.points.earning import points, wallet
from tests.points.giving import earn
from tests.scenarios.writing import scenario
from tests.wiki import publish

pytestmark = pytest.mark.usefixtures("app")
ANN, ZOE, DAN = personas.ANN, personas.ZOE, personas.DAN
NOW = dt.datetime(2026, 11, 20, 1, 0, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
NOTE = "两个班组互相报的单都核对过了。"


@pytest.fixture
def page() -> int:
    return scenario(publish(ANN, "网厅与热线优惠口径不一致")).id


def test_g3_two_who_earned_for_each_other_get_a_case_though_all_is_posted(page: int) -> None:
    _mutual(page)

    assert _look() == 1

    (item,) = _cases()
    assert len(item.facts["award_ids"]) == 6
    assert item.facts["why"] == ["mutual"]


def test_g3_looking_again_opens_nothing_more_even_when_it_is_decided(page: int) -> None:
    _mutual(page)
    _look()
    assert _look() == 0

    queueing.decide(_cases()[0].id, Verdict.RELEASE, DAN, note=NOTE)

    assert _look() == 0
    assert points("P3")["posted"] == 90


def test_g3_days_of_downtime_lose_nothing(page: int) -> None:
    _mutual(page)

    assert _look(at=NOW + 25 * DAY) == 1


def test_g3_what_is_on_its_way_is_held(page: int) -> None:
    _mutual(page)
    _use(page, ANN, ZOE, until=NOW + 9 * DAY)

    _look()

    assert points("P3", ANN) == {"posted": 45, "held": 15}


def test_g3_a_person_may_take_back_what_had_counted(page: int) -> None:
    _mutual(page)
    before = wallet(ANN)
    _look()

    queueing.decide(_cases()[0].id, Verdict.VOID, DAN, note=NOTE)

    assert points("P3") == {"reversed": 90}
    assert wallet(ANN) == before - 45
    assert list(verify(read())) == []


def test_g3_one_who_only_receives_is_not_suspected(page: int) -> None:
    for number in range(5):
        _use(page, ANN, ZOE, at=NOW - number * DAY)

    assert _look() == 0
    assert _cases() == []


def test_g3_much_for_each_other_among_much_more_is_not_suspected(page: int) -> None:
    _mutual(page)
    for person in (ANN, ZOE):
        for number in range(6):
            _use(page, person, DAN, at=NOW - number * DAY)

    assert _look() == 0


def _mutual(page: int) -> None:
    for number in range(3):
        _use(page, ANN, ZOE, at=NOW - number * DAY)
        _use(page, ZOE, ANN, at=NOW - number * DAY)


def _use(page: int, to: Actor, by: Actor, *, at: dt.datetime = NOW, until: dt.datetime | None = None) -> None:
    earn(to, "P3", at=at, caused_by=by.id, scenario_id=page, until=until)


def _look(at: dt.datetime = NOW + DAY) -> int:
    read().rollback()
    with write(now=at) as uow:
        return suspect_pairs(uow)


def _cases() -> list[QueueItem]:
    read().rollback()
    return list(read().scalars(select(QueueItem).where(QueueItem.kind == ItemKind.FRAUD)))
