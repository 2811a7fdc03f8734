"""The page of the catalogue check."""

import pytest

from tests import personas
from tests.browser import Browser, SignIn
from tests.scenarios.writing import category, published, situation, tag


def test_findings_lead_to_where_they_are_put_right(cy_in: Browser) -> None:
    phone = category("账单争议")
    category("帳單爭議", phone)
    near = tag("投诉升级")
    tag("升级投诉")
    published(personas.ANN)

    page = cy_in.get("/admin/lint").text

    assert f'href="/admin/categories/{phone}">账单争议</a>' in page
    assert f'href="/admin/tags/{near}">投诉升级</a>' in page
    assert page.index("帳單爭議") < page.index("升级投诉")


def test_an_empty_catalogue_has_nothing_to_put_right(cy_in: Browser) -> None:
    assert "<tbody>" not in cy_in.get("/admin/lint").text


@pytest.mark.parametrize(
    ("most", "is_full"),
    [("1", True), ("2", False), ("", False), ("x", False), ("0", False), ("9" * 30, False)],
)
def test_how_many_are_too_many_can_be_chosen(cy_in: Browser, most: str, *, is_full: bool) -> None:
    id_ = category("电话", owner_id=personas.CY.id)
    for _ in range(2):
        published(personas.ANN, about=situation(category=id_))

    page = cy_in.get("/admin/lint", query_string={"most": most})

    assert page.status_code == 200
    assert ("电话 (2)" in page.text) == is_full


def test_strangers_sign_in_and_contributors_may_not(client: Browser, sign_in: SignIn) -> None:
    assert client.get("/admin/lint").status_code == 303
    assert sign_in(personas.ANN).get("/admin/lint").status_code == 403


def test_the_wrong_method_is_told(cy_in: Browser) -> None:
    assert cy_in.post("/admin/lint").status_code == 405
