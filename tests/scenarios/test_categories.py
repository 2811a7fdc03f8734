"""Keeping the catalogue tree in order."""

from typing import Any

import pytest

from scenariowiki.accounts.rules import Actor
from scenariowiki.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from scenariowiki.runtime.session import read, write
from scenariowiki.scenarios.commands import categories as commands
from scenariowiki.scenarios.commands.categories import CategoryInput
from scenariowiki.scenarios.models import Category, Scenario
from scenariowiki.scenarios.queries import catalogue, taxonomy
from scenariowiki.scenarios.rules.states import Audience
from tests import personas
from tests.scenarios.writing import category, happened, recorded, situation
from tests.scenarios.writing import published as publish

pytestmark = pytest.mark.usefixtures("app")
CY = personas.CY


def change(category_id: int, actor: Actor = CY, base_version: int | None = None, **given: Any) -> Category:
    wanted = CategoryInput(**{"title": "新名", "description": "说明", **given})
    with write() as uow:
        return commands.save_category(uow, actor, wanted, category_id=category_id, base_version=base_version)


def move(category_id: int, parent_id: int | None) -> None:
    row = taxonomy.get_category(read(), category_id)
    change(category_id, title=row.title, parent_id=parent_id)


def merge(one: int, other: int) -> None:
    with write() as uow:
        commands.merge_categories(uow, CY, one, other)


def unmerge(one: int) -> None:
    with write() as uow:
        commands.unmerge_category(uow, CY, one)


def tree() -> list[tuple[str, int]]:
    return [(row.title, row.depth) for row in taxonomy.list_categories(read())]


def problems(act: Any) -> dict[str, str]:
    with pytest.raises(Invalid) as refused:
        act()
    return dict(refused.value.fields)


def test_the_tree_is_listed_in_its_order() -> None:
    phone = category("电话")
    category("网络")
    calls = category("来电", phone)
    category("回拨", calls)

    assert tree() == [("电话", 1), ("来电", 2), ("回拨", 3), ("网络", 1)]
    assert happened() == ["CategorySaved"] * 4


def test_there_is_no_fourth_level() -> None:
    third = category("回拨", category("来电", category("电话")))

    assert problems(lambda: category("夜间", third)) == {"parent_id": "too_deep"}


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ({"title": " ", "description": ""}, {"title": "required", "description": "required"}),
        ({"title": "长" * 41}, {"title": "too_long"}),
        ({"description": "长" * 401}, {"description": "too_long"}),
        ({"title": "名\0字"}, {"title": "characters_nul"}),
        ({"labels": {"en": "a\x07b"}}, {"labels.en": "characters_control"}),
        ({"owner_id": 999}, {"owner_id": "no_account"}),
        ({"parent_id": 999}, {"parent_id": "no_category"}),
    ],
)
def test_a_category_that_cannot_be_is_refused(given: dict[str, Any], wrong: dict[str, str]) -> None:
    id_ = category("电话")

    assert problems(lambda: change(id_, **given)) == wrong


def test_a_twin_beside_it_is_refused_however_it_is_written() -> None:
    category("账单争议")
    below = category("费用")

    assert problems(lambda: category("帳單爭議")) == {"title": "taken"}
    assert category("账单争议", below)


def test_a_rename_and_a_move_in_one_save_are_both_recorded() -> None:
    phone, calls = category("电话"), category("来电")

    change(calls, title="呼入", parent_id=phone)

    assert tree() == [("电话", 1), ("呼入", 2)]
    assert recorded("CategoryMoved") == [{"schema": 1, "category_id": calls, "before": None, "after": phone}]


def test_what_is_below_moves_along() -> None:
    phone, calls = category("电话"), category("来电")
    category("回拨", calls)

    move(calls, phone)

    assert tree() == [("电话", 1), ("来电", 2), ("回拨", 3)]


def test_a_move_that_breaks_the_tree_is_refused() -> None:
    phone = category("电话")
    calls = category("来电", phone)
    category("回拨", calls)
    network = category("网络")
    category("来电", network)

    assert problems(lambda: move(phone, calls)) == {"parent_id": "category_cycle"}
    assert problems(lambda: move(phone, phone)) == {"parent_id": "category_cycle"}
    assert problems(lambda: move(phone, network)) == {"parent_id": "too_deep"}
    assert problems(lambda: move(calls, network)) == {"title": "taken"}


