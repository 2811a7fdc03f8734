"""Archiving with a successor through the API, and who is told of it (R51)."""

from typing import Any

from tests import personas
from tests.api.caller import Caller

Page = dict[str, Any]


def another(as_ann: Caller, as_cy: Caller, **more: Any) -> int:
    made = as_ann.capture(title="节后缺货", **more)
    assert as_cy.post(f"/scenarios/{made['no']}/transitions", {"to": "published"}).status_code == 200
    return int(made["no"])


def test_r51_a_successor_is_named_shown_and_forgotten(
    published: Page, as_ann: Caller, as_cy: Caller, as_zoe: Caller
) -> None:
    no, new = published["no"], another(as_ann, as_cy)
    assert published["successor"] is None

    done = as_cy.post(f"/scenarios/{no}/transitions", {"to": "archived", "successor": new}).json or {}

    assert (done["state"], done["successor"]) == ("archived", new)
    assert (as_zoe.get(f"/scenarios/{no}").json or {})["successor"] == new
    back = as_cy.post(f"/scenarios/{no}/transitions", {"to": "published"}).json or {}
    assert (back["state"], back["successor"]) == ("published", None)


def test_a_successor_of_another_team_is_not_told(
    published: Page, as_ann: Caller, as_cy: Caller, as_zoe: Caller
) -> None:
    no = published["no"]
    new = another(as_ann, as_cy, audience="team", team=personas.RED)

    as_cy.post(f"/scenarios/{no}/transitions", {"to": "archived", "successor": new})

    assert (as_ann.get(f"/scenarios/{no}").json or {})["successor"] == new
    assert (as_zoe.get(f"/scenarios/{no}").json or {})["successor"] is None


def test_a_successor_that_is_none_is_refused(published: Page, as_cy: Caller) -> None:
    no = published["no"]
    refused = as_cy.post(f"/scenarios/{no}/transitions", {"to": "archived", "successor": 999})

    assert refused.status_code == 422
    assert "successor" in refused.get_data(as_text=True)
    assert (as_cy.get(f"/scenarios/{no}").json or {})["state"] == "published"
    solution = published["solutions"][0]["id"]
    given = {"to": "archived", "successor": no}
    assert as_cy.post(f"/solutions/{solution}/transitions", given).status_code == 422


def test_p2_is_taken_back_with_what_was_made_up_and_other_reasons_are_told(
    published: Page, as_ann: Caller, as_cy: Caller
) -> None:
    path = f"/scenarios/{published['no']}/transitions"

    refused = as_cy.post(path, {"to": "archived", "reason": "spam"})
    done = as_cy.post(path, {"to": "archived", "reason": "fabricated"})

    assert (refused.status_code, done.status_code) == (422, 200)
    assert (as_ann.get("/me/wallet").json or {})["available"] == 0
