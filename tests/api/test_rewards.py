"""Rewards over the API: one's catalogue, requests and every step, replayed and refused."""

from collections.abc import Callable
from typing import Any

import pytest

from scenariowiki.accounts.rules import Actor
from scenariowiki.kernel import clock
from tests import personas
from tests.api.caller import Caller
from tests.points.rewarding import ask, budget, grant, offer, standing

KEY = {"Idempotency-Key": "redeem-1"}
ANN, REW = personas.ANN, personas.REW


@pytest.fixture
def item(as_ann: Caller) -> int:
    del as_ann
    grant(ANN, 100)
    return offer()


@pytest.fixture
def as_rew(call: Callable[[Actor], Caller]) -> Caller:
    return call(REW)


def code(response: Any) -> tuple[int, str]:
    return response.status_code, response.json["code"]


def test_the_catalogue_says_what_stands_in_the_way(as_ann: Caller, item: int) -> None:
    offer(price=101)

    shown = as_ann.get("/rewards").json or {}

    assert shown["available"] == 100
    assert [one["obstacle"] for one in shown["items"]] == [None, "not_enough_points"]
    assert shown["items"][0]["id"] == item


def test_a_request_goes_its_way(as_ann: Caller, as_rew: Caller, item: int) -> None:
    made = as_ann.post("/redemptions", {"reward": item, "note": "《排队论入门》"})
    assert (made.status_code, (made.json or {})["state"]) == (201, "requested")

    path = f"/redemptions/{(made.json or {})['id']}"
    states = [(as_rew.post(f"{path}/{act}", {}).json or {})["state"] for act in ("approve", "fulfil")]
    assert states == ["approved", "fulfilled"]
    refunded = as_rew.post(f"{path}/refund", {"note": "断货"}).json or {}
    assert [step["state"] for step in refunded["steps"]] == ["requested", "approved", "fulfilled", "refunded"]
    assert (as_ann.get("/redemptions").json or {})["items"][0]["state"] == "refunded"


def test_l5_a_replay_gets_the_first_answer_and_another_body_is_refused(as_ann: Caller, item: int) -> None:
    first = as_ann.post("/redemptions", {"reward": item}, headers=KEY)
    again = as_ann.post("/redemptions", {"reward": item}, headers=KEY)

    assert (again.status_code, again.json) == (201, first.json)
    assert standing(ANN, item).held == 60
    other = as_ann.post("/redemptions", {"reward": item, "note": "x"}, headers=KEY)
    assert code(other) == (422, "idempotency_mismatch")


def test_case_80_a_replayed_approval_approves_nothing_more(as_ann: Caller, as_rew: Caller, item: int) -> None:
    id_ = (as_ann.post("/redemptions", {"reward": item}).json or {})["id"]
    path = f"/redemptions/{id_}/approve"
    first = as_rew.post(path, {}, headers=KEY)

    assert as_rew.post(path, {}, headers=KEY).json == first.json
    assert code(as_rew.post(path, {})) == (409, "bad_state")


def test_what_cannot_be_had_is_refused_by_its_code(as_ann: Caller) -> None:
    assert code(as_ann.post("/redemptions", {"reward": offer(price=5)})) == (409, "not_enough_points")
    assert code(as_ann.post("/redemptions", {"reward": offer(stock=0)})) == (409, "out_of_stock")
    assert code(as_ann.post("/redemptions", {"reward": 999})) == (404, "no_reward")
    budget(10)
    assert code(as_ann.post("/redemptions", {"reward": offer()})) == (409, "budget_exhausted")


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"reward": "1"},
        {"reward": 1.5},
        {"reward": True},
        {"reward": -1},
        {"reward": 1, "price": -60},
        {"reward": 1, "price": 1.5},
        {"reward": 1, "account_id": 7},
        {"reward": 1, "state": "fulfilled"},
    ],
)
def test_wrong_types_and_foreign_fields_are_refused(as_ann: Caller, body: dict[str, Any]) -> None:
    assert code(as_ann.post("/redemptions", body)) == (422, "invalid")


def test_case_74_nobody_approves_their_own(as_rew: Caller) -> None:
    grant(REW, 100)
    own = ask(REW, offer(), at=clock.now())

    assert code(as_rew.post(f"/redemptions/{own}/approve", {})) == (403, "own_redemption")


def test_others_requests_are_not_there(as_zoe: Caller, item: int) -> None:
    id_ = ask(ANN, item, at=clock.now())

    assert as_zoe.get(f"/redemptions/{id_}").status_code == 404
    assert as_zoe.post(f"/redemptions/{id_}/cancel", {}).status_code == 404
    assert code(as_zoe.post(f"/redemptions/{id_}/approve", {})) == (403, "forbidden")
