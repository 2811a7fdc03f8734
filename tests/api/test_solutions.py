"""Solutions, outcomes, comments and transitions."""

from collections.abc import Callable
from typing import Any

from scenariowiki.accounts.rules import Actor
from tests import personas
from tests.api.caller import SOLUTION, Caller

REPORT = {"result": "solved", "applied_on": "2026-11-01", "before": 12, "after": "3", "metric": "人"}


def test_everyone_who_writes_adds_a_solution(as_zoe: Caller, published: dict[str, Any]) -> None:
    response = as_zoe.post(f"/scenarios/{published['no']}/solutions", {"steps": ["补货"]})

    shown = response.json or {}
    assert (response.status_code, shown["state"], shown["author"]) == (201, "submitted", "Zoe")
    assert (shown["no"], shown["base_seq"]) == (published["no"], 3)


def test_a_solution_without_a_word_is_refused(as_zoe: Caller, published: dict[str, Any]) -> None:
    empty: tuple[dict[str, Any], ...] = ({}, {"steps": []}, {"steps": [" "], "title": " "})

    for body in empty:
        response = as_zoe.post(f"/scenarios/{published['no']}/solutions", body)
        assert response.status_code == 422
        assert (response.json or {})["errors"]["steps"]["code"] == "required"


def test_a_moved_step_stays_the_same_step(as_zoe: Caller, published: dict[str, Any]) -> None:
    solution = published["solutions"][0]
    first, second = solution["steps"]
    body = {"steps": [second, first, "回访"], "base_seq": solution["base_seq"]}

    shown = as_zoe.put(f"/solutions/{solution['id']}", body).json or {}

    assert [step["key"] for step in shown["steps"]] == [second["key"], first["key"], "s3"]
    assert shown["expected_effect"] == solution["expected_effect"]


def test_an_edit_conflict_of_a_solution_names_the_step(
    as_zoe: Caller, as_cy: Caller, published: dict[str, Any]
) -> None:
    solution = published["solutions"][0]
    path, key = f"/solutions/{solution['id']}", solution["steps"][0]["key"]
    base = {"base_seq": solution["base_seq"]}
    as_zoe.put(path, {"steps": [{"key": key, "text": "先道歉"}, "调整小样"], **base})

    response = as_cy.put(path, {"steps": [{"key": key, "text": "先退款"}, "调整小样"], **base})

    told = response.json or {}
    assert (response.status_code, told["code"]) == (409, "edit_conflict")
    assert [(one["field"], one["key"]) for one in told["conflicts"]] == [("steps", key)]
    assert told["ours"]["steps"][0]["text"] == "先道歉"


def test_an_outcome_counts_and_is_verified_by_somebody_else(
    as_ann: Caller, as_cy: Caller, published: dict[str, Any]
) -> None:
    made = as_ann.post(f"/solutions/{published['solutions'][0]['id']}/outcomes", REPORT).json or {}

    assert (made["state"], made["before"], made["after"]) == ("reported", "12", "3")
    path = f"/outcomes/{made['id']}/transitions"
    own = as_ann.post(path, {"to": "verified", "note": ""})
    assert (own.status_code, (own.json or {})["code"]) == (403, "own_outcome")
    assert (as_cy.post(path, {"to": "verified", "note": "好"}).json or {})["state"] == "verified"
    again = as_cy.post(path, {"to": "verified", "note": ""})
    assert (again.status_code, (again.json or {})["code"]) == (409, "bad_state")
    shown = as_ann.get(f"/scenarios/{published['no']}").json or {}
    assert shown["solutions"][0]["evidence"]["solved"] == 1
    silent = as_cy.post(path, {"to": "disputed", "note": "  "})
    assert (silent.status_code, (silent.json or {})["code"]) == (422, "dispute_needs_note")
    assert list((silent.json or {})["errors"]) == ["note"]


def test_an_outcome_of_tomorrow_is_refused(as_ann: Caller, published: dict[str, Any]) -> None:
    for day in ("2999-01-01", "1066-01-01", "2026-13-01", "gestern", 20261101, None):
        response = as_ann.post("/solutions/1/outcomes", {**REPORT, "applied_on": day})
        assert response.status_code == 422
        assert list((response.json or {})["errors"]) == ["applied_on"]


