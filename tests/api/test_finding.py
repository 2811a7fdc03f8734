"""Lists, cursors, search, completions and what is alike."""

import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from scenariowiki.jobs.drain import drain
from scenariowiki.scenarios.queries.finding import waiting
from tests.api.caller import Caller

PATIENCE = waiting.PATIENCE


def everything(caller: Caller, path: str, limit: int) -> list[dict[str, Any]]:
    """Walk a list to its end."""
    found: list[dict[str, Any]] = []
    cursor = ""
    joint = "&" if "?" in path else "?"
    for _page in range(100):
        page = caller.get(f"{path}{joint}limit={limit}{cursor}").json or {}
        assert len(page["items"]) <= limit
        found += page["items"]
        if page["next_cursor"] is None:
            return found
        cursor = f"&cursor={page['next_cursor']}"
    raise AssertionError("the walk never ends")


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch, hurried: None) -> None:
    """Have searches wait as long as they do outside of tests."""
    monkeypatch.setattr(waiting, "PATIENCE", PATIENCE)


@pytest.fixture
def many(as_ann: Caller, as_cy: Caller) -> list[int]:
    """Publish seven scenarios; one more stays handed in."""
    numbers = [as_ann.capture(title=f"缺货 {n}", tags=["缺货", f"批次{n % 2}"])["no"] for n in range(8)]
    for no in numbers[:-1]:
        as_cy.post(f"/scenarios/{no}/transitions", {"to": "published"})
    return numbers


def test_a_walk_meets_everything_once(as_zoe: Caller, many: list[int]) -> None:
    for sort in ("relevance", "updated", "created", "evidence", "title"):
        for limit in (1, 3, 7):
            walked = [item["no"] for item in everything(as_zoe, f"/scenarios?sort={sort}", limit)]
            assert sorted(walked) == many[:-1], (sort, limit)


def test_a_searched_walk_meets_everything_once(
    as_zoe: Caller, many: list[int], reindex: Callable[[], int]
) -> None:
    reindex()

    walked = [item["no"] for item in everything(as_zoe, "/scenarios?q=缺貨", 3)]

    assert sorted(walked) == many[:-1]


def test_a_walk_loses_nothing_when_something_is_added_meanwhile(
    as_zoe: Caller, as_ann: Caller, many: list[int]
) -> None:
    first = as_zoe.get("/scenarios?limit=3&sort=created&state=submitted&state=published").json or {}
    as_ann.capture(title="后来的")

    path = f"/scenarios?limit=100&sort=created&state=submitted&state=published&cursor={first['next_cursor']}"
    rest = as_zoe.get(path).json or {}

    assert sorted(item["no"] for item in first["items"] + rest["items"]) == many


def test_filters_take_names(as_zoe: Caller, many: list[int]) -> None:
    def count(query: str) -> int:
        return len(everything(as_zoe, f"/scenarios?{query}", 100))

    assert count("tag=批次0") == 4
    assert count("tag=批次0&tag=批次1") == 7
    assert count("layer=service&team=红队") == 7
    assert count("layer=management") == 0
    assert count("state=submitted") == 1
    assert as_zoe.get("/scenarios?tag=没有").status_code == 422


def test_facets_are_named_as_the_filters_take_them(
    as_zoe: Caller, many: list[int], reindex: Callable[[], int]
) -> None:
    reindex()

    facets = (as_zoe.get("/scenarios?limit=1").json or {})["facets"]

    assert facets["tag"] == {"缺货": 7, "批次0": 4, "批次1": 3}
    assert (facets["team"], facets["layer"]) == ({"红队": 7}, {"service": 7})


def test_drafts_are_listed_for_their_author_only(as_ann: Caller, as_cy: Caller) -> None:
    no = as_ann.capture(submit=False)["no"]

    assert [item["no"] for item in everything(as_ann, "/scenarios?state=draft", 10)] == [no]
    assert everything(as_cy, "/scenarios?state=draft", 10) == []


@pytest.mark.parametrize("cursor", ["x", "e30", "WzFd", "WyJhIixbMV1d", "%00", "é", "a" * 401, "W1tbW1tb"])
@pytest.mark.parametrize(
    "path", ["/scenarios?sort=created", "/search?q=a", "/tags?limit=1", "/scenarios?q=a"]
)
def test_a_made_up_cursor_is_refused(as_ann: Caller, path: str, cursor: str) -> None:
    response = as_ann.get(f"{path}&cursor={cursor}")

    assert response.status_code == 422
    assert list((response.json or {})["errors"]) == ["cursor"]


