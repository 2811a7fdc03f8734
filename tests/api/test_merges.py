"""Merges over the API: previewed, made, undone, objected to, and every refusal by its code."""

from typing import Any

import pytest

from tests.api.caller import SITUATION, Caller
from tests.api.test_queue import NOTE, as_dan, claim, code, item_of, two, verdict
from tests.scenarios.writing import recorded

__all__ = ["as_dan", "two"]


def merge(caller: Caller, winner: int, *losers: int, **more: Any) -> dict[str, Any]:
    """Return the body of a merge, with the versions that its preview gave."""
    asked = {"kind": "scenario", "winner": winner, "losers": list(losers), **more}
    seen = caller.post("/merges?preview=1", asked)
    assert seen.status_code == 200, seen.get_data(as_text=True)
    return {**asked, "versions": (seen.json or {})["versions"], "reason": "copy", "note": NOTE}


def made(caller: Caller, *numbers: int) -> dict[str, Any]:
    response = caller.post("/merges", merge(caller, *numbers))
    assert response.status_code == 201, response.get_data(as_text=True)
    return dict(response.json or {})


def undoing(caller: Caller, id_: int) -> dict[str, Any]:
    """Return the body that undoes a merge, with the versions that it is shown with."""
    shown = caller.get(f"/merges/{id_}").json or {}
    return {"reason": "not_the_same", "note": "其实是两种情况，分开处理。", "versions": shown["versions"]}


def test_a_preview_writes_nothing_and_says_all(as_cy: Caller, two: tuple[int, int]) -> None:
    asked = {"kind": "scenario", "winner": two[0], "losers": [two[1]]}

    seen = as_cy.post("/merges?preview=1", asked).json or {}

    assert set(seen["versions"]) == {str(no) for no in two}
    assert {one["code"] for one in seen["effects"]} >= {"redirect", "solutions"}
    assert [one["loser"] for one in seen["losers"]] == [two[1]]
    assert (as_cy.get(f"/scenarios/{two[1]}").json or {})["no"] == two[1]


def test_m10_a_merge_is_made_at_once_and_m33_earns_nothing(as_cy: Caller, two: tuple[int, int]) -> None:
    told = made(as_cy, *two)

    shown = as_cy.get(f"/merges/{told['id']}").json or {}
    assert (shown["winner"], [op["loser"] for op in shown["ops"]]) == (two[0], [two[1]])
    assert shown["applied_by"] == "Cy"
    assert recorded("QueueItemDecided")[-1]["is_paid"] is False


def test_m10_several_losers_all_or_none(as_ann: Caller, as_cy: Caller, two: tuple[int, int]) -> None:
    third = as_ann.capture()["no"]
    as_cy.post(f"/scenarios/{third}/transitions", {"to": "published"})

    told = made(as_cy, two[0], two[1], third)

    assert [op["loser"] for op in told["ops"]] == [two[1], third]
    draft = as_ann.capture(submit=False)["no"]
    body = {"kind": "scenario", "winner": two[0], "losers": [draft], "reason": "copy", "note": NOTE}
    assert code(as_cy.post("/merges", body)) == (404, "no_scenario")


@pytest.mark.parametrize("left_out", ["reason", "note", "versions"])
def test_m31_and_m9_a_merge_says_why_and_what_was_seen(
    as_cy: Caller, two: tuple[int, int], left_out: str
) -> None:
    body = {name: value for name, value in merge(as_cy, *two).items() if name != left_out}

    status, told = code(as_cy.post("/merges", body))

    assert (status, told) in {(422, "invalid"), (409, "stale_preview")}
    assert recorded("ScenarioMerged") == []


def test_m9_under_one_key_there_is_one_merge(as_cy: Caller, two: tuple[int, int]) -> None:
    body, key = merge(as_cy, *two), {"Idempotency-Key": "merge-1"}

    first = as_cy.post("/merges", body, headers=key)
    again = as_cy.post("/merges", body, headers=key)

    assert (first.json, first.status_code) == (again.json, again.status_code)
    assert again.headers["Idempotency-Replayed"] == "true"
    assert code(as_cy.post("/merges", body)) == (409, "already_same")


def test_a_pair_that_waits_in_the_queue_is_decided_there(as_cy: Caller, two: tuple[int, int]) -> None:
    item = item_of(two)

    told = made(as_cy, *two)

    assert (as_cy.get(f"/merges/{told['id']}").json or {})["item"] == item
    assert recorded("QueueItemDecided")[-1]["is_paid"] is True


def test_q1_a_pair_that_somebody_else_has_is_left_to_them(
    as_cy: Caller, as_dan: Caller, two: tuple[int, int]
) -> None:
    claim(as_dan, item_of(two))

    assert code(as_cy.post("/merges", merge(as_cy, *two))) == (409, "claimed")


