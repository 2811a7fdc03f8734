"""The page of the leaderboard, with the seven questions."""

import re

import pytest
from flask import Flask

from scenariowiki.accounts.models import Site
from scenariowiki.accounts.rules import Actor
from scenariowiki.kernel import clock
from scenariowiki.runtime.session import write
from tests import personas
from tests.browser import Browser, SignIn
from tests.points.boards import a_team, change, give, people

NOW = clock.now()


@pytest.fixture
def made(app: Flask) -> list[Actor]:
    """Give twelve people of the red team points now: 50, 49, ..."""
    del app
    found = people(12, team=personas.RED)
    for at, one in enumerate(found):
        give(one.id, 50 - at, at=NOW)
    return found


def places(page: str) -> list[str]:
    return [re.sub("<[^>]*>", "", cell) for cell in re.findall(r'<td class="rank num">(.*?)</td>', page)]


def test_this_month_s_board_with_ones_own_place(made: list[Actor], sign_in: SignIn) -> None:
    page = sign_in(made[10]).get("/leaderboard").text

    assert places(page) == [str(at) for at in range(1, 13)]
    assert "再得 1 分可进前 10" in page
    assert 'rel="prev"' in page
    assert 'aria-label="效果 50"' in page  # what a score is made of
    history = page.partition("我最近几期的积分折线，数字见下表")[2]
    assert history.partition("</details>")[0].count('<td class="r num">') == 8


def test_without_signing_in_there_is_no_board(client: Browser) -> None:
    assert client.get("/leaderboard").status_code == 303


@pytest.mark.parametrize(
    "query",
    [
        "period=day",
        "start=2999-01-01",
        "start=x",
        "start=0001-01-01",
        "scope=all",
        "scope=team",
        "scope=x",
        "period=all",
    ],
)
def test_odd_questions_are_answered(made: list[Actor], sign_in: SignIn, query: str) -> None:
    assert sign_in(made[0]).get(f"/leaderboard?{query}").status_code == 200


@pytest.mark.parametrize("period", ["week", "month", "quarter", "year", "all"])
@pytest.mark.parametrize("scope", ["all", "team", "teams"])
def test_every_board_names_its_period(made: list[Actor], sign_in: SignIn, period: str, scope: str) -> None:
    page = sign_in(made[0]).get(f"/leaderboard?period={period}&scope={scope}").text

    assert page.count('aria-current="true"') == 2


def test_only_looking_is_possible(made: list[Actor], sign_in: SignIn) -> None:
    assert sign_in(made[0]).post("/leaderboard").status_code == 405


def test_b5_among_few_there_is_only_ones_own_trend(sign_in: SignIn) -> None:
    give(personas.ANN.id, 8, at=NOW)

    page = sign_in(personas.ANN).get("/leaderboard").text

    assert places(page) == []
    assert "不到 10 人" in page
    assert '<svg class="chart"' in page


def test_b6_a_hidden_person_is_told_that_only_they_see_it(made: list[Actor], sign_in: SignIn) -> None:
    change(made[11].id, board_visibility="hidden")

    page = sign_in(made[11]).get("/leaderboard").text

    assert "只有您自己看得到" in page
    assert len(places(page)) == 10


def test_b6_a_site_may_switch_boards_off(made: list[Actor], sign_in: SignIn) -> None:
    with write() as uow:
        uow.session.get_one(Site, personas.SITE).boards_off = ["people"]

    page = sign_in(made[0]).get("/leaderboard").text

    assert places(page) == []
    assert "One 1" not in page


def test_b7_teams_are_ranked_by_mean_and_breadth(made: list[Actor], sign_in: SignIn) -> None:
    for name in ("绿队", "黄队"):
        for one in people(3, team=a_team(name), name=name):
            give(one.id, 8, at=NOW)

    page = sign_in(made[0]).get("/leaderboard?scope=teams").text

    assert places(page) == ["1", "2", "2"]


def test_the_period_before_is_one_click_away(made: list[Actor], sign_in: SignIn) -> None:
    browser = sign_in(made[0])
    link = re.search(r'href="(/leaderboard[^"]*)" rel="prev"', browser.get("/leaderboard").text)
    assert link

    page = browser.get(link[1].replace("&amp;", "&")).text

    assert 'rel="next"' in page
    assert "您在这段时间还没有积分" in page
