"""The queue over the API: listed, claimed, decided, and every refusal by its code."""

from collections.abc import Callable
from typing import Any

import pytest
from werkzeug.test import TestResponse

from scenariowiki.accounts.rules import Actor
from tests import personas
from tests.api.caller import SITUATION, Caller
from tests.curation.queueing import pair
from tests.scenarios.writing import scenario

NOTE = "两条说的是同一件事，合成一条。"


@pytest.fixture
def as_dan(call: Callable[[Actor], Caller]) -> Caller:
    """Call as another curator."""
    return call(personas.DAN)


@pytest.fixture
def two(as_ann: Caller, as_zoe: Caller, as_cy: Caller) -> tuple[int, int]:
    """Give the numbers of two published scenarios that are alike."""
    numbers = [caller.capture()["no"] for caller in (as_ann, as_zoe)]
    for no in numbers:
        assert as_cy.post(f"/scenarios/{no}/transitions", {"to": "published"}).status_code == 200
    return numbers[0], numbers[1]


@pytest.fixture
def item(two: tuple[int, int]) -> int:
    """Give the item of the two."""
    return item_of(two)


def item_of(numbers: tuple[int, int], **more: float) -> int:
    one, other = numbers
    return pair(scenario(one).id, scenario(other).id, score=more.get("score", 0.97))


def claim(caller: Caller, item: int, **body: Any) -> dict[str, Any]:
    response = caller.post(f"/queue/{item}/claim", body)
    assert response.status_code == 200, response.get_data(as_text=True)
    return dict(response.json or {})


def verdict(claimed: dict[str, Any], word: str, **more: Any) -> dict[str, Any]:
    return {
        "lease_token": claimed["lease_token"],
        "verdict": word,
        "versions": claimed["versions"],
        **({"reason": "copy", "note": NOTE} if word == "duplicate" else {}),
        **more,
    }


def code(response: TestResponse) -> tuple[int, str]:
    assert response.mimetype == "application/problem+json", response.get_data(as_text=True)
    return response.status_code, (response.json or {})["code"]


def test_the_queue_is_for_curators(as_ann: Caller, item: int) -> None:
    assert code(as_ann.get("/queue")) == (403, "forbidden")
    assert code(as_ann.get(f"/queue/{item}")) == (403, "forbidden")
    assert code(as_ann.post(f"/queue/{item}/claim", {})) == (403, "forbidden")


def test_q2_it_is_walked_page_by_page(as_ann: Caller, as_cy: Caller, item: int) -> None:
    for number in range(3):
        as_ann.capture(title=f"缺货 {number}")

    first = as_cy.get("/queue?limit=2").json or {}
    second = as_cy.get(f"/queue?limit=2&cursor={first['next_cursor']}").json or {}

    assert first["items"][0]["id"] == item  # it is the most urgent
    assert len({one["id"] for one in (*first["items"], *second["items"])}) == 4
    assert second["next_cursor"] is None


def test_it_is_filtered_by_kind_and_state(as_cy: Caller, item: int) -> None:
    claim(as_cy, item)

    assert len((as_cy.get("/queue?kind=dup_scenario&state=claimed").json or {})["items"]) == 1
    assert (as_cy.get("/queue?kind=publish").json or {})["items"] == []
    assert len((as_cy.get("/queue?kind=publish&state=applied").json or {})["items"]) == 2
    assert code(as_cy.get("/queue?kind=gossip")) == (422, "invalid")


def test_an_item_is_shown_with_all_that_a_decision_needs(
    as_cy: Caller, two: tuple[int, int], item: int
) -> None:
    shown = as_cy.get(f"/queue/{item}").json or {}

    assert set(shown["versions"]) == {str(no) for no in two}
    assert shown["preview"]["winner"] == two[0]
    assert shown["preview"]["effects"][0]["code"] == "redirect"
    assert [one["name"] for one in shown["log"]] == ["opened"]
    assert shown["item"]["lease_token"] is None


