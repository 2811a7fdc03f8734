"""`flask accounts`: how the first administrator is made."""

import re
from datetime import timedelta

from flask import Flask

from scenariowiki.accounts import queries as accounts
from scenariowiki.accounts.models import Account
from scenariowiki.accounts.rules import Role
from scenariowiki.cli.accounts import accounts as group
from scenariowiki.kernel import clock
from scenariowiki.runtime.session import db, read
from tests import personas


def run(app: Flask, *words: str, given: str = "") -> str:
    result = app.test_cli_runner().invoke(group, words, input=given)
    db.session.rollback()
    assert result.exit_code in (0, 1), result.output
    return result.output


def test_an_administrator_is_made_with_a_given_password(app: Flask) -> None:
    run(
        app,
        "add",
        "boss",
        "--role",
        "admin",
        "--role",
        "curator",
        "--password-stdin",
        given="一句好记的长密码\n",
    )

    boss = accounts.find_actor(read(), "boss")
    assert boss is not None
    assert boss.roles == {Role.ADMIN, Role.CURATOR}
    assert accounts.get_instance_id(read())


def test_a_password_is_made_up_and_printed(app: Flask) -> None:
    assert re.search(r"[\w-]{16}$", run(app, "add", "boss", "--role", "reader").strip())


def test_team_and_site_go_by_name(app: Flask) -> None:
    run(app, "add", "bob", "--role", "reader", "--team", "蓝队", "--site", "合肥", "--display", "小博")

    bob = accounts.find_actor(read(), "bob")
    assert bob is not None
    assert bob.teams == {personas.BLUE}
    assert bob.display_name == "小博"


def test_what_is_wrong_is_said(app: Flask) -> None:
    assert "name:" in run(app, "add", "ann", "--role", "reader")
    assert "password:" in run(app, "add", "bob", "--role", "reader", "--password-stdin", given="short\n")
    assert "--team：没有“绿队”，现有：" in run(app, "add", "bob", "--role", "reader", "--team", "绿队")
    assert "nobody" in run(app, "token", "nobody")


def test_a_token_is_printed_alone(app: Flask) -> None:
    token = run(app, "token", "ann").strip()

    live = accounts.actor_for_token(read(), token, now=clock.now())
    assert live is not None
    assert live.actor.id == personas.ANN.id


def test_a_token_can_be_for_some_days_and_for_reading_alone(app: Flask) -> None:
    token = run(app, "token", "ann", "--days", "7", "--read-only").strip()

    live = accounts.actor_for_token(read(), token, now=clock.now())
    assert live is not None
    assert live.read_only
    assert accounts.actor_for_token(read(), token, now=clock.now() + timedelta(days=7)) is None


def test_a_password_set_here_has_to_be_changed(app: Flask) -> None:
    assert re.search(r"[\w-]{16}$", run(app, "set-password", "ann").strip())
    assert read().get_one(Account, personas.ANN.id).must_change_password


def test_everybody_is_listed(app: Flask) -> None:
    lines = run(app, "list").splitlines()

    assert len(lines) == len(personas.EVERYBODY)
    assert next(line for line in lines if line.startswith("ann\t")).split("\t")[2:4] == [
        "contributor",
        "红队",
    ]
