"""Capturing, showing, revising scenarios and changing the facts beside them."""

from collections.abc import Callable
from typing import Any

from flask import Flask

from scenariowiki.accounts.rules import Actor
from scenariowiki.runtime.session import write
from scenariowiki.scenarios import queries
from tests import personas
from tests.api.caller import SITUATION, SOLUTION, Caller


def revision(base_seq: int, **more: Any) -> dict[str, Any]:
    return {
        "title": SITUATION["title"],
        "situation": SITUATION["situation"],
        "base_seq": base_seq,
        "summary": "改",
        **more,
    }


def test_a_captured_scenario_comes_back_as_it_was_sent(as_ann: Caller) -> None:
    response = as_ann.post("/scenarios", {**SITUATION, "solutions": [SOLUTION]})

    made = response.json or {}
    assert response.status_code == 201
    assert response.headers["Location"] == f"/api/v1/scenarios/{made['no']}"
    assert {name: made[name] for name in SITUATION} == SITUATION
    assert [step["text"] for step in made["solutions"][0]["steps"]] == ["安抚客人", "调整小样"]
    assert (made["state"], made["revision"]) == ("draft", 2)
    assert as_ann.get(f"/scenarios/{made['no']}").json == made


def test_submit_hands_it_in_at_once(as_ann: Caller) -> None:
    assert as_ann.capture(submit=True)["state"] == "submitted"


def test_an_incomplete_scenario_is_not_handed_in_and_nothing_is_saved(as_ann: Caller) -> None:
    response = as_ann.post("/scenarios", {"title": "x", "situation": "y", "submit": True})

    assert (response.status_code, (response.json or {})["code"]) == (422, "incomplete")
    assert "layer" in (response.json or {})["errors"]
    assert "layer" in (response.json or {})["detail"]
    assert as_ann.get("/scenarios?state=draft").json["items"] == []  # type: ignore[index]


def test_both_spellings_of_a_number_name_it(as_ann: Caller, published: dict[str, Any]) -> None:
    no = published["no"]

    answers = [as_ann.get(f"/scenarios/{name}").json for name in (no, f"S-{no}", f"s-{no}")]

    assert answers[0] == answers[1] == answers[2]


def test_what_cannot_be_a_number_is_not_there(as_ann: Caller, published: dict[str, Any]) -> None:
    for name in ("0", "-1", "01", "S-0", "1.0", "99999999999", "abc", "１", "1%00", "S--1"):
        assert as_ann.get(f"/scenarios/{name}").status_code == 404, name


def test_a_draft_is_there_for_its_author_only(as_ann: Caller, as_cy: Caller, as_zoe: Caller) -> None:
    no = as_ann.capture(submit=False)["no"]

    assert as_ann.get(f"/scenarios/{no}").status_code == 200
    for caller in (as_cy, as_zoe):
        for path in ("", "/revisions", "/diff?from=1&to=1"):
            assert caller.get(f"/scenarios/{no}{path}").status_code == 404
        assert caller.put(f"/scenarios/{no}", revision(1)).status_code == 404
        assert caller.patch(f"/scenarios/{no}", {"audience": "all"}).status_code == 404
        assert caller.post(f"/scenarios/{no}/solutions", SOLUTION).status_code == 404
        assert caller.post(f"/scenarios/{no}/comments", {"text": "x"}).status_code == 404
        assert caller.post(f"/scenarios/{no}/transitions", {"to": "published"}).status_code == 404
        assert caller.put("/solutions/1", {**SOLUTION, "base_seq": 2}).status_code == 404
        assert caller.post("/solutions/1/transitions", {"to": "published"}).status_code == 404
        report = {"result": "solved", "applied_on": "2026-11-01"}
        assert caller.post("/solutions/1/outcomes", report).status_code == 404


def test_what_is_hidden_and_what_is_not_there_answer_alike(as_ann: Caller, as_zoe: Caller) -> None:
    no = as_ann.capture(submit=False)["no"]

    hidden, absent = as_zoe.get(f"/scenarios/{no}"), as_zoe.get("/scenarios/999")

    assert (hidden.status_code, hidden.json) == (absent.status_code, absent.json)


def test_readers_read_and_do_not_write(as_rea: Caller, published: dict[str, Any]) -> None:
    no = published["no"]

    assert as_rea.get(f"/scenarios/{no}").status_code == 200
    for response in (
        as_rea.post("/scenarios", SITUATION),
        as_rea.patch(f"/scenarios/{no}", {"audience": "team"}),
        as_rea.post(f"/scenarios/{no}/solutions", SOLUTION),
    ):
        assert response.status_code == 403


