"""The catalogue check finds what is out of order."""

from collections.abc import Callable

import pytest
from sqlalchemy import event, update

from scenariowiki.runtime.session import db, read, write
from scenariowiki.scenarios.commands import categories as commands
from scenariowiki.scenarios.commands.tags import merge_tags
from scenariowiki.scenarios.models import Category
from scenariowiki.scenarios.queries import lint
from scenariowiki.scenarios.queries.lint import Problem
from tests import personas
from tests.scenarios.writing import category, draft, situation, tag
from tests.scenarios.writing import published as publish

pytestmark = pytest.mark.usefixtures("app")


def found(most: int = lint.MOST) -> dict[Problem, list[tuple[str, ...]]]:
    report = lint.check(read(), most=most)
    return {
        one.problem: [tuple(subject.name for subject in group) for group in one.examples]
        for one in report.findings
    }


def owned(title: str, parent_id: int | None = None) -> int:
    id_ = category(title, parent_id, owner_id=personas.CY.id)
    publish(personas.ANN, about=situation(category=id_))
    return id_


def test_an_orderly_catalogue_has_nothing_to_put_right() -> None:
    owned("来电", owned("电话"))

    report = lint.check(read())

    assert report.findings == ()
    assert (report.categories, report.tags, report.by_clicks) == (2, 1, {1: 1, 2: 1})


def test_empty_categories_without_an_owner_are_found() -> None:
    category("电话")

    assert found() == {Problem.NO_OWNER: [("电话",)], Problem.EMPTY: [("电话",)]}


def test_a_category_that_only_has_others_below_is_not_empty() -> None:
    owned("来电", category("电话", owner_id=personas.CY.id))

    assert found() == {}


def test_overfull_categories_are_found_fullest_first() -> None:
    few, many = owned("电话"), owned("网络")
    for id_ in (few, many, many):
        publish(personas.ANN, about=situation(category=id_))

    assert found(most=1) == {Problem.OVERFULL: [("网络",), ("电话",)]}
    assert found(most=2) == {Problem.OVERFULL: [("网络",)]}
    assert found(most=3) == {}


def test_equal_and_near_names_across_the_tree_are_found() -> None:
    phone = owned("电话客服")
    owned("账单争议", phone)
    owned("帳單爭議")
    owned("电话客服部")

    assert found() == {
        Problem.EQUAL_CATEGORIES: [("账单争议", "帳單爭議")],
        Problem.NEAR_CATEGORIES: [("电话客服", "电话客服部")],
    }


def test_published_scenarios_without_a_category_are_counted() -> None:
    publish(personas.ANN)
    draft(personas.ANN)

    (finding,) = lint.check(read()).findings

    assert (finding.problem, finding.count) == (Problem.UNCATEGORISED, 1)


def test_near_tags_are_found_merged_ones_are_not_looked_at() -> None:
    one, other, third = tag("投诉升级"), tag("升级投诉"), tag("投诉升级类")
    assert found() == {
        Problem.NEAR_TAGS: [("投诉升级", "升级投诉"), ("投诉升级", "投诉升级类")],
    }

    with write() as uow:
        merge_tags(uow, personas.CY, one, third)
        merge_tags(uow, personas.CY, other, third)
    assert found() == {}


def test_what_hangs_below_a_merged_category_cannot_be_clicked_to() -> None:
    phone, network = owned("电话"), owned("网络")
    lost = owned("来电", phone)
    with write() as uow:
        uow.session.execute(update(Category).where(Category.id == phone).values(merged_into_id=network))

    assert found() == {Problem.TOO_FAR: [("来电",)]}
    assert lost


def test_merged_categories_are_not_looked_at() -> None:
    phone, network = category("电话"), owned("网络")
    with write() as uow:
        commands.merge_categories(uow, personas.CY, phone, network)

    assert found() == {}


@pytest.mark.parametrize(("depth", "clicks"), [(1, 1), (2, 2), (3, 2), (4, 4)])
def test_three_levels_are_two_clicks(depth: int, clicks: int) -> None:
    assert lint.clicks(depth) == clicks


def test_it_asks_the_database_a_fixed_number_of_times() -> None:
    def statements() -> int:
        return count_statements(lambda: lint.check(read()))

    category("电话")
    before = statements()
    for number in range(12):
        category(f"类别{number}")

    assert statements() == before <= 6


def count_statements(act: Callable[[], object]) -> int:
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        act()
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    return len(seen)
