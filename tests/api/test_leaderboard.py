"""The leaderboard over the API."""

from collections.abc import Callable

import pytest

from scenariowiki.accounts.rules import Actor
from scenariowiki.kernel import clock
from tests import personas
from tests.api.caller import Caller
from tests.points.boards import a_team, change, give, people

NOW = clock.now()


@pytest.fixture
def made(app: object) -> list[Actor]:
    """Give twelve people of the red team points now: 50, 49, ..."""
    del app
    found = people(12, team=personas.RED)
    for at, one in enumerate(found):
        give(one.id, 50 - at, at=NOW)
    return found


def test_the_board_of_this_month_with_ones_own_row(
    made: list[Actor], call: Callable[[Actor], Caller]
) -> None:
    shown = call(made[10]).get("/leaderboard").json or {}

    assert [row["rank"] for row in shown["items"]] == list(range(1, 11))
    assert shown["items"][0] == {
        "rank": 1,
        "who": "One 0",
        "me": False,
        "score": 50,
        "outcome": 50,
        "activity": 0,
        "members": None,
        "breadth": None,
    }
    assert (shown["own"]["rank"], shown["own"]["me"]) == (11, True)
    assert [row["rank"] for row in shown["around"]] == [8, 9, 10, 11, 12]
    assert (shown["period"], shown["frozen"], shown["shown"]) == ("month", False, True)


def test_b6_whoever_hides_is_shown_to_nobody(made: list[Actor], as_ann: Caller) -> None:
    change(made[0].id, board_visibility="hidden")
    change(made[1].id, board_visibility="initials")

    items = (as_ann.get("/leaderboard?period=year&limit=50").json or {})["items"]

    assert [row["who"] for row in items[:2]] == ["O. 1.", "One 2"]
    assert len(items) == 11


def test_b7_teams(made: list[Actor], call: Callable[[Actor], Caller]) -> None:
    for name in ("绿队", "黄队"):
        for one in people(3, team=a_team(name), name=name):
            give(one.id, 8, at=NOW)

    shown = call(made[0]).get("/leaderboard?board=teams").json or {}

    assert [(row["who"], row["rank"], row["me"]) for row in shown["items"]] == [
        ("红队", 1, True),
        ("绿队", 2, False),
        ("黄队", 2, False),
    ]
    assert (shown["items"][1]["score"], shown["items"][1]["breadth"]) == (8.0, 1.0)


def test_a_team_s_board_is_for_those_in_it(made: list[Actor], as_ann: Caller, as_zoe: Caller) -> None:
    assert made
    assert len((as_ann.get("/leaderboard?team=红队").json or {})["items"]) == 10
    assert as_zoe.get("/leaderboard?team=红队").status_code == 403


@pytest.mark.parametrize(
    "query",
    ["period=day", "start=2999-01-01", "start=1999-12-31", "start=x", "limit=51", "team=none", "board=all"],
)
def test_what_makes_no_sense_is_refused(as_ann: Caller, query: str) -> None:
    assert as_ann.get(f"/leaderboard?{query}").status_code == 422


def test_b5_nobody_is_ranked_among_few(as_ann: Caller) -> None:
    give(personas.ANN.id, 8, at=NOW)

    shown = as_ann.get("/leaderboard").json or {}

    assert (shown["shown"], shown["items"], shown["own"]["rank"], shown["own"]["score"]) == (
        False,
        [],
        None,
        8,
    )