def test_a_cursor_is_good_for_its_own_question_only(as_zoe: Caller, many: list[int]) -> None:
    cursor = (as_zoe.get("/scenarios?limit=1").json or {})["next_cursor"]

    assert as_zoe.get(f"/scenarios?limit=1&layer=service&cursor={cursor}").status_code == 422


def test_a_limit_is_1_to_100(as_ann: Caller) -> None:
    for limit in ("0", "101", "-1", "1.5", "x", "", "1_0", "٣", "9" * 50):
        response = as_ann.get("/scenarios", query_string={"limit": limit})
        assert response.status_code == 422, limit
        assert list((response.json or {})["errors"]) == ["limit"]


def test_unknown_and_doubled_parameters_are_refused(as_ann: Caller) -> None:
    for query in ("x=1", "limit=1&limit=2", "q=a&q=b", "Limit=1", "access_token=x"):
        assert as_ann.get(f"/scenarios?{query}").status_code == 422


def test_what_is_saved_and_not_yet_indexed_is_told(
    as_ann: Caller, published: dict[str, Any], reindex: Callable[[], int]
) -> None:
    reindex()
    as_ann.capture(title="后来的")

    page = as_ann.get("/search?q=缺貨").json or {}

    assert [item["no"] for item in page["items"]] == [published["no"]]
    assert {"hit": True, "text": "缺货"} in page["items"][0]["title_pieces"]
    assert page["late"] is True  # nobody drains the outbox in this test


def test_a_search_waits_for_one_s_own_save(
    app: Flask, as_ann: Caller, reindex: Callable[[], int], patient: None
) -> None:
    reindex()
    as_ann.capture(title="刚刚缺货")

    def index_soon() -> None:
        time.sleep(0.3)
        with app.app_context():
            drain()

    thread = threading.Thread(target=index_soon)
    thread.start()
    page = as_ann.get("/scenarios?q=刚刚缺货&state=submitted").json or {}
    thread.join()

    assert [item["title"] for item in page["items"]] == ["刚刚缺货"]
    assert (as_ann.get("/search?q=缺货").json or {})["late"] is False


def test_nobody_waits_twice_for_what_does_not_come(
    as_ann: Caller, published: dict[str, Any], reindex: Callable[[], int], patient: None
) -> None:
    reindex()
    as_ann.capture(title="后来的")
    assert (as_ann.get("/search?q=缺货").json or {})["late"] is True
    began = time.monotonic()

    assert (as_ann.get("/search?q=缺货").json or {})["late"] is True

    assert time.monotonic() - began < PATIENCE


def test_search_goes_on_without_an_index(as_zoe: Caller, published: dict[str, Any]) -> None:
    page = as_zoe.get("/search?q=缺货").json or {}

    assert (page["simple"], [item["no"] for item in page["items"]]) == (True, [published["no"]])


def test_nothing_hidden_is_found_counted_or_suggested(
    as_ann: Caller, as_cy: Caller, as_zoe: Caller, reindex: Callable[[], int]
) -> None:
    no = as_ann.capture(title="红队秘密缺货", audience="team")["no"]
    as_cy.post(f"/scenarios/{no}/transitions", {"to": "published"})
    reindex()

    assert (as_ann.get("/search?q=秘密").json or {})["total"] == 1
    for path in ("/search?q=秘密", "/scenarios?q=秘密", "/suggest?q=红队秘", "/scenarios", "/search?q=S-1"):
        page = as_zoe.get(path).json or {}
        assert (page["items"], page.get("total", 0)) == ([], 0)
    assert all(not counts for counts in (as_zoe.get("/scenarios").json or {})["facets"].values())
    assert as_zoe.post("/similar", {"title": "红队秘密缺货"}).json == []


def test_pinyin_completes(as_zoe: Caller, published: dict[str, Any], reindex: Callable[[], int]) -> None:
    reindex()

    found = (as_zoe.get("/suggest?q=jieqian").json or {})["items"]

    assert (found[0]["kind"], found[0]["no"], found[0]["title"]) == (
        "scenario",
        published["no"],
        "节前缺货",
    )


def test_what_is_alike_comes_with_a_probability(
    as_zoe: Caller, published: dict[str, Any], reindex: Callable[[], int]
) -> None:
    reindex()

    found = as_zoe.post("/similar", {"title": "节前缺货", "situation": "客人很急。货不够。"}).json

    assert isinstance(found, list)
    assert found[0]["no"] == published["no"]
    assert 0.5 < found[0]["score"] <= 1
    assert found[0]["matched"]
