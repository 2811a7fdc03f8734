"""Completions: by beginning, middle and pinyin, popular first, never of what one may not read."""

import random
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenariowiki.search.index import Entry, Visibility, Vocabulary
from scenariowiki.search.suggest import Suggestions

EVERYONE = Visibility(audiences=frozenset({"all"}))


def entry(title: str, no: int = 1, **given: Any) -> Entry:
    facts: dict[str, Any] = {
        "keys": (),
        "tags": (),
        "audience": "all",
        "state": "published",
        "popularity": 0,
    } | given
    return Entry(id=no, title=title, **facts)


def suggestions_of(*entries: Entry, **given: Any) -> Suggestions:
    return Suggestions.build(Vocabulary(entries=entries), **given)


def titles(suggestions: Suggestions, typed: str, visible: Visibility = EVERYONE) -> list[str]:
    return [completion.title for completion in suggestions.complete(typed, visible)]


@pytest.mark.parametrize("typed", ["缺货", "缺貨", "客户", "que huo", "quehuo", "qh", "QH", "投诉", "kehu"])
def test_two_characters_or_pinyin_of_either_script_lead_to_a_title(typed: str) -> None:
    suggestions = suggestions_of(entry("缺貨引起客戶投訴", keys=("quehuoyinqikehutousu", "qhyqkhts")))

    assert titles(suggestions, typed) == ["缺貨引起客戶投訴"]


def test_beginnings_come_before_inner_parts_and_popular_ones_first() -> None:
    suggestions = suggestions_of(
        entry("商品缺货", 1, popularity=9),
        entry("缺货投诉", 2, popularity=1),
        entry("缺货登记", 3, popularity=5),
    )

    assert titles(suggestions, "缺货") == ["缺货登记", "缺货投诉", "商品缺货"]


def test_a_person_never_learns_a_title_or_tag_they_may_not_read() -> None:
    suggestions = suggestions_of(
        entry("缺货一", 1, audience="team:2", tags=("缺货件",)),
        entry("缺货二", 2),
        entry("缺货三", 3, state="submitted", tags=("缺货单",)),
    )

    assert titles(suggestions, "缺货") == ["缺货二"]
    assert titles(suggestions, "缺货", Visibility(audiences=frozenset())) == []
    assert titles(suggestions, "缺货", Visibility(everything=True)) == ["缺货件", "缺货一", "缺货二"]


def test_the_typed_part_is_marked_in_the_original_script() -> None:
    (completion,) = suggestions_of(entry("商品缺貨處理")).complete("缺货", EVERYONE)

    assert [(piece.is_hit, piece.text) for piece in completion.pieces] == [
        (False, "商品"),
        (True, "缺貨"),
        (False, "處理"),
    ]


def test_tags_are_completed_too() -> None:
    suggestions = suggestions_of(entry("夜间无人接听", tags=("热线",)), tag_pinyin={"热线": ("rexian", "rx")})

    assert [(found.kind, found.id) for found in suggestions.complete("热", EVERYONE)] == [("tag", "热线")]
    assert [(found.kind, found.id) for found in suggestions.complete("rx", EVERYONE)] == [("tag", "热线")]


@given(st.text(max_size=80))
def test_anything_may_be_typed(typed: str) -> None:
    suggestions = suggestions_of(entry("缺货\n投诉", keys=("quehuo",)), entry("Late refund", 2))

    assert len(titles(suggestions, typed)) <= 2


def test_ten_thousand_titles_are_completed_within_5_ms() -> None:
    dice = random.Random(7)
    signs = "商品缺货客户投诉退款热线升级处理信用卡业务办理流程夜间无人接听"
    entries = [
        entry("".join(dice.choices(signs, k=16)), no, keys=("".join(dice.choices("aeinghouqstx", k=24)),))
        for no in range(10_000)
    ]
    suggestions = suggestions_of(*entries)
    hidden = Visibility(audiences=frozenset({"team:9"}))

    spent = []
    for typed in ["缺", "缺货", "客户投", "qu", "quehuo", "不在其中"] * 20:
        started = time.process_time()
        suggestions.complete(typed, EVERYONE)
        spent.append(time.process_time() - started)
    spent.sort()

    assert spent[int(len(spent) * 0.95)] <= 0.005
    assert suggestions.complete("缺", hidden) == []