def test_what_is_not_there_is_not_found(as_cy: Caller, published: dict[str, Any]) -> None:
    assert as_cy.post("/solutions/99/outcomes", REPORT).status_code == 404
    assert as_cy.post("/outcomes/99/transitions", {"to": "verified"}).status_code == 404
    assert as_cy.put("/solutions/99", {"steps": ["x"], "base_seq": 1}).status_code == 404
    assert as_cy.post("/solutions/99/transitions", {"to": "published"}).status_code == 404


def test_a_comment_points_at_a_solution_of_its_own_page_only(
    as_zoe: Caller, as_ann: Caller, published: dict[str, Any]
) -> None:
    other = as_ann.capture()
    path = f"/scenarios/{published['no']}/comments"

    made = as_zoe.post(path, {"text": "好办法", "solution": published["solutions"][0]["id"]})
    foreign = as_zoe.post(path, {"text": "好办法", "solution": other["solutions"][0]["id"]})

    assert (made.status_code, (made.json or {})["author"]) == (201, "Zoe")
    assert foreign.status_code == 404


def test_nobody_publishes_their_own_work(as_cy: Caller) -> None:
    no = as_cy.capture()["no"]

    response = as_cy.post(f"/scenarios/{no}/transitions", {"to": "published"})

    assert (response.status_code, (response.json or {})["code"]) == (403, "own_work")


def test_only_curators_decide(as_ann: Caller, as_zoe: Caller, as_rea: Caller) -> None:
    no = as_ann.capture()["no"]

    for caller in (as_zoe, as_rea):
        assert caller.post(f"/scenarios/{no}/transitions", {"to": "published"}).status_code == 403


def test_a_transition_that_is_not_there_is_a_conflict(as_cy: Caller, published: dict[str, Any]) -> None:
    for to in ("submitted", "published", "needs_work", "rejected"):
        body = {"to": to, "reason": "spam"}
        response = as_cy.post(f"/scenarios/{published['no']}/transitions", body)
        assert (response.status_code, (response.json or {})["code"]) == (409, "bad_state")


def test_a_rejection_needs_its_reason_and_hides(as_ann: Caller, as_cy: Caller, as_zoe: Caller) -> None:
    no = as_ann.capture()["no"]
    path = f"/scenarios/{no}/transitions"

    assert as_cy.post(path, {"to": "rejected"}).status_code == 422
    assert as_cy.post(path, {"to": "rejected", "reason": "spam", "note": "广告"}).status_code == 200
    assert as_zoe.get(f"/scenarios/{no}").status_code == 404


def test_a_rejected_solution_is_gone_from_every_side_route(
    as_zoe: Caller, as_cy: Caller, as_ann: Caller, published: dict[str, Any]
) -> None:
    no = published["no"]
    made = as_zoe.post(f"/scenarios/{no}/solutions", {"steps": ["私下退款"]}).json or {}
    rejection = {"to": "rejected", "reason": "fabricated"}
    assert as_cy.post(f"/solutions/{made['id']}/transitions", rejection).status_code == 200

    seen = [
        as_ann.get(f"/scenarios/{no}{path}").get_data(as_text=True)
        for path in ("", "/revisions", f"/diff?from=1&to={made['base_seq']}")
    ]

    assert not any("私下退款" in text for text in seen)
    assert as_ann.put(f"/solutions/{made['id']}", {"steps": ["x"], "base_seq": 3}).status_code == 404
    assert "私下退款" in as_cy.get(f"/scenarios/{no}/diff?from=1&to=3").get_data(as_text=True)


def test_a_solution_is_published_under_a_published_scenario(
    as_zoe: Caller, as_cy: Caller, published: dict[str, Any]
) -> None:
    made = as_zoe.post(f"/scenarios/{published['no']}/solutions", SOLUTION).json or {}

    shown = as_cy.post(f"/solutions/{made['id']}/transitions", {"to": "published"}).json or {}

    assert shown["state"] == "published"


def test_auditors_read_everything_and_change_nothing(
    call: Callable[[Actor], Caller], published: dict[str, Any]
) -> None:
    auditor = call(personas.AUD)

    assert auditor.get(f"/scenarios/{published['no']}").status_code == 200
    assert auditor.post(f"/scenarios/{published['no']}/comments", {"text": "x"}).status_code == 403
    assert auditor.post("/solutions/1/outcomes", REPORT).status_code == 403