def test_q4_a_pair_is_merged(as_cy: Caller, two: tuple[int, int], item: int) -> None:
    claimed = claim(as_cy, item)

    response = as_cy.post(f"/queue/{item}/decision", verdict(claimed, "duplicate"))

    told = response.json or {}
    assert (response.status_code, told["item"]["state"]) == (200, "applied")
    assert [op["loser"] for op in told["ops"]] == [two[1]]
    shown = as_cy.get(f"/scenarios/{two[1]}").json or {}
    assert (shown["no"], shown["requested_no"]) == (two[0], two[1])


def test_m9_a_replay_gives_the_same_ops_without_a_key(as_cy: Caller, item: int) -> None:
    body = verdict(claim(as_cy, item), "duplicate")
    first = as_cy.post(f"/queue/{item}/decision", body).json or {}

    again = as_cy.post(f"/queue/{item}/decision", body).json or {}

    assert again["ops"] == first["ops"]


def test_q1_leases(as_cy: Caller, as_dan: Caller, item: int) -> None:
    claimed = claim(as_cy, item)

    assert code(as_dan.post(f"/queue/{item}/claim", {})) == (409, "claimed")
    foreign = as_dan.post(f"/queue/{item}/decision", verdict(claimed, "distinct"))
    assert code(foreign) == (409, "lease_lost")
    invented = verdict(claimed, "distinct", lease_token=99)
    assert code(as_cy.post(f"/queue/{item}/decision", invented)) == (409, "lease_lost")
    token = {"lease_token": claimed["lease_token"]}
    assert as_cy.post(f"/queue/{item}/renew", token).status_code == 200
    assert (as_cy.post(f"/queue/{item}/release", token).json or {})["state"] == "open"
    assert claim(as_dan, item)["lease_token"] == claimed["lease_token"] + 1


def test_q3_a_stale_preview_says_so_and_stays_claimed(
    as_ann: Caller, as_cy: Caller, two: tuple[int, int], item: int
) -> None:
    body = verdict(claim(as_cy, item), "duplicate")
    new = {"title": SITUATION["title"], "situation": "客人更急。", "base_seq": 1}
    assert as_ann.put(f"/scenarios/{two[0]}", new).status_code == 200

    assert code(as_cy.post(f"/queue/{item}/decision", body)) == (409, "stale_preview")

    fresh = claim(as_cy, item)
    assert fresh["lease_token"] == body["lease_token"]
    assert as_cy.post(f"/queue/{item}/decision", verdict(fresh, "duplicate")).status_code == 200


def test_versions_of_other_things_are_stale(as_cy: Caller, item: int) -> None:
    claimed = claim(as_cy, item)
    for versions in ({}, {"999": 1}, {**claimed["versions"], "999": 1}):
        body = verdict({**claimed, "versions": versions}, "distinct")
        assert code(as_cy.post(f"/queue/{item}/decision", body)) == (409, "stale_preview")


def test_m31_a_merge_without_a_reason_or_a_note_is_refused(as_cy: Caller, item: int) -> None:
    claimed = claim(as_cy, item)

    for more, field in (
        ({"reason": None}, "reason"),
        ({"note": "重复"}, "note"),
        ({"reason": "x"}, "reason"),
    ):
        response = as_cy.post(f"/queue/{item}/decision", verdict(claimed, "duplicate", **more))
        assert code(response) == (422, "invalid")
        assert field in (response.json or {})["errors"]


def test_m12_a_field_is_chosen_or_written(as_cy: Caller, two: tuple[int, int], item: int) -> None:
    body = verdict(claim(as_cy, item), "duplicate", fields={"title": {"text": "节前货不够"}})

    assert as_cy.post(f"/queue/{item}/decision", body).status_code == 200
    assert (as_cy.get(f"/scenarios/{two[0]}").json or {})["title"] == "节前货不够"


def test_q9_a_decision_is_withdrawn(as_cy: Caller, as_dan: Caller, two: tuple[int, int], item: int) -> None:
    as_cy.post(f"/queue/{item}/decision", verdict(claim(as_cy, item), "duplicate"))
    assert code(as_dan.post(f"/queue/{item}/withdraw", {})) == (403, "not_your_decision")

    shown = as_cy.post(f"/queue/{item}/withdraw", {}).json or {}

    assert (shown["state"], shown["lease_token"]) == ("claimed", 2)
    assert (as_cy.get(f"/scenarios/{two[1]}").json or {})["no"] == two[1]