def test_m32_an_unlikely_pair_waits_for_a_second_curator(
    as_cy: Caller, as_dan: Caller, two: tuple[int, int]
) -> None:
    item_of(two, score=0.1)

    response = as_cy.post("/merges", merge(as_cy, *two))

    assert response.status_code == 202
    item = (response.json or {})["item"]
    assert code(as_cy.post(f"/queue/{item}/claim", {})) == (403, "own_decision")
    told = as_dan.post(f"/queue/{item}/decision", verdict(claim(as_dan, item), "duplicate")).json or {}
    assert len(told["ops"]) == 1


def test_bad_requests_are_told_apart(as_ann: Caller, as_cy: Caller, two: tuple[int, int]) -> None:
    body = merge(as_cy, *two)

    assert code(as_cy.post("/merges", {**body, "losers": [two[0]]})) == (409, "already_same")
    assert code(as_cy.post("/merges", {**body, "losers": [9999]})) == (404, "no_scenario")
    assert code(as_cy.post("/merges", {**body, "versions": {}})) == (409, "stale_preview")
    assert code(as_cy.post("/merges", {**body, "kind": "solution", "winner": 1, "losers": [77]})) == (
        404,
        "no_solution",
    )
    wrong: tuple[dict[str, Any], ...] = (
        {"reason": None},
        {"note": "短"},
        {"losers": []},
        {"fields": {"gossip": "combine"}},
    )
    for more in wrong:
        assert code(as_cy.post("/merges", {**body, **more})) == (422, "invalid")
    assert code(as_ann.post("/merges", body)) == (403, "forbidden")
    assert code(as_cy.post("/merges?preview=2", body)) == (422, "invalid")


def test_m27_solutions_of_two_scenarios_are_not_merged(as_cy: Caller, two: tuple[int, int]) -> None:
    ids = [(as_cy.get(f"/scenarios/{no}").json or {})["solutions"][0]["id"] for no in two]

    body = {"kind": "solution", "winner": ids[0], "losers": [ids[1]]}
    assert code(as_cy.post("/merges?preview=1", body)) == (409, "other_scenario")


def test_u1_a_merge_is_undone(as_cy: Caller, as_dan: Caller, two: tuple[int, int]) -> None:
    told = made(as_cy, *two)
    body = undoing(as_dan, told["id"])

    shown = as_dan.post(f"/merges/{told['id']}/undo", body).json or {}

    assert (shown["ops"][0]["undone_by"], shown["ops"][0]["undo_reason"]) == ("Dan", "not_the_same")
    assert (as_cy.get(f"/scenarios/{two[1]}").json or {})["no"] == two[1]
    assert code(as_cy.post(f"/merges/{told['id']}/undo", body)) == (409, "inactive")


def test_u1_one_of_several_is_undone_alone(as_ann: Caller, as_cy: Caller, two: tuple[int, int]) -> None:
    third = as_ann.capture()["no"]
    as_cy.post(f"/scenarios/{third}/transitions", {"to": "published"})
    told = made(as_cy, two[0], two[1], third)
    body = undoing(as_cy, told["id"])

    shown = as_cy.post(f"/merges/{told['id']}/undo", {**body, "op": told["ops"][0]["id"]}).json or {}

    assert [op["undone_at"] is None for op in shown["ops"]] == [False, True]
    assert code(as_cy.post(f"/merges/{told['id']}/undo", {**body, "op": 4711})) == (404, "no_merge")
    assert code(as_cy.post(f"/merges/{told['id']}/undo", body)) == (409, "stale_preview")
    assert as_cy.post(f"/merges/{told['id']}/undo", undoing(as_cy, told["id"])).status_code == 200


def test_u12_an_undoing_says_what_it_saw(as_cy: Caller, as_ann: Caller, two: tuple[int, int]) -> None:
    told = made(as_cy, *two)
    path, body = f"/merges/{told['id']}/undo", undoing(as_cy, told["id"])

    assert code(as_cy.post(path, {**body, "versions": {}})) == (409, "stale_preview")
    assert code(as_cy.post(path, {"reason": "mistake", "note": NOTE})) == (422, "invalid")
    assert code(as_cy.post(path, {**body, "reason": "swapped"})) == (422, "invalid")
    assert as_cy.post(path, body).status_code == 200


