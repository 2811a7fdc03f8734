"""Names that people would mix up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenariowiki.scenarios.rules.naming import are_near, equal_names, near_names


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("投诉升级", "升级投诉"),
        ("投诉升级", "投诉升级类"),
        ("投诉 升级", "投诉升级"),
        ("账单争议（电信）", "账单争议电信"),
        ("宽带安装预约", "宽带安装预订"),
        ("Refund", "Refunds"),
        ("外呼组", "呼外组"),
    ],
)
def test_nearly_the_same(one: str, other: str) -> None:
    assert are_near(one, other)
    assert are_near(other, one)
    assert near_names({1: one, 2: other}) == [(1, 2)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("退款", "退货"),
        ("宽带报装", "宽带报修"),
        ("停机", "停机类"),
        ("账单", "帐单"),
        ("投诉升级", "投诉升级处理"),
        ("投诉升级", "投诉降"),
        ("缺货", "缺貨"),
    ],
)
def test_other_words_or_quite_the_same(one: str, other: str) -> None:
    assert not are_near(one, other)
    assert near_names({1: one, 2: other}) == []


def test_equal_names_are_grouped_by_any_of_their_names() -> None:
    names = {1: ("账单", "Bills"), 2: ("帳單",), 3: ("费用", "bills"), 4: ("网络",)}

    assert equal_names(names) == [(1, 2), (1, 3)]
    assert equal_names({1: ("账单", "帳單")}) == []


def test_signs_alone_are_names_too() -> None:
    assert equal_names({1: ("!!",), 2: ("!!",)}) == [(1, 2)]
    assert near_names({1: "!!", 2: "??"}) == []


@given(st.lists(st.text(alphabet="投诉升级账单ab", min_size=1, max_size=7), unique=True, max_size=12))
def test_the_quick_way_finds_what_comparing_all_finds(names: list[str]) -> None:
    by_id = dict(enumerate(names))

    slow = {(a, b) for a in by_id for b in by_id if a < b and are_near(by_id[a], by_id[b])}

    assert set(near_names(by_id)) == slow
