"""Who is let in, how refusals look, and what other methods and addresses answer."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from flask import Flask
from sqlalchemy import update

from scenariowiki.accounts.models import Account, ApiToken
from scenariowiki.accounts.queries import token_hash
from scenariowiki.accounts.rules import Actor
from scenariowiki.kernel import clock
from scenariowiki.runtime.session import write
from tests import personas
from tests.api.caller import SITUATION, Caller, token_for
from tests.browser import Browser


def test_without_a_good_token_every_endpoint_says_401(app: Flask, stranger: Caller) -> None:
    for rule in app.url_map.iter_rules():
        if not rule.rule.startswith("/api/v1/"):
            continue
        path = rule.rule.removeprefix("/api/v1").replace("<no>", "1").replace("<solution_id>", "1")
        path = path.replace("<outcome_id>", "1")
        for method in (rule.methods or set()) - {"OPTIONS"}:
            response = stranger.send(method, path)
            assert response.status_code == 401, (method, path)
            assert response.headers["WWW-Authenticate"].startswith("Bearer")


def test_what_only_looks_like_a_token_is_refused(app: Flask) -> None:
    good = token_for(personas.ANN)
    for header in (
        "",
        "Bearer",
        "Bearer ",
        f"Basic {good}",
        good,
        f"Bearer {good}x",
        "Bearer \u00e9",
        "Bearer a b",
    ):
        response = Caller(app, None).get("/me", headers={"Authorization": header})
        assert response.status_code == 401, header
    assert Caller(app, None).get(f"/me?access_token={good}").status_code == 401


def test_the_cookie_of_a_session_opens_nothing(sign_in: Callable[[Actor], Browser]) -> None:
    browser = sign_in(personas.ANN)

    assert browser.get("/api/v1/me").status_code == 401
    assert browser.post("/api/v1/scenarios", json=SITUATION).status_code == 401


def test_a_revoked_token_and_a_closed_account_are_out_at_once(app: Flask) -> None:
    token = token_for(personas.ANN)
    caller = Caller(app, token)
    assert caller.get("/me").status_code == 200

    with write() as uow:
        row = uow.session.query(ApiToken).filter_by(token_hash=token_hash(token)).one()
        row.revoked_at = clock.now()
    assert caller.get("/me").status_code == 401

    other = Caller(app, token_for(personas.ZOE))
    with write() as uow:
        uow.session.get_one(Account, personas.ZOE.id).disabled_at = clock.now()
    assert other.get("/me").status_code == 401


def test_a_token_whose_day_has_come_is_out(app: Flask) -> None:
    token = token_for(personas.ANN)
    _change(token, expires_at=clock.now() + dt.timedelta(minutes=1))
    assert Caller(app, token).get("/me").status_code == 200

    _change(token, expires_at=clock.now())

    assert Caller(app, token).get("/me").status_code == 401


def test_a_token_for_reading_changes_nothing_whatever_its_account_may_do(app: Flask) -> None:
    token = token_for(personas.ANN)
    _change(token, read_only=True)
    caller = Caller(app, token)

    refused = caller.post("/scenarios", SITUATION)

    assert caller.get("/scenarios").status_code == 200
    assert (refused.status_code, refused.json and refused.json["code"]) == (403, "read_only_token")
    for method in ("PUT", "PATCH", "DELETE"):
        assert caller.send(method, "/scenarios/1").status_code in {403, 405}


def _change(token: str, **values: object) -> None:
    with write() as uow:
        uow.session.execute(update(ApiToken).where(ApiToken.token_hash == token_hash(token)).values(**values))


def test_the_use_of_a_token_is_noted_now_and_then(app: Flask) -> None:
    token = token_for(personas.ANN)
    with write() as uow:
        row = uow.session.query(ApiToken).filter_by(token_hash=token_hash(token)).one()
        row.last_used_at = None

    Caller(app, token).get("/me")

    with write() as uow:
        row = uow.session.query(ApiToken).filter_by(token_hash=token_hash(token)).one()
        assert row.last_used_at is not None
        assert clock.now() - row.last_used_at < dt.timedelta(minutes=1)


def test_refusals_speak_the_caller_s_language(as_ann: Caller) -> None:
    def detail(language: str) -> str:
        response = as_ann.get("/scenarios/999", headers={"Accept-Language": language})
        assert response.headers["Content-Language"] == language
        return str((response.json or {})["detail"])

    assert detail("en") == "There is no such scenario, or you may not see it."


def test_a_problem_has_a_stable_shape(as_ann: Caller) -> None:
    response = as_ann.post("/scenarios", {"title": 1})

    told = response.json or {}
    assert response.mimetype == "application/problem+json"
    assert (told["status"], told["code"], told["type"]) == (422, "invalid", "about:blank")
    assert told["errors"]["title"]["code"] == "wrong_type"
    assert told["errors"]["situation"]["code"] == "required"
    assert all(one["detail"] for one in told["errors"].values())


def test_unknown_addresses_and_wrong_methods_are_problems_too(as_ann: Caller) -> None:
    gone, wrong = as_ann.get("/nothing"), as_ann.send("DELETE", "/scenarios/1")

    assert (gone.status_code, gone.mimetype) == (404, "application/problem+json")
    assert (wrong.status_code, wrong.mimetype) == (405, "application/problem+json")
    assert "GET" in wrong.headers["Allow"]


def test_head_and_options_are_answered(as_ann: Caller, stranger: Caller, published: dict[str, Any]) -> None:
    path = f"/scenarios/{published['no']}"

    head, options = as_ann.send("HEAD", path), stranger.send("OPTIONS", path)

    assert (head.status_code, head.data, head.mimetype) == (200, b"", "application/json")
    assert set(options.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS", "PATCH", "PUT"}
    assert "Access-Control-Allow-Origin" not in options.headers


def test_nothing_is_kept_by_caches(as_ann: Caller) -> None:
    response = as_ann.get("/me")

    assert response.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in response.headers


def test_too_many_writes_are_slowed_down(make_app: Callable[..., Flask]) -> None:
    app = make_app(RATELIMIT_ENABLED=True)
    with app.app_context():
        caller = Caller(app, token_for(personas.ANN))
        other = Caller(app, token_for(personas.ZOE))

        codes = [caller.post("/scenarios", {}).status_code for _ in range(245)]

        assert codes.count(429) == 5
        last = caller.post("/scenarios", {})
        assert (last.headers["Retry-After"], (last.json or {})["code"]) == ("60", "throttled")
        assert other.post("/scenarios", {}).status_code == 422


def test_who_am_i(as_ann: Caller) -> None:
    me = as_ann.get("/me").json or {}

    assert (me["name"], me["roles"], me["teams"]) == ("ann", ["contributor"], [{"id": 1, "name": "红队"}])
    assert "capture" in me["permissions"]


def test_the_template_and_the_orders_can_be_read(
    as_ann: Caller, published: dict[str, Any], reindex: Callable[[], int]
) -> None:
    reindex()

    template = as_ann.get("/template").json or {}
    tags = as_ann.get("/tags").json or {}

    assert "business_line" in {one["key"] for one in template["fields"]}
    assert {one["name"]: one["uses"] for one in tags["items"]} == {"缺货": 1, "投诉": 1}
    assert (as_ann.get("/categories").json or {})["items"] == []


def test_the_tags_of_a_draft_are_for_its_author(as_ann: Caller, as_zoe: Caller) -> None:
    as_ann.capture(submit=False, tags=["绝密"])

    listed = [(who.get("/tags").json or {})["items"] for who in (as_ann, as_zoe)]

    assert [[(one["name"], one["uses"]) for one in tags] for tags in listed] == [[("绝密", 0)], []]
