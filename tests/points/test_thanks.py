"""Thanks earn nothing and are said once; badges are for what happened and go when it is taken back."""

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from scenariowiki.kernel.errors import Conflict, Invalid, NotFound
from scenariowiki.notifications.models import Notice
from scenariowiki.points.commands.thanking import Thanks, thank
from scenariowiki.points.models import Award, Kudos, Transfer
from scenariowiki.points.queries.badges import badges_of
from scenariowiki.points.queries.thanks import list_received
from scenariowiki.points.rules.thanks import A_DAY, Badge, ThanksKind
from scenariowiki.runtime.session import read, write
from tests import personas, wiki
from tests.points.giving import earn
from tests.points.rewarding import NOON
from tests.points.test_ledger import earned, give, take_back
from tests.scenarios.writing import published, solution, solutions_of

pytestmark = pytest.mark.usefixtures("app")
ANN, ZOE = personas.ANN, personas.ZOE


def say(no: int, *, by: Any = ZOE, at: dt.datetime = NOON, words: str = "照着做真的有用！") -> int:
    object_id = read().execute(text("SELECT id FROM scenario WHERE no = :no"), {"no": no}).scalar() or 0
    with write(now=at) as uow:
        return thank(uow, by, Thanks(no=no, kind=ThanksKind.SCENARIO, object_id=object_id, text=words))


@pytest.fixture
def page() -> int:
    return wiki.publish(ANN, "节前缺货，客人着急")


def test_thanks_are_told_and_shown_and_earn_nothing(page: int) -> None:
    before = read().query(Transfer).count(), read().query(Award).count()
    say(page)

    assert [one.text for one in list_received(read(), ANN)] == ["照着做真的有用！"]
    kinds = read().scalars(select(Notice.kind).where(Notice.account_id == ANN.id)).all()
    assert "thanked" in kinds
    assert (read().query(Transfer).count(), read().query(Award).count()) == before


def test_one_thanks_once_for_one_thing(page: int) -> None:
    say(page)

    with pytest.raises(Conflict, match="thanked_already"):
        say(page)


def test_nobody_thanks_themselves(page: int) -> None:
    with pytest.raises(NotFound):
        say(page, by=ANN)


def test_ten_thanks_a_day_are_enough() -> None:
    pages = [wiki.publish(ANN, f"第 {number} 种缺货") for number in range(A_DAY + 1)]
    for no in pages[:A_DAY]:
        say(no)

    with pytest.raises(Conflict, match="thanks_enough"):
        say(pages[A_DAY])
    assert say(pages[A_DAY], at=NOON + dt.timedelta(days=1, minutes=1))


@pytest.mark.parametrize("words", ["", "  ", "长" * 201])
def test_thanks_have_words_but_not_too_many(page: int, words: str) -> None:
    with pytest.raises(Invalid):
        say(page, words=words)


def test_thanks_are_never_changed(page: int) -> None:
    say(page)

    with pytest.raises(DatabaseError, match="append-only"), write() as uow:
        uow.session.execute(Kudos.__table__.delete())  # type: ignore[attr-defined]  # it is a table


def test_badges_are_for_what_happened_and_go_when_it_is_taken_back() -> None:
    award = give(earned())
    for _effect in range(10):
        give(earned("P6", at=NOON + dt.timedelta(days=_effect)), at=NOON)

    assert [won.badge for won in badges_of(read(), ANN.id)] == [Badge.FIRST_SCENARIO, Badge.TEN_EFFECTS]
    take_back(award)
    assert [won.badge for won in badges_of(read(), ANN.id)] == [Badge.TEN_EFFECTS]


def test_badges_are_for_a_first_solution_adopted_applied_and_made_an_sop() -> None:
    solution_id = solutions_of(published(ANN, solution("先登记。")))[0].id

    for at, rule in enumerate(("P2", "P3", "P4")):
        what = {"P2": "solution", "P3": "solved", "P4": "each"}[rule]
        earn(ANN, rule, what=what, at=NOON + dt.timedelta(hours=at), solution_id=solution_id)

    *won, _scenario = (one.badge for one in badges_of(read(), ANN.id))
    assert won == [Badge.FIRST_SOLUTION, Badge.FIRST_APPLIED, Badge.SOP_AUTHOR]
