"""A request sent twice has one effect and one answer (case 77)."""

import threading
from typing import Any

from flask import Flask

from tests import personas
from tests.api.caller import SITUATION, Caller, token_for

KEY = {"Idempotency-Key": "k-1"}


def test_a_replay_gives_the_first_answer(as_ann: Caller) -> None:
    first = as_ann.post("/scenarios", SITUATION, headers=KEY)
    again = as_ann.post("/scenarios", SITUATION, headers=KEY)

    assert (again.status_code, again.json) == (201, first.json)
    assert again.headers["Location"] == first.headers["Location"]
    assert (again.headers["Idempotency-Replayed"], "Idempotency-Replayed" in first.headers) == ("true", False)
    assert as_ann.get("/scenarios/2").status_code == 404


def test_another_body_under_the_same_key_is_refused(as_ann: Caller) -> None:
    as_ann.post("/scenarios", SITUATION, headers=KEY)

    for path, body in (("/scenarios", {**SITUATION, "title": "x"}), ("/scenarios/1/comments", {"text": "x"})):
        response = as_ann.post(path, body, headers=KEY)
        assert (response.status_code, (response.json or {})["code"]) == (422, "idempotency_mismatch")


def test_a_key_that_published_one_page_publishes_no_other(as_ann: Caller, as_cy: Caller) -> None:
    one, other = (as_ann.capture(title=title)["no"] for title in ("热线打不通", "夜班没人接"))
    body = {"to": "published"}

    first = as_cy.post(f"/scenarios/{one}/transitions", body, headers=KEY)
    second = as_cy.post(f"/scenarios/{other}/transitions", body, headers=KEY)

    assert (first.status_code, second.status_code) == (200, 422)
    assert (second.json or {})["code"] == "idempotency_mismatch"
    assert (as_cy.get(f"/scenarios/{other}").json or {})["state"] == "submitted"


def test_keys_belong_to_people(as_ann: Caller, as_zoe: Caller) -> None:
    as_ann.post("/scenarios", SITUATION, headers=KEY)

    assert (as_zoe.post("/scenarios", SITUATION, headers=KEY).json or {})["no"] == 2


def test_a_refusal_is_not_kept(as_ann: Caller, as_cy: Caller) -> None:
    no = as_ann.capture(submit=False, layer=None)["no"]
    path, body = f"/scenarios/{no}/transitions", {"to": "submitted"}
    assert as_ann.post(path, body, headers=KEY).status_code == 422
    as_ann.put(f"/scenarios/{no}", {**SITUATION, "base_seq": 1})

    assert as_ann.post(path, body, headers=KEY).status_code == 200


def test_a_replayed_edit_is_no_conflict_with_itself(as_ann: Caller, published: dict[str, Any]) -> None:
    body = {**SITUATION, "situation": "客人非常急。货不够。", "base_seq": 1}
    path = f"/scenarios/{published['no']}"

    first, again = as_ann.put(path, body, headers=KEY), as_ann.put(path, body, headers=KEY)

    assert (first.status_code, again.status_code, first.json) == (200, 200, again.json)


def test_a_key_is_short_and_printable(as_ann: Caller) -> None:
    for key in ("", "a b", "é", "x" * 129):
        response = as_ann.post("/scenarios", SITUATION, headers={"Idempotency-Key": key})
        assert (response.status_code, (response.json or {})["code"]) == (422, "idempotency_key")


def test_ten_at_once_make_one(app: Flask) -> None:
    caller_token = token_for(personas.ANN)
    numbers: list[int] = []

    def send() -> None:
        response = Caller(app, caller_token).post("/scenarios", SITUATION, headers=KEY)
        numbers.append((response.json or {}).get("no", -response.status_code))

    threads = [threading.Thread(target=send) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert numbers == [1] * 10
