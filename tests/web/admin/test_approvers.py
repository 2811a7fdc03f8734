"""The page that says who approves the SOPs of a category."""

import pytest

from scenariowiki.accounts.commands import people
from scenariowiki.accounts.rules import Role
from scenariowiki.runtime.session import read, write
from scenariowiki.sops.queries.approvers import list_approvers
from tests import personas
from tests.browser import Browser
from tests.scenarios.writing import category

PAT, DAN, ANN = personas.PAT, personas.DAN, personas.ANN


def _make_owner() -> None:
    with write() as uow:
        people.set_roles(uow, personas.ADA, DAN.id, {Role.CURATOR, Role.SOP_OWNER})


def test_several_are_asked_in_their_order(cy_in: Browser) -> None:
    _make_owner()
    home = category("停机")
    assert "任一位 SOP 负责人" in cy_in.get("/admin/approvers").text

    saved = cy_in.post(f"/admin/approvers/{home}", data={"first": str(DAN.id), "third": str(PAT.id)})

    assert saved.status_code == 303
    assert list_approvers(read()) == {home: (DAN.id, PAT.id)}
    assert f"{DAN.display_name} → {PAT.display_name}" in cy_in.get("/admin/approvers").text
    assert cy_in.get(f"/admin/approvers/{home}").text.count("selected") >= 2


def test_an_empty_list_means_anyone_again(cy_in: Browser) -> None:
    home = category("停机")
    cy_in.post(f"/admin/approvers/{home}", data={"first": str(PAT.id)})

    cy_in.post(f"/admin/approvers/{home}", data={"first": ""})

    assert list_approvers(read()) == {home: ()}
    assert "任一位 SOP 负责人" in cy_in.get("/admin/approvers").text


@pytest.mark.parametrize("wrong", [str(ANN.id), "999", "x"])
def test_only_sop_owners_are_offered(cy_in: Browser, wrong: str) -> None:
    home = category("停机")

    answer = cy_in.post(f"/admin/approvers/{home}", data={"first": wrong})

    assert answer.status_code == 422
    assert list_approvers(read()) == {}


def test_nobody_is_named_twice(cy_in: Browser) -> None:
    home, twice = category("停机"), {"first": str(PAT.id), "third": str(PAT.id)}

    answer = cy_in.post(f"/admin/approvers/{home}", data=twice)

    assert answer.status_code == 422
    assert "同一个人选了两次" in answer.text
    assert answer.text.count(f'selected value="{PAT.id}"') == 2
    assert list_approvers(read()) == {}


def test_who_may_no_longer_approve_is_marked(cy_in: Browser) -> None:
    _make_owner()
    home = category("停机")
    cy_in.post(f"/admin/approvers/{home}", data={"first": str(DAN.id)})
    with write() as uow:
        people.set_roles(uow, personas.ADA, DAN.id, {Role.CURATOR})

    assert "已不是 SOP 负责人" in cy_in.get("/admin/approvers").text


def test_a_category_that_is_not_there_is_not_found(cy_in: Browser) -> None:
    assert cy_in.get("/admin/approvers/999").status_code == 404
