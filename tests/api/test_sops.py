"""SOPs over the API: proposed, submitted, approved, read, ended; replayed and refused."""

from collections.abc import Callable
from typing import Any

import pytest

from scenariowiki.accounts.rules import Actor
from tests import personas
from tests.api.caller import Caller
from tests.scenarios.writing import solutions_of
from tests.sops import acts

KEY = {"Idempotency-Key": "sop-1"}
SUBMITTED = {"to": "submitted", "checklist": list(acts.EVERYTHING)}
MOVES = "/sops/1/transitions"


@pytest.fixture
def as_pat(call: Callable[[Actor], Caller]) -> Caller:
    return call(personas.PAT)


def proposal(**more: Any) -> dict[str, Any]:
    return {"solution": solutions_of(acts.page())[0].id, "owner": "pat", "note": acts.WHY, **more}


def code(response: Any) -> tuple[int, str]:
    return response.status_code, response.json["code"]


def test_from_a_solution_to_the_standard_that_is_read(as_cy: Caller, as_pat: Caller, as_zoe: Caller) -> None:
    made = as_cy.post("/sops", proposal(scope="夜班"))
    assert (made.status_code, (made.json or {})["standing"]) == (201, "draft")
    assert (made.json or {})["text"]["steps"] == list(acts.STEPS)
    base = (as_cy.post(MOVES, SUBMITTED).json or {})["versions"][0]["base_version"]

    assert (as_pat.post(MOVES, {"to": "approved", "base_version": base}).json or {})[
        "standing"
    ] == "effective"
    (line,) = (as_zoe.get("/sops").json or {})["items"]
    read = as_zoe.post("/sops/1/acknowledge", {"version": 1}).json or {}

    assert (line["scope"], line["version"], line["read"]) == ("夜班", 1, 0)
    assert read["read_at"]


def test_every_step_out_of_force_has_its_word(as_cy: Caller, as_pat: Caller) -> None:
    acts.in_force(acts.page())
    steps = [
        (as_pat, {"to": "renewed", "note": "已核对。"}, "effective"),
        (as_pat, {"to": "suspended", "note": "先停用。"}, "suspended"),
        (as_pat, {"to": "cleared", "note": "已核实。"}, "effective"),
        (as_cy, {"to": "begun"}, "effective"),
        (as_cy, {"to": "dropped"}, "effective"),
        (as_pat, {"to": "retired", "note": "不再适用。"}, "retired"),
    ]

    for caller, step, standing in steps:
        assert (caller.post(MOVES, step).json or {})["standing"] == standing, step
    assert code(as_pat.post(MOVES, {"to": "kept", "note": "留用。"})) == (409, "not_in_force")


def test_an_approver_sends_back_with_a_note(as_cy: Caller, as_pat: Caller) -> None:
    as_cy.post("/sops", proposal())
    as_cy.post(MOVES, SUBMITTED)

    assert as_pat.post(MOVES, {"to": "sent_back"}).status_code == 422
    assert (as_pat.post(MOVES, {"to": "sent_back", "note": "补充话术。"}).json or {})["standing"] == "draft"


def test_l5_a_replay_gets_the_first_answer_and_another_body_is_refused(as_cy: Caller) -> None:
    given = proposal()
    first = as_cy.post("/sops", given, headers=KEY)
    again = as_cy.post("/sops", given, headers=KEY)

    assert (again.status_code, again.json) == (201, first.json)
    assert code(as_cy.post("/sops", {**given, "scope": "夜班"}, headers=KEY)) == (422, "idempotency_mismatch")
    assert code(as_cy.post("/sops", given)) == (409, "sop_exists")


