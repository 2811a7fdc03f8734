"""Administration of the words that search treats as one."""

import pytest

from scenariowiki.runtime.session import read
from scenariowiki.scenarios.queries import taxonomy
from tests import personas
from tests.browser import Browser, SignIn


def add(browser: Browser, words: str = "缺货\n断货") -> int:
    assert browser.post("/admin/synonyms", data={"words": words}).status_code == 303
    return taxonomy.list_synonym_groups(read())[-1].id


def test_a_group_is_added_and_shown(cy_in: Browser) -> None:
    add(cy_in, "缺货、断货，Sold out")

    assert taxonomy.list_synonym_groups(read())[0].words == ("缺货", "断货", "Sold out")
    assert "缺货 · 断货 · Sold out" in cy_in.get("/admin/synonyms").text


def test_a_group_is_changed_and_removed(cy_in: Browser) -> None:
    id_ = add(cy_in)
    assert "缺货\n断货</textarea>" in cy_in.get(f"/admin/synonyms/{id_}").text

    cy_in.post(f"/admin/synonyms/{id_}", data={"words": "缺货 ; 无货", "base": "缺货\r\n断货"})
    assert taxonomy.synonyms(read()) == {"缺货": ("无货",), "无货": ("缺货",)}

    assert cy_in.post(f"/admin/synonyms/{id_}/remove").status_code == 303
    assert taxonomy.list_synonym_groups(read()) == []


@pytest.mark.parametrize(
    "words", ["", "缺货", "缺货\n" + "长" * 31, "缺货\nx\u202ey", "\n".join(map(str, range(40)))]
)
def test_wrong_input_is_told_and_kept(cy_in: Browser, words: str) -> None:
    answer = cy_in.post("/admin/synonyms", data={"words": words})

    assert answer.status_code == 422
    assert 'id="words-err"' in answer.text
    assert words in answer.text
    assert taxonomy.list_synonym_groups(read()) == []


def test_a_group_changed_meanwhile_is_a_conflict_that_keeps_what_was_typed(cy_in: Browser) -> None:
    id_ = add(cy_in)
    cy_in.post(f"/admin/synonyms/{id_}", data={"words": "缺货\n无货", "base": "缺货\n断货"})

    answer = cy_in.post(f"/admin/synonyms/{id_}", data={"words": "缺货\n没货", "base": "缺货\n断货"})

    assert answer.status_code == 409
    assert "没货" in answer.text


@pytest.mark.parametrize(("method", "path"), [("GET", "9"), ("POST", "9"), ("POST", "9/remove")])
def test_one_that_is_not_there_is_not_found(cy_in: Browser, method: str, path: str) -> None:
    assert cy_in.open(f"/admin/synonyms/{path}", method=method, data={"words": "a,b"}).status_code == 404


def test_strangers_sign_in_and_contributors_may_not(client: Browser, sign_in: SignIn) -> None:
    assert client.get("/admin/synonyms").status_code == 303
    assert sign_in(personas.ANN).post("/admin/synonyms", data={"words": "a,b"}).status_code == 403


def test_the_wrong_method_is_told(cy_in: Browser) -> None:
    assert cy_in.get("/admin/synonyms/1/remove").status_code == 405