def test_a_revision_replaces_what_it_names_and_keeps_the_rest(
    as_zoe: Caller, published: dict[str, Any]
) -> None:
    response = as_zoe.put(f"/scenarios/{published['no']}", revision(1, title="节后缺货"))

    shown = response.json or {}
    assert (response.status_code, shown["title"]) == (200, "节后缺货")
    assert (shown["tags"], shown["layer"], shown["fields"]) == (
        SITUATION["tags"],
        "service",
        SITUATION["fields"],
    )
    assert (shown["base_seq"], shown["revision"]) == (3, 3)


def test_null_and_empty_take_away(as_zoe: Caller, published: dict[str, Any]) -> None:
    sent = revision(1, layer=None, tags=[], fields={})

    shown = as_zoe.put(f"/scenarios/{published['no']}", sent).json or {}

    assert (shown["layer"], shown["tags"], shown["fields"]) == (None, [], {})


def test_edits_of_different_sentences_are_merged(
    as_zoe: Caller, as_cy: Caller, published: dict[str, Any]
) -> None:
    no = published["no"]
    as_zoe.put(f"/scenarios/{no}", revision(1, situation="客人很急。货不够。要补货。"))

    response = as_cy.put(f"/scenarios/{no}", revision(1, title="节后缺货"))

    shown = response.json or {}
    assert (response.status_code, shown["title"]) == (200, "节后缺货")
    assert shown["situation"] == "客人很急。货不够。要补货。"


def test_an_edit_conflict_offers_all_three_texts(
    as_zoe: Caller, as_cy: Caller, published: dict[str, Any]
) -> None:
    no = published["no"]
    as_zoe.put(f"/scenarios/{no}", revision(1, situation="客人非常急。货不够。"))

    response = as_cy.put(f"/scenarios/{no}", revision(1, situation="客人不急。货不够。"))

    told = response.json or {}
    assert (response.status_code, told["code"]) == (409, "edit_conflict")
    assert response.mimetype == "application/problem+json"
    assert told["base"]["situation"] == "客人很急。货不够。"
    assert (told["ours"]["situation"], told["ours"]["base_seq"]) == ("客人非常急。货不够。", 3)
    assert told["theirs"]["situation"] == "客人不急。货不够。"
    assert told["theirs"]["tags"] == SITUATION["tags"]
    assert [one["field"] for one in told["conflicts"]] == ["situation"]


def test_a_base_that_never_was_is_refused(as_ann: Caller, published: dict[str, Any]) -> None:
    response = as_ann.put(f"/scenarios/{published['no']}", revision(99))

    assert response.status_code == 422
    assert (response.json or {})["errors"]["base_seq"]["code"] == "no_revision"


def test_facts_are_changed_by_the_lead_and_by_curators(
    call: Callable[[Actor], Caller], as_zoe: Caller, as_ann: Caller, published: dict[str, Any]
) -> None:
    path = f"/scenarios/{published['no']}"

    assert as_ann.patch(path, {"audience": "team"}).status_code == 403
    shown = call(personas.LEE).patch(path, {"audience": "team", "owner": "LEE"}).json or {}

    assert (shown["audience"], shown["team"], shown["owner"]) == ("team", "红队", "Lee")
    assert as_zoe.get(path).status_code == 404


def test_facts_that_do_not_exist_are_named(as_cy: Caller, published: dict[str, Any]) -> None:
    path = f"/scenarios/{published['no']}"

    for body, code in (
        ({"team": "绿队"}, "no_team"),
        ({"team": 77}, "no_team"),
        ({"owner": "x"}, "no_account"),
    ):
        response = as_cy.patch(path, body)
        assert response.status_code == 422
        assert [one["code"] for one in (response.json or {})["errors"].values()] == [code]


def test_teams_are_named_by_id_or_name(as_cy: Caller, published: dict[str, Any]) -> None:
    path = f"/scenarios/{published['no']}"

    assert (as_cy.patch(path, {"team": "蓝队"}).json or {})["team_id"] == personas.BLUE
    assert (as_cy.patch(path, {"team": personas.RED}).json or {})["team"] == "红队"


def test_an_external_id_is_taken_once(as_ann: Caller) -> None:
    assert as_ann.capture(external_id="A-1")["external_id"] == "A-1"

    response = as_ann.post("/scenarios", {**SITUATION, "external_id": "A-1"})

    assert response.status_code == 422
    assert (response.json or {})["errors"]["external_id"]["code"] == "taken"


def test_a_merged_scenario_shows_the_canonical_one(
    app: Flask, as_zoe: Caller, as_ann: Caller, published: dict[str, Any]
) -> None:
    other = as_ann.capture()["no"]
    with write() as uow:
        loser = queries.find_scenario(uow.session, other)
        winner = queries.find_scenario(uow.session, published["no"])
        assert loser is not None
        assert winner is not None
        loser.state, loser.merged_into_id, loser.canonical_id = "merged", winner.id, winner.id

    shown = as_zoe.get(f"/scenarios/{other}").json or {}

    assert (shown["no"], shown["requested_no"]) == (published["no"], other)