def test_refusals_are_clear(as_cy: Caller, as_pat: Caller, as_zoe: Caller, as_ann: Caller) -> None:
    given = proposal()
    assert code(as_zoe.post("/sops", given)) == (403, "forbidden")
    assert list((as_cy.post("/sops", {**given, "owner": "nobody"}).json or {})["errors"]) == ["owner"]
    assert as_cy.post("/sops", {**given, "solution": 999}).status_code == 422
    as_cy.post("/sops", given)

    unready = as_cy.post(MOVES, {**SUBMITTED, "checklist": ["lawful"]})
    assert code(unready) == (422, "incomplete")
    assert "checklist" in (unready.json or {})["detail"]
    assert code(as_cy.post(MOVES, {**SUBMITTED, "base_version": 9})) == (409, "stale_preview")
    assert code(as_pat.post(MOVES, {"to": "approved"})) == (409, "bad_state")
    assert as_cy.post(MOVES, {"to": "explode"}).status_code == 422
    assert code(as_ann.post("/sops/99/transitions", {"to": "begun"})) == (404, "no_sop")


def test_a_draft_does_not_exist_for_others(as_cy: Caller, as_zoe: Caller) -> None:
    as_cy.post("/sops", proposal())

    assert as_zoe.get("/sops/1").status_code == 404
    assert (as_zoe.get("/sops?shelf=in_work").json or {})["items"] == []
    assert as_zoe.post(MOVES, {"to": "dropped"}).status_code == 404
    assert as_zoe.post("/sops/1/acknowledge", {"version": 1}).status_code == 404


def test_a_version_never_in_force_stays_with_those_who_write(as_cy: Caller, as_zoe: Caller) -> None:
    acts.next_version(acts.in_force(acts.page()))

    assert [one["version"] for one in (as_cy.get("/sops/1").json or {})["versions"]] == [2, 1]
    assert [one["version"] for one in (as_zoe.get("/sops/1").json or {})["versions"]] == [1]
    assert as_zoe.get("/sops/1?version=2").status_code == 404
    assert (as_cy.get("/sops/1?version=2").json or {})["version"] == 2


def test_another_version_in_force_by_now_is_not_confirmed(as_zoe: Caller) -> None:
    acts.in_force(acts.page())

    assert code(as_zoe.post("/sops/1/acknowledge", {"version": 2})) == (409, "stale_preview")


def test_the_list_is_walked_by_its_cursor(as_zoe: Caller) -> None:
    for number in range(3):
        acts.in_force(acts.page(f"第 {number} 个"))

    first = as_zoe.get("/sops?limit=2").json or {}
    rest = as_zoe.get(f"/sops?limit=2&cursor={first['next_cursor']}").json or {}

    assert [one["id"] for one in (*first["items"], *rest["items"])] == [1, 2, 3]
    assert rest["next_cursor"] is None
    assert as_zoe.get(f"/sops?shelf=ended&cursor={first['next_cursor']}").status_code == 422


def test_q4_an_sop_owner_decides_a_version_from_the_queue(as_cy: Caller, as_pat: Caller) -> None:
    sop_id = (as_cy.post("/sops", proposal()).json or {})["id"]
    as_cy.post(f"/sops/{sop_id}/transitions", SUBMITTED)
    (item,) = (as_pat.get("/queue").json or {})["items"]
    assert (item["kind"], item["sop"], (as_cy.get("/queue?kind=sop").json or {})["items"]) == (
        "sop",
        sop_id,
        [],
    )
    path = f"/queue/{item['id']}"

    assert code(as_cy.post(f"{path}/claim", {})) == (404, "no_item")
    lease = as_pat.post(f"{path}/claim", {}).json or {}
    given = {"lease_token": lease["lease_token"], "versions": lease["versions"]}
    assert code(as_pat.post(f"{path}/decision", {**given, "verdict": "reject"})) == (422, "invalid")
    assert code(as_pat.post(f"{path}/decision", {**given, "verdict": "duplicate"})) == (422, "invalid")
    assert as_pat.post(f"{path}/decision", {**given, "verdict": "approve"}).status_code == 200
    assert (as_pat.get(f"/sops/{sop_id}").json or {})["standing"] == "effective"
