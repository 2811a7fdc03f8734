"""The API of one's own points."""

from scenariowiki.kernel import clock
from tests import personas
from tests.api.caller import Caller
from tests.points.giving import earn, spend, take_back


def test_the_wallet_is_what_the_ledger_says(as_ann: Caller) -> None:
    earn(personas.ANN)
    earn(personas.ANN, "P1")
    spend(personas.ANN, 4)

    assert as_ann.get("/me/wallet").json == {"available": 6, "pending": 2, "held": 0, "debt": 0}


def test_the_statement_is_walked_by_cursor(as_ann: Caller) -> None:
    for _time in range(5):
        earn(personas.ANN, "P3")
    seen: list[int] = []
    more = ""

    for _page in range(3):
        page = as_ann.get(f"/me/statement?limit=2{more}").json
        assert page is not None
        seen += [item["balance"] for item in page["items"]]
        more = f"&cursor={page['next_cursor']}"

    assert more == "&cursor=None"
    assert seen == [75, 60, 45, 30, 15]


def test_a_reversal_says_why(as_ann: Caller) -> None:
    take_back(earn(personas.ANN, at=clock.now()), reason="fabricated")

    page = as_ann.get("/me/statement").json

    assert page is not None
    first = page["items"][0]
    assert (first["code"], first["points"], first["rule"], first["reason"]) == (
        "reversal",
        -10,
        "P2",
        "fabricated",
    )


def test_a_cursor_that_is_not_ours_is_refused(as_ann: Caller) -> None:
    answer = as_ann.get("/me/statement?cursor=abc")

    assert answer.status_code == 422
    assert answer.json is not None
    assert "bad_cursor" in answer.text


def test_a_stranger_learns_nothing(stranger: Caller) -> None:
    assert stranger.get("/me/wallet").status_code == 401
    assert stranger.get("/me/statement").status_code == 401
