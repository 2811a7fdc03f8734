"""Prizes for ranks: promised on their page, told to who won them, on the statement and at home."""

import datetime as dt
import re

import pytest
from sqlalchemy import select

from scenariowiki.accounts.rules import Actor
from scenariowiki.jobs import points as jobs
from scenariowiki.kernel import clock
from scenariowiki.points.commands import prizes, rewards
from scenariowiki.points.models import PrizePlan
from scenariowiki.points.rules.periods import Period
from scenariowiki.points.rules.rewards import quarter_of
from scenariowiki.runtime.session import read, write
from tests import personas
from tests.browser import Browser, SignIn
from tests.points.boards import give, people
from tests.points.test_freezing import freeze

ANN, REW = personas.ANN, personas.REW
DAY = dt.timedelta(days=1)


@pytest.fixture
def rew_in(sign_in: SignIn) -> Browser:
    """Sign in who keeps rewards; this quarter's budget lets prizes take 200."""
    set_budget(clock.now())
    return sign_in(REW)


def set_budget(moment: dt.datetime) -> None:
    with write(now=moment) as uow:
        rewards.save_budget(uow, REW, 0, quarter_of(moment.date()), 1000)


def a_frozen_month() -> list[Actor]:
    """Let ann be first and eleven others follow in a month for which there are prizes; it froze days ago."""
    now = clock.now()
    set_budget(now - 100 * DAY)
    with write(now=now - 100 * DAY) as uow:
        prizes.plan_prizes(uow, REW, Period.MONTH, (100, 60, 40))
    made = people(11)
    for at, one in enumerate([ANN, *made]):
        give(one.id, 50 - at, at=now - 50 * DAY)
    freeze(now - 8 * DAY)
    return made


def test_g10_prizes_are_promised_sent_twice_once_and_ended(rew_in: Browser) -> None:
    given = {"period": "month", "places": "100，60、40", "once": "k" * 20}
    for _time in range(2):
        assert rew_in.post("/admin/prizes", data=given).status_code == 303
    for address in ("/admin/prizes", "/points/rules"):
        assert "100 · 60 · 40" in rew_in.get(address).text

    assert rew_in.post("/admin/prizes/1/end").status_code == 303
    rows = read().scalars(select(PrizePlan)).all()
    assert [(row.places, row.until) for row in rows] == [([100, 60, 40], rows[0].since)]


@pytest.mark.parametrize(
    "places", ["", "0", "-5", "1.5", "9" * 30, "10, 20", "201", "1 " * 11, "NaN", "一百", "１００"]
)
def test_g10_prizes_that_will_not_do_are_said_at_the_field_and_kept(rew_in: Browser, places: str) -> None:
    page = rew_in.post("/admin/prizes", data={"period": "month", "places": places})

    assert (page.status_code, 'id="places-err"' in page.text) == (422, True)
    assert places.strip() in page.text
    assert read().scalars(select(PrizePlan)).all() == []


def test_g10_the_page_says_who_will_be_paid_what_before_it_is(rew_in: Browser) -> None:
    made = a_frozen_month()
    before = rew_in.get("/admin/prizes").text
    jobs.pay_prizes()

    after = rew_in.get("/admin/prizes").text
    assert ANN.display_name in before
    assert made[1].display_name in before
    assert made[2].display_name not in before
    assert ("一小时内发放" in before, "一小时内发放" in after, "已发放" in after) == (True, False, True)


def test_g11_who_won_reads_it_at_home_and_on_the_statement(sign_in: SignIn) -> None:
    set_budget(clock.now())
    a_frozen_month()
    ann = sign_in(ANN)

    for address in ("/", "/me/points"):
        assert "第 1 名名次奖" in ann.get(address).text
    jobs.pay_prizes()
    home, statement = ann.get("/").text, ann.get("/me/points?kind=prize").text

    assert re.search(r'href="/me/points"[^>]*>\s*\S+ 至 \S+ 的榜单，您排第 1 名，名次奖 100 分已发放。', home)
    assert ("第 1 名" in statement, "+100" in statement) == (True, True)
