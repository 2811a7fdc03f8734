"""My settings, password and tokens."""

import re

import pytest
from sqlalchemy import update

from scenariowiki.accounts import queries as accounts
from scenariowiki.accounts.commands.hashing import hash_password
from scenariowiki.accounts.models import Account, ApiToken
from scenariowiki.accounts.rules import ReadingScript
from scenariowiki.kernel import clock
from scenariowiki.runtime.session import read, write
from tests import personas
from tests.browser import Browser, SignIn

PASSWORD = "一句好记的长密码"
NEW = "另一句好记的长密码"
HASH = hash_password(PASSWORD)
ALL = {"locale": "en", "script": "hant", "theme": "dark", "board_visibility": "hidden"}


@pytest.fixture
def ann_in(sign_in: SignIn) -> Browser:
    with write() as uow:
        uow.session.execute(update(Account).where(Account.id == personas.ANN.id).values(password_hash=HASH))
    return sign_in(personas.ANN)


def test_choices_are_kept(ann_in: Browser) -> None:
    answer = ann_in.post("/me/settings", data=ALL)

    assert answer.status_code == 303
    assert accounts.get_actor(read(), personas.ANN.id).script is ReadingScript.HANT
    page = ann_in.get("/me/settings").text
    assert 'lang="en"' in page
    assert 'data-theme="dark"' in page
    assert 'data-shortcuts="off"' in page


@pytest.mark.parametrize(
    "wrong", [{"locale": "xx"}, {"script": "latin"}, {"board_visibility": ""}, {"theme": "neon"}]
)
def test_what_is_not_offered_is_refused(ann_in: Browser, wrong: dict[str, str]) -> None:
    assert ann_in.post("/me/settings", data={**ALL, **wrong}).status_code == 422


@pytest.mark.parametrize(
    ("headers", "lang"),
    [
        ({}, "zh-Hans"),
        ({"Accept-Language": "de, fr;q=0.5"}, "zh-Hans"),
        ({"Accept-Language": "zh-CN,zh;q=0.9,en;q=0.8"}, "zh-Hans"),
        ({"Accept-Language": "zh-TW,zh;q=0.9"}, "zh-Hant"),
        ({"Accept-Language": "en-GB,en;q=0.9"}, "en"),
    ],
)
def test_strangers_are_met_in_their_language(client: Browser, headers: dict[str, str], lang: str) -> None:
    assert f'<html lang="{lang}"' in client.get("/sign-in", headers=headers).text


@pytest.mark.parametrize(("kept", "lang"), [("zh-Hant", "zh-Hant"), ("xx", "en")])
def test_the_browser_remembers_a_choice(client: Browser, kept: str, lang: str) -> None:
    client.set_cookie("locale", kept)

    assert f'<html lang="{lang}"' in client.get("/sign-in", headers={"Accept-Language": "en"}).text


def test_the_menu_changes_one_thing_and_comes_back(ann_in: Browser) -> None:
    answer = ann_in.post("/me/settings", data={"script": "hans", "next": "/me/tokens"})

    assert answer.headers["Location"] == "/me/tokens"
    actor = accounts.get_actor(read(), personas.ANN.id)
    assert (actor.script, actor.locale) == (ReadingScript.HANS, "zh-Hans")


def test_the_menu_never_leads_elsewhere(ann_in: Browser) -> None:
    answer = ann_in.post("/me/settings", data={"locale": "en", "next": "//evil.example"})

    assert answer.headers["Location"] == "/me/settings"


def test_roles_are_no_setting(ann_in: Browser) -> None:
    ann_in.post("/me/settings", data={**ALL, "roles": "admin", "is_admin": "1", "id": "6"})

    assert accounts.get_actor(read(), personas.ANN.id).roles == personas.ANN.roles


def test_the_password_changes_and_other_places_are_signed_out(ann_in: Browser, sign_in: SignIn) -> None:
    elsewhere = sign_in(personas.ANN)

    answer = ann_in.post("/me/password", data={"current": PASSWORD, "new": NEW, "repeat": NEW})

    assert answer.status_code == 303
    assert elsewhere.get("/me/settings").status_code == 303
    assert ann_in.get("/me/settings").status_code == 200


@pytest.mark.parametrize(
    "wrong",
    [
        {"current": "no"},
        {"new": "short", "repeat": "short"},
        {"repeat": "other"},
        {"new": "12345678", "repeat": "12345678"},
    ],
)
def test_a_password_is_checked(ann_in: Browser, wrong: dict[str, str]) -> None:
    form = {"current": PASSWORD, "new": NEW, "repeat": NEW, **wrong}

    answer = ann_in.post("/me/password", data=form)

    assert answer.status_code == 422
    assert PASSWORD not in answer.text
    assert "密码要重新填" in answer.text
    assert "您写的都还在" not in answer.text


def test_a_first_password_is_changed_before_anything_else(ann_in: Browser) -> None:
    with write() as uow:
        uow.session.execute(
            update(Account).where(Account.id == personas.ANN.id).values(must_change_password=True)
        )

    assert ann_in.get("/me/settings").headers["Location"] == "/me/password"
    assert ann_in.get("/me/password").status_code == 200
    ann_in.post("/me/password", data={"current": PASSWORD, "new": NEW, "repeat": NEW})
    assert ann_in.get("/me/settings").status_code == 200


def test_a_token_is_shown_once(ann_in: Browser) -> None:
    answer = ann_in.post("/me/tokens", data={"label": "导入脚本"})

    found = re.search(r"scw_[\w-]{43}", answer.text)
    assert found
    live = accounts.actor_for_token(read(), found[0], now=clock.now())
    assert live is not None
    assert live.actor.id == personas.ANN.id
    assert found[0] not in ann_in.get("/me/tokens").text
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_token_says_how_long_it_works_and_what_for(ann_in: Browser) -> None:
    ann_in.post("/me/tokens", data={"label": "看板", "days": "30", "read_only": "y"})

    page = ann_in.get("/me/tokens").text
    assert "只能读取" in page
    assert ann_in.post("/me/tokens", data={"label": "x", "days": "31"}).status_code == 422


def test_an_expired_token_is_listed_as_such(ann_in: Browser) -> None:
    ann_in.post("/me/tokens", data={"label": "旧脚本", "days": "30"})
    with write() as uow:
        uow.session.execute(update(ApiToken).values(expires_at=clock.now()))

    assert "已到期" in ann_in.get("/me/tokens").text


def test_a_token_needs_a_purpose(ann_in: Browser) -> None:
    assert ann_in.post("/me/tokens", data={"label": " "}).status_code == 422


def test_a_revoked_token_is_dead(ann_in: Browser) -> None:
    found = re.search(r"scw_[\w-]{43}", ann_in.post("/me/tokens", data={"label": "x"}).text)
    assert found

    ann_in.post("/me/tokens/1/revoke")

    assert accounts.actor_for_token(read(), found[0], now=clock.now()) is None


def test_somebody_elses_token_is_not_there(ann_in: Browser, sign_in: SignIn) -> None:
    ann_in.post("/me/tokens", data={"label": "x"})

    assert sign_in(personas.ZOE).post("/me/tokens/1/revoke").status_code == 404