def test_siblings_change_places() -> None:
    ids = [category(title) for title in ("甲", "乙", "丙")]

    for by in (-1, -1, -1):
        with write() as uow:
            commands.place_category(uow, CY, ids[2], by=by)

    assert [title for title, _depth in tree()] == ["丙", "甲", "乙"]


def test_a_category_changed_meanwhile_is_not_overwritten() -> None:
    id_ = category("电话")
    change(id_, base_version=1)

    with pytest.raises(Conflict, match="edit_conflict"):
        change(id_, base_version=1)


def test_a_merge_lists_the_scenarios_there_and_can_be_undone() -> None:
    one, other = category("电话"), category("通话")
    no = publish(personas.ANN, about=situation(category=one))

    merge(one, other)
    assert taxonomy.canonical_category(read(), one) == other
    assert [(node.title, node.count) for node in catalogue.category_tree(read())] == [("通话", 1)]
    assert taxonomy.merged_into_category(read(), other) == [(one, "电话")]

    unmerge(one)
    assert {node.title: node.count for node in catalogue.category_tree(read())} == {"电话": 1, "通话": 0}
    assert catalogue.cards(read(), CY, [no])[0].category_id == one


def test_scenarios_of_one_team_are_not_counted_for_all() -> None:
    no = publish(personas.ANN, about=situation(category=category("电话")))
    with write() as uow:
        uow.session.query(Scenario).filter_by(no=no).one().audience = Audience.TEAM

    assert [node.count for node in catalogue.category_tree(read())] == [0]


def test_a_merge_follows_the_winner_to_where_it_went_and_comes_apart_in_any_order() -> None:
    a, b, c = category("甲"), category("乙"), category("丙")
    merge(b, c)
    merge(a, b)
    assert [taxonomy.canonical_category(read(), id_) for id_ in (a, b)] == [c, c]

    unmerge(b)
    assert [taxonomy.canonical_category(read(), id_) for id_ in (a, b)] == [c, b]
    unmerge(a)

    assert tree() == [("甲", 1), ("乙", 1), ("丙", 1)]
    assert happened()[-2:] == ["CategoryUnmerged", "CategoryUnmerged"]


def test_a_new_scenario_filed_under_a_merged_category_goes_to_what_it_means() -> None:
    one, other = category("电话"), category("通话")
    merge(one, other)

    no = publish(personas.ANN, about=situation(category=one))

    assert catalogue.cards(read(), CY, [no])[0].category_id == other


def test_only_a_leaf_is_merged() -> None:
    phone, network = category("电话"), category("网络")
    calls = category("来电", phone)

    with pytest.raises(Conflict, match="category_has_children"):
        merge(phone, network)

    merge(calls, network)
    merge(phone, network)
    assert tree()[0] == ("电话", 1)


def test_a_child_comes_back_only_below_a_living_parent() -> None:
    phone, network = category("电话"), category("网络")
    calls = category("来电", phone)
    merge(calls, network)
    merge(phone, network)

    with pytest.raises(Conflict, match="parent_merged"):
        unmerge(calls)
    unmerge(phone)
    unmerge(calls)

    assert tree() == [("电话", 1), ("来电", 2), ("网络", 1)]


@pytest.mark.parametrize("both", [(1, 1), (1, 2), (2, 1)])
def test_what_is_one_already_is_not_merged(both: tuple[int, int]) -> None:
    ids = {1: category("甲"), 2: category("乙")}
    merge(ids[1], ids[2])

    with pytest.raises(Conflict, match="already_same"):
        merge(ids[both[0]], ids[both[1]])


def test_a_merged_category_is_not_edited_and_only_a_merged_one_unmerged() -> None:
    one, other = category("甲"), category("乙")
    with pytest.raises(Conflict, match="inactive"):
        unmerge(one)
    merge(one, other)

    with pytest.raises(Conflict, match="not_editable"):
        change(one)
    assert problems(lambda: category("丙", one)) == {"parent_id": "no_category"}


@pytest.mark.parametrize("person", [personas.ANN, personas.REA, personas.PAT, personas.AUD])
def test_only_who_keeps_the_catalogue_changes_categories(person: Actor) -> None:
    with pytest.raises(Forbidden):
        category("新", actor=person)


def test_a_category_that_is_not_there_is_not_found() -> None:
    with pytest.raises(NotFound, match="no_category"):
        change(99)
    with pytest.raises(NotFound, match="no_category"):
        taxonomy.get_category(read(), 99)