def test_m8_a_merge_is_turned_round(as_cy: Caller, as_dan: Caller, two: tuple[int, int]) -> None:
    told = made(as_cy, *two)
    path = f"/merges/{told['id']}/swap"

    seen = as_dan.post(f"{path}?preview=1", {}).json or {}
    response = as_dan.post(path, {"versions": seen["versions"], "note": "另一条的编号大家更熟，留它。"})

    assert (seen["winner"], [one["loser"] for one in seen["losers"]]) == (two[1], [two[0]])
    assert response.status_code == 201, response.get_data(as_text=True)
    assert (as_cy.get(f"/scenarios/{two[0]}").json or {})["no"] == two[1]
    assert code(as_dan.post(path, {"versions": {}, "note": NOTE})) == (409, "inactive")


def test_m34_the_losers_author_objects_and_another_curator_decides(
    as_ann: Caller, as_zoe: Caller, as_cy: Caller, as_dan: Caller, two: tuple[int, int]
) -> None:
    told = made(as_cy, *two)
    path, body = f"/merges/{told['id']}/objections", {"note": "我的情景讲的是另一件事。"}
    assert code(as_ann.post(path, body)) == (403, "not_your_work")

    item = (as_zoe.post(path, body).json or {})["item"]

    assert code(as_zoe.post(path, body)) == (409, "appealed_already")
    assert code(as_cy.post(f"/queue/{item}/claim", {})) == (403, "conflict_of_interest")
    decided = verdict(claim(as_dan, item), "overturn", note="作者说得对，两件事。")
    response = as_dan.post(f"/queue/{item}/decision", decided)
    assert response.status_code == 200, response.get_data(as_text=True)
    assert (as_cy.get(f"/scenarios/{two[1]}").json or {})["no"] == two[1]


@pytest.mark.parametrize("path", ["/merges/4711", "/merges/0"])
def test_what_is_not_there_is_not_found(as_cy: Caller, path: str) -> None:
    assert as_cy.get(path).status_code == 404


def test_a_reader_sees_who_merged(as_rea: Caller, as_cy: Caller, two: tuple[int, int]) -> None:
    told = made(as_cy, *two)

    assert (as_rea.get(f"/merges/{told['id']}").json or {})["deciders"] == ["Cy"]
    assert SITUATION["title"] not in as_rea.get(f"/merges/{told['id']}").get_data(as_text=True)


def test_u12_what_undoing_would_do_is_told_and_nothing_written(as_cy: Caller, two: tuple[int, int]) -> None:
    told = made(as_cy, *two)
    path = f"/merges/{told['id']}/undo"

    seen = as_cy.get(path).json or {}

    assert [one["loser"] for one in seen["ops"]] == [two[1]]
    assert seen["versions"] == (as_cy.get(f"/merges/{told['id']}").json or {})["versions"]
    assert (seen["cascade"], seen["conflicts"], seen["few_curators"]) == ([], [], False)
    assert code(as_cy.get(f"{path}?op=4711")) == (404, "no_merge")
    as_cy.post(path, undoing(as_cy, told["id"]))
    assert code(as_cy.get(path)) == (409, "inactive")


def test_pm3_the_points_of_who_decided_are_named_before_it_is_undone(
    as_cy: Caller, two: tuple[int, int]
) -> None:
    item_of(two)
    told = made(as_cy, *two)

    seen = as_cy.get(f"/merges/{told['id']}/undo").json or {}

    assert seen["effects"] == [{"code": "points_of_deciders", "facts": {"count": 2}}]


def test_u7_what_was_written_since_is_given_to_the_other_side_and_back(
    as_cy: Caller, as_rea: Caller, two: tuple[int, int]
) -> None:
    told = made(as_cy, *two)
    path = f"/merges/{told['id']}"
    as_rea.post(f"/scenarios/{two[0]}/comments", {"text": "夜里也遇到过。"})
    (one,) = (as_cy.get(path).json or {})["since"]
    body = {"part": one["part"], "id": one["id"]}

    moved = as_cy.post(f"{path}/rehome", body).json or {}

    assert (one["side"], one["text"], moved["side"]) == (two[0], "夜里也遇到过。", two[1])
    assert (as_cy.post(f"{path}/rehome", body).json or {})["side"] == two[0]
    assert (as_rea.get(path).json or {})["since"] == []


def test_u7_bad_requests_are_told_apart(as_cy: Caller, as_rea: Caller, two: tuple[int, int]) -> None:
    path = f"/merges/{made(as_cy, *two)['id']}/rehome"
    body = {"part": "comment", "id": 4711}

    assert code(as_cy.post(path, body)) == (404, "no_object")
    assert code(as_cy.post(path, {**body, "part": "tag"})) == (422, "invalid")
    assert code(as_rea.post(path, body)) == (403, "forbidden")
    assert code(as_cy.post("/merges/4711/rehome", body)) == (404, "no_merge")
