"""Did you mean: the nearest word the asker may read."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenariowiki.search.index import Entry, Visibility, Vocabulary
from scenariowiki.search.spelling import Spelling

EVERYONE = Visibility(audiences=frozenset({"all"}))


def entry(title: str, **given: Any) -> Entry:
    facts: dict[str, Any] = {
        "keys": (),
        "tags": (),
        "audience": "all",
        "state": "published",
        "popularity": 0,
    } | given
    return Entry(id=1, title=title, **facts)


SPELLING = Spelling.build(
    Vocabulary(
        entries=[
            entry("信用卡退款投诉升级"),
            entry("商品缺貨"),
            entry("Router firmware upgrade"),
            entry("保密业务", audience="team:2"),
            entry("草稿箱清理", state="submitted"),
        ],
    )
)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("投素", "投诉"),
        ("投素升级", "投诉升级"),
        ("信用咔", "信用卡"),
        ("缺或", "缺货"),
        ("ruoter", "router"),
        ("frimwrae 缺货", "firmware 缺货"),
        ("tag:投素 缺货", "tag:投诉 缺货"),
    ],
)
def test_an_unknown_word_is_replaced_by_the_nearest_known_one(typed: str, meant: str) -> None:
    assert SPELLING.correct(typed, EVERYONE) == meant


@pytest.mark.parametrize(
    "typed", ["", "投诉", "缺貨", "router OR upgrade", "xyz", "12345678", "完全无关的话语", "*"]
)
def test_nothing_is_offered_for_what_is_known_or_far_from_everything(typed: str) -> None:
    assert SPELLING.correct(typed, EVERYONE) is None


def test_words_of_texts_one_may_not_read_are_never_offered() -> None:
    team = Visibility(audiences=frozenset({"all", "team:2"}))

    assert SPELLING.correct("保蜜", EVERYONE) is None
    assert SPELLING.correct("保蜜", team) == "保密"
    assert SPELLING.correct("草搞", Visibility(everything=True)) is None


@given(st.text(max_size=300))
def test_anything_may_be_typed(typed: str) -> None:
    SPELLING.correct(typed, EVERYONE)
