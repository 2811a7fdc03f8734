"""Administration of categories."""

import re

import pytest

from scenariowiki.runtime.session import read
from scenariowiki.scenarios.queries import taxonomy
from tests import personas
from tests.browser import Browser, SignIn
from tests.scenarios.writing import category, recorded

PHONE = {
    "title": "电话",
    "description": "打进来和打出去的",
    "parent_id": "",
    "owner_id": "",
    "label_en": "Phone",
}


def rows() -> list[tuple[str, int]]:
    return [(row.title, row.depth) for row in taxonomy.list_categories(read())]


def test_the_tree_is_shown_with_merged_ones_marked(cy_in: Browser) -> None:
    one, other = category("电话"), category("通话")
    cy_in.post(f"/admin/categories/{one}/merge", data={"into": str(other)})

    page = cy_in.get("/admin/categories").text

    assert page.index("电话") < page.index("通话")
    assert re.search(r'class=" ?off"', page)


def test_a_category_is_added(cy_in: Browser) -> None:
    answer = cy_in.post("/admin/categories/new", data=PHONE)

    assert (answer.status_code, answer.location) == (303, "/admin/categories")
    (row,) = taxonomy.list_categories(read())
    assert (row.title, row.labels, row.description) == ("电话", {"en": "Phone"}, "打进来和打出去的")


def test_a_category_is_changed_and_moved(cy_in: Browser) -> None:
    above, id_ = category("网络"), category("电话")

    answer = cy_in.post(
        f"/admin/categories/{id_}",
        data={
            **PHONE,
            "title": "来电",
            "parent_id": str(above),
            "owner_id": str(personas.ANN.id),
            "version": "1",
        },
    )

    assert answer.status_code == 303
    assert rows() == [("网络", 1), ("来电", 2)]
    assert taxonomy.get_category(read(), id_).owner == "Ann"


def test_the_form_begins_with_what_is_stored(cy_in: Browser) -> None:
    id_ = category("电话", labels={"zh-Hant": "電話"}, owner_id=personas.ANN.id)

    page = cy_in.get(f"/admin/categories/{id_}").text

    assert 'value="電話"' in page
    assert f'<option selected value="{personas.ANN.id}">' in page


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"title": ""}, "title"),
        ({"title": "长" * 41}, "title"),
        ({"description": " "}, "description"),
        ({"title": "網絡"}, "title"),
        ({"parent_id": "999"}, "parent_id"),
        ({"owner_id": "x"}, "owner_id"),
        ({"label_en": "a\0b"}, "label_en"),
    ],
)
def test_wrong_input_is_told_and_kept(cy_in: Browser, wrong: dict[str, str], told: str) -> None:
    category("网络")

    answer = cy_in.post("/admin/categories/new", data={**PHONE, "label_hant": "打字的字", **wrong})

    assert answer.status_code == 422
    assert f'id="{told}-err"' in answer.text
    assert 'value="打字的字"' in answer.text
    assert rows() == [("网络", 1)]


def test_one_changed_meanwhile_is_a_conflict_that_keeps_what_was_typed(cy_in: Browser) -> None:
    id_ = category("电话")
    cy_in.post(f"/admin/categories/{id_}", data={**PHONE, "version": "1"})

    answer = cy_in.post(f"/admin/categories/{id_}", data={**PHONE, "title": "我的新名", "version": "1"})

    assert answer.status_code == 409
    assert 'value="我的新名"' in answer.text
    again = re.search(r'name="version"[^>]*value="(\d+)"', answer.text)
    assert again
    assert again.group(1) == "2"


def test_places_are_changed_by_buttons(cy_in: Browser) -> None:
    category("甲")
    id_ = category("乙")

    assert cy_in.post(f"/admin/categories/{id_}/place", data={"to": "up"}).status_code == 303
    assert rows() == [("乙", 1), ("甲", 1)]
    cy_in.post(f"/admin/categories/{id_}/place", data={"to": "down"})
    assert rows() == [("甲", 1), ("乙", 1)]


def test_merging_leads_to_the_winner_where_it_can_be_undone(cy_in: Browser) -> None:
    one, other = category("电话"), category("通话")

    merged = cy_in.post(f"/admin/categories/{one}/merge", data={"into": str(other)})
    assert merged.location == f"/admin/categories/{other}"
    assert f"/admin/categories/{one}/unmerge" in cy_in.get(f"/admin/categories/{other}").text
    assert f"/admin/categories/{one}/unmerge" in cy_in.get(f"/admin/categories/{one}").text

    assert cy_in.post(f"/admin/categories/{one}/unmerge").status_code == 303
    assert recorded("CategoryUnmerged") == [{"schema": 1, "category_id": one, "from_id": other}]


@pytest.mark.parametrize(("into", "status"), [("", 422), ("999", 422), ("x", 422), ("child", 409)])
def test_a_merge_that_cannot_be_is_told_on_the_page(cy_in: Browser, into: str, status: int) -> None:
    one = category("电话")
    child = category("来电", one)

    answer = cy_in.post(
        f"/admin/categories/{one}/merge", data={"into": str(child) if into == "child" else into}
    )

    assert answer.status_code == status
    assert 'role="alert"' in answer.text


def test_what_is_not_merged_cannot_be_unmerged(cy_in: Browser) -> None:
    assert cy_in.post(f"/admin/categories/{category('电话')}/unmerge").status_code == 409


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "999"), ("POST", "999"), ("POST", "999/place"), ("POST", "999/merge"), ("POST", "999/unmerge")],
)
def test_one_that_is_not_there_is_not_found(cy_in: Browser, method: str, path: str) -> None:
    assert cy_in.open(f"/admin/categories/{path}", method=method, data=PHONE).status_code == 404


@pytest.mark.parametrize("path", ["", "/new"])
def test_strangers_sign_in_and_contributors_may_not(client: Browser, sign_in: SignIn, path: str) -> None:
    assert client.get(f"/admin/categories{path}").status_code == 303
    assert sign_in(personas.ANN).get(f"/admin/categories{path}").status_code == 403


def test_the_wrong_method_is_told(cy_in: Browser) -> None:
    assert cy_in.post("/admin/categories").status_code == 405
    assert cy_in.get("/admin/categories/1/merge").status_code == 405


def test_the_rail_shows_only_what_one_may_open(cy_in: Browser, sign_in: SignIn) -> None:
    page = cy_in.get("/admin/categories").text
    auditor = sign_in(personas.AUD).get("/admin/audit").text

    assert 'href="/admin/tags"' in page
    assert 'href="/admin/people"' not in page
    assert 'href="/admin/categories"' not in auditor
