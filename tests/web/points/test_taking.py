"""Leaderboards taken along: the page for the wall, the table, and the record of it."""

import csv
import io

import pytest
from flask import Flask
from sqlalchemy import select

from scenariowiki.accounts.rules import Actor
from scenariowiki.kernel import clock
from scenariowiki.kernel.events import EventRow
from scenariowiki.runtime.session import read
from tests import personas
from tests.browser import Browser, SignIn
from tests.points.boards import change, give, people

NOW = clock.now()


@pytest.fixture
def made(app: Flask) -> list[Actor]:
    """Give twelve people of the red team points now: 50, 49, ..."""
    del app
    found = people(12, team=personas.RED)
    for at, one in enumerate(found):
        give(one.id, 50 - at, at=NOW)
    return found


@pytest.fixture
def rew_in(sign_in: SignIn) -> Browser:
    """Be signed in as who counts prizes."""
    return sign_in(personas.REW)


def taken() -> list[dict[str, object]]:
    read().rollback()
    return list(read().scalars(select(EventRow.payload).where(EventRow.name == "LeaderboardTaken")))


def table(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))


def test_the_table_has_everybody_who_wants_to_be_seen(made: list[Actor], rew_in: Browser) -> None:
    change(made[0].id, board_visibility="hidden")
    change(made[1].id, display_name="=1+1")

    answer = rew_in.post("/leaderboard/file", data={"format": "csv"})

    rows = table(answer.text)
    assert rows[0] == ["名次", "成员", "班组", "积分", "其中成果分", "其中活动分"]
    assert rows[1] == ["1", "'=1+1", "红队", "49", "49", "0"]
    assert len(rows) == 12
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="leaderboard-month-')


def test_taking_a_table_is_recorded(made: list[Actor], rew_in: Browser) -> None:
    assert made
    rew_in.post("/leaderboard/file", data={"format": "csv", "period": "year"})

    assert [(one["period"], one["format"], one["count"]) for one in taken()] == [("year", "csv", 12)]


def test_printing_is_recorded_and_leads_to_the_page_for_the_wall(made: list[Actor], rew_in: Browser) -> None:
    assert made
    answer = rew_in.post("/leaderboard/file", data={"format": "print"})

    page = rew_in.get(answer.location).text
    assert (answer.status_code, [one["format"] for one in taken()]) == (303, ["print"])
    assert ("One 9" in page, "One 10" in page) == (True, False)


def test_a_lead_takes_the_board_of_their_own_team_and_no_other(made: list[Actor], sign_in: SignIn) -> None:
    assert made
    lead = sign_in(personas.LEE)

    assert lead.post("/leaderboard/file", data={"format": "csv"}).status_code == 403
    own = lead.post("/leaderboard/file", data={"format": "csv", "scope": "team"})
    assert len(table(own.text)) == 13
    assert taken()[0]["team_id"] == personas.RED


def test_among_few_the_table_has_no_rows(rew_in: Browser) -> None:
    give(personas.ANN.id, 8, at=NOW)

    assert len(table(rew_in.post("/leaderboard/file", data={"format": "csv"}).text)) == 1


def test_teams_are_taken_along_too(made: list[Actor], rew_in: Browser) -> None:
    assert made
    answer = rew_in.post("/leaderboard/file", data={"format": "csv", "scope": "teams"})

    assert table(answer.text)[0] == ["名次", "班组", "得分", "成员数", "覆盖"]


@pytest.mark.parametrize("path", ["/leaderboard/file", "/leaderboard/print"])
def test_others_take_nothing_along(made: list[Actor], sign_in: SignIn, path: str) -> None:
    browser = sign_in(made[0])

    answer = browser.get(path) if path.endswith("print") else browser.post(path, data={"format": "csv"})
    assert answer.status_code == 403
    assert 'action="/leaderboard/file"' not in browser.get("/leaderboard").text


def test_a_site_switches_boards_off_on_its_page(sign_in: SignIn) -> None:
    ada = sign_in(personas.ADA)
    site = {
        "name": "合肥",
        "timezone": "Asia/Shanghai",
        "cutover": "04:00",
        "week": ["1"],
        "opens": "09:00",
        "closes": "18:00",
        "boards_off": ["teams"],
    }

    ada.post(f"/admin/sites/{personas.SITE}", data=site)

    assert "关闭了这个榜" in sign_in(personas.ANN).get("/leaderboard?scope=teams").text
    assert "关闭了这个榜" not in sign_in(personas.ANN).get("/leaderboard").text