def test_q4_an_item_is_skipped_and_marked(as_cy: Caller, item: int) -> None:
    assert (as_cy.post(f"/queue/{item}/skip", {}).json or {})["skipped_until"] is not None
    (listed,) = (as_cy.get("/queue?kind=dup_scenario").json or {})["items"]
    assert listed["skipped_until"] is not None


def test_what_is_not_there_is_not_found(as_cy: Caller) -> None:
    for path in ("claim", "skip", "withdraw"):
        assert code(as_cy.post(f"/queue/4711/{path}", {})) == (404, "no_item")
    assert code(as_cy.get("/queue/4711")) == (404, "no_item")
    assert as_cy.get("/queue/0").status_code == 404


def test_q7_exact_copies_are_merged_together(as_cy: Caller, two: tuple[int, int], item: int) -> None:
    asked = {"items": [item], "verdict": "duplicate", "note": NOTE}
    seen = as_cy.post("/queue/decisions?preview=1", asked).json or {}
    assert seen["items"] == [item]

    assert code(as_cy.post("/queue/decisions", asked)) == (409, "stale_preview")
    made = as_cy.post("/queue/decisions", {**asked, "versions": seen["versions"]}).json or {}

    assert [op["loser"] for op in made["ops"]] == [two[1]]


def test_a_transition_decides_the_item_of_its_page(as_ann: Caller, as_cy: Caller, as_dan: Caller) -> None:
    no = as_ann.capture()["no"]
    (one,) = (as_cy.get("/queue?kind=publish").json or {})["items"]
    claim(as_dan, one["id"])

    assert code(as_cy.post(f"/scenarios/{no}/transitions", {"to": "published"})) == (409, "claimed")
    assert as_dan.post(f"/scenarios/{no}/transitions", {"to": "published"}).status_code == 200

    assert (as_cy.get("/queue?kind=publish").json or {})["items"] == []


def test_an_edit_of_a_reader_waits_for_a_curator(as_rea: Caller, as_cy: Caller, two: tuple[int, int]) -> None:
    new = {"title": SITUATION["title"], "situation": "客人很急。货还不够。", "base_seq": 1}

    response = as_rea.put(f"/scenarios/{two[0]}", new)

    assert response.status_code == 202, response.get_data(as_text=True)
    item = (response.json or {})["item"]
    assert (as_cy.get(f"/scenarios/{two[0]}").json or {})["situation"] == SITUATION["situation"]
    accepted = as_cy.post(f"/queue/{item}/decision", verdict(claim(as_cy, item), "accept"))
    assert accepted.status_code == 200, accepted.get_data(as_text=True)
    assert (as_cy.get(f"/scenarios/{two[0]}").json or {})["situation"] == "客人很急。货还不够。"


def test_an_edit_of_a_readers_solution_waits_too(as_rea: Caller, as_cy: Caller, two: tuple[int, int]) -> None:
    (solution,) = (as_cy.get(f"/scenarios/{two[0]}").json or {})["solutions"]
    response = as_rea.put(
        f"/solutions/{solution['id']}", {"steps": ["道歉"], "base_seq": solution["base_seq"]}
    )

    assert response.status_code == 202, response.get_data(as_text=True)
    item = (response.json or {})["item"]
    assert as_cy.post(f"/queue/{item}/decision", verdict(claim(as_cy, item), "reject")).status_code == 200


def test_m24_an_edit_of_what_was_merged_is_told_where_it_went(
    as_ann: Caller, as_cy: Caller, two: tuple[int, int], item: int
) -> None:
    as_cy.post(f"/queue/{item}/decision", verdict(claim(as_cy, item), "duplicate"))

    new = {"title": SITUATION["title"], "situation": "客人更急。", "base_seq": 1}
    assert code(as_ann.put(f"/scenarios/{two[1]}", new)) == (409, "target_moved")
