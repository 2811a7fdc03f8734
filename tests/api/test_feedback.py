"""Feedback through the API: given, answered, rated, refused."""

from typing import Any

from tests.api.caller import Caller
from tests.scenarios.writing import solutions_of
from tests.sops import acts

SAID = {"kind": "unclear", "text": "周末怎么算？", "quote": "24 小时内回复"}


def give(caller: Caller, published: dict[str, Any], **more: Any) -> dict[str, Any]:
    response = caller.post("/feedback", {"no": published["no"], **SAID, **more})
    assert response.status_code == 201, response.text
    return response.json or {}


def test_feedback_is_given_answered_and_rated(
    as_zoe: Caller, as_cy: Caller, published: dict[str, Any]
) -> None:
    made = give(as_zoe, published, solution=published["solutions"][0]["id"])
    path = f"/feedback/{made['id']}"
    assert (made["target"], made["state"], made["addressed_no"]) == ("solution", "assigned", published["no"])

    answered = {"to": "answered", "outcome": "explained", "text": "按工作日算。"}
    assert (as_cy.post(f"{path}/transitions", answered).json or {})["state"] == "answered"
    closed = as_zoe.post(f"{path}/transitions", {"to": "rated", "rating": 5, "remark": "清楚"}).json or {}

    assert (closed["state"], closed["answers"][0]["rating"]) == ("closed", 5)
    assert (as_zoe.get("/feedback?limit=1").json or {})["items"][0]["id"] == made["id"]


def test_what_a_step_needs_is_said(as_zoe: Caller, as_cy: Caller, published: dict[str, Any]) -> None:
    path = f"/feedback/{give(as_zoe, published)['id']}/transitions"

    for to, field in (
        ("answered", "outcome"),
        ("rated", "rating"),
        ("assigned", "assignee"),
        ("duplicate", "of"),
    ):
        response = as_cy.post(path, {"to": to})
        assert (response.status_code, list((response.json or {})["errors"])) == (422, [field])


def test_refusals_are_clear(as_zoe: Caller, as_cy: Caller, published: dict[str, Any]) -> None:
    path = f"/feedback/{give(as_zoe, published)['id']}/transitions"
    answered = {"to": "answered", "outcome": "declined", "text": "不改。"}

    assert (as_zoe.post(path, answered).json or {})["code"] == "own_ticket"
    assert (as_cy.post(path, {"to": "rated", "rating": 3}).json or {})["code"] == "not_your_ticket"
    assert as_zoe.post(path, {"to": "reopened"}).status_code == 409
    assert as_zoe.post("/feedback/999/transitions", {"to": "closed"}).status_code == 404
    assert as_zoe.post("/feedback", {"no": 999, **SAID}).status_code == 404


def test_feedback_names_an_sop(as_zoe: Caller, as_cy: Caller) -> None:
    no = acts.page()
    sop_id = acts.in_force(no)

    made = as_zoe.post("/feedback", {"no": no, **SAID, "sop": sop_id}).json or {}

    assert (made["target"], made["sop"], made["solution"]) == ("sop", sop_id, None)
    both = {"no": no, **SAID, "sop": sop_id, "solution": solutions_of(no)[0].id}
    assert list((as_zoe.post("/feedback", both).json or {})["errors"]) == ["sop"]
    assert as_cy.post("/feedback", {"no": no, **SAID, "sop": 99}).status_code == 404
