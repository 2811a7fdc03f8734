"""New roles and ended sessions count at the moment of the write, not of the request (case 56)."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import func, select

from scenariowiki.accounts import commands
from scenariowiki.accounts.models import ApiToken
from scenariowiki.accounts.rules import Role
from scenariowiki.kernel.events import EventRow
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.runtime.session import read, write
from scenariowiki.scenarios.events import ScenarioCaptured
from tests import personas
from tests.api.caller import SITUATION, Caller, token_for
from tests.browser import SignIn

ANN, ADA = personas.ANN, personas.ADA
Meanwhile = Callable[[UnitOfWork], object]
CHANGES: dict[str, Meanwhile] = {
    "demoted": lambda uow: commands.set_roles(uow, ADA, ANN.id, {Role.READER}),
    "disabled": lambda uow: commands.disable_account(uow, ADA, ANN.id),
}
NEW = {"title": "标题", "situation": "发生了什么", "act": "draft"}


def after_the_door(app: Flask, change: Meanwhile) -> None:
    """Let something happen between the look at the session and the work."""

    def happen() -> None:
        with app.app_context(), write() as uow:
            change(uow)

    app.before_request_funcs.setdefault("scenarios", []).append(happen)
    app.before_request_funcs.setdefault("api", []).append(happen)


def captured() -> int:
    asked = select(func.count()).where(EventRow.name == ScenarioCaptured.__name__)
    return read().scalar(asked) or 0


@pytest.mark.parametrize("change", CHANGES)
def test_a_form_sent_before_is_refused(app: Flask, sign_in: SignIn, change: str) -> None:
    browser = sign_in(ANN)
    after_the_door(app, CHANGES[change])

    answer = browser.post("/scenarios/new", data=NEW)

    assert answer.status_code == 401
    assert captured() == 0


@pytest.mark.parametrize(("change", "status"), [("demoted", 409), ("disabled", 401)])
def test_so_is_a_call(app: Flask, change: str, status: int) -> None:
    caller = Caller(app, token_for(ANN))
    after_the_door(app, CHANGES[change])

    assert caller.post("/scenarios", SITUATION).status_code == status
    assert captured() == 0


def test_a_token_revoked_meanwhile_writes_nothing(app: Flask) -> None:
    caller = Caller(app, token_for(ANN))
    token_id = read().scalars(select(ApiToken.id)).one()
    after_the_door(app, lambda uow: commands.revoke_token(uow, ANN, token_id))

    assert caller.post("/scenarios", SITUATION).status_code == 401
    assert captured() == 0


@pytest.mark.usefixtures("scenario_one")
def test_an_open_form_of_the_old_role_saves_nothing(sign_in: SignIn) -> None:
    browser = sign_in(ANN)
    assert browser.get("/scenarios/new").status_code == 200

    assert sign_in(ADA).post("/admin/people/2", data=demotion()).status_code == 303

    assert browser.post("/scenarios/new", data=NEW).status_code == 401
    assert browser.get("/scenarios/new").headers["Location"].startswith("/sign-in")
    assert sign_in(ANN).post("/scenarios/new", data=NEW).status_code == 403


def demotion() -> dict[str, str]:
    return {"display_name": "Ann", "site": "1", "team": "1", "roles": "reader"}
