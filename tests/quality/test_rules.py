"""The rules of the content standard: what a list may be, fair draws, shares that name nobody."""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from itertools import count
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenariowiki.kernel.errors import Invalid
from scenariowiki.quality.queries.checklists import BUILT_IN
from scenariowiki.quality.rules import trend
from scenariowiki.quality.rules.checklist import (
    Checklist,
    Criterion,
    check_checklist,
    check_review,
    keyed,
)
from scenariowiki.quality.rules.drawing import Candidate, in_order
from scenariowiki.quality.rules.trend import (
    Cells,
    Judged,
    by_criterion,
    months_until,
    share_of,
    table_of,
)

NOVEMBER = dt.date(2026, 11, 1)
NUMBERS = count(1)


def candidate(id_: int, category: int, team: int = 1) -> Candidate:
    return Candidate(scenario_id=id_, group=(category, team))


def judged(author: int, *, month: dt.date = NOVEMBER, category: int = 1, **answers: str) -> Judged:
    return Judged(
        review_id=next(NUMBERS),
        month=month,
        category_id=category,
        author_id=author,
        answers=answers,
        weights={"c1": 1, "c2": 3},
    )


def of_months(judged: Sequence[Judged], months: Sequence[dt.date], *keys: str) -> Cells[dt.date]:
    return table_of(judged, months, lambda one: one.month, by_criterion(judged, keys))


def of_categories(judged: Sequence[Judged], *keys: str) -> Cells[int]:
    ids = sorted({one.category_id for one in judged})
    return table_of(judged, ids, lambda one: one.category_id, by_criterion(judged, keys))


def percents(cells: Cells[Any], key: str | None = None) -> list[int | None]:
    return [share.percent for (_row, its), share in cells.items() if its == key]


def test_r44_the_built_in_list_holds_what_a_centre_needs_first() -> None:
    assert [one.name for one in BUILT_IN.criteria][:5] == [
        "客户导向",
        "合规",
        "可操作",
        "事实准确",
        "易读易找",
    ]
    assert check_checklist(BUILT_IN, {one.key for one in BUILT_IN.criteria}) == {}


def test_r44_new_criteria_never_get_a_key_that_was_used() -> None:
    given_ = [Criterion(key="c2", name="合规"), Criterion(key="", name="新"), Criterion(key="", name="更新")]

    assert [one.key for one in keyed(given_, {"c1", "c2", "c9"})] == ["c2", "c10", "c11"]


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        (Criterion(key="c1", name=""), "required"),
        (Criterion(key="c1", name="长" * 31), "too_long"),
        (Criterion(key="c1", name="短", explanation="长" * 301), "too_long"),
        (Criterion(key="c1", name="短", weight=6), "weight_range"),
        (Criterion(key="c1", name="短", weight=0), "weight_range"),
        (Criterion(key="c7", name="短"), "unknown_criterion"),
        (Criterion(key="c1", name="a\x00b"), "characters_control"),
    ],
)
def test_r44_a_list_that_cannot_be_used_says_where(wrong: Criterion, code: str) -> None:
    assert check_checklist(Checklist(number=0, criteria=(wrong,)), {"c1"}) == {"criteria-0": code}


def test_r44_twins_empty_and_endless_lists_are_refused() -> None:
    twins = tuple(Criterion(key=key, name="合规") for key in ("c1", "c2"))
    many = tuple(Criterion(key=f"c{n}", name=f"第{n}") for n in range(1, 23))

    assert check_checklist(Checklist(number=0, criteria=twins), {"c1", "c2"}) == {
        "criteria-1": "criterion_twice"
    }
    assert check_checklist(Checklist(number=0, criteria=()), set())["criteria"] == "required"
    assert (
        check_checklist(Checklist(number=0, criteria=many), {one.key for one in many})["criteria"]
        == "too_many"
    )
    assert check_checklist(Checklist(number=0, criteria=twins[:1], size=0, rest_days=7), {"c1"}) == {
        "size": "out_of_range",
        "rest_days": "out_of_range",
    }


def test_r44_the_writing_guide_has_an_end_and_no_broken_characters() -> None:
    given_ = (Criterion(key="c1", name="合规"),)

    for guide, code in (("长" * 10_001, "too_long"), ("a\x00b", "characters_nul")):
        found = check_checklist(Checklist(number=0, criteria=given_, guide=guide), {"c1"})
        assert found == {"guide": code}
    assert "标题" in BUILT_IN.guide


def test_a_review_needs_every_answer_and_a_word_where_something_is_not_met() -> None:
    criteria = (Criterion(key="c1", name="合规"), Criterion(key="c2", name="可操作"))

    assert check_review(criteria, {"c1": "yes", "c2": "not_applicable"}, " ") == (
        {"c1": "yes", "c2": "not_applicable"},
        "",
    )
    for answers, note, fields in (
        ({"c1": "yes"}, "", {"c2": "required"}),
        ({"c1": "yes", "c2": "maybe"}, "", {"c2": "not_a_choice"}),
        ({"c1": "yes", "c2": "no"}, " ", {"note": "say_how"}),
        ({"c1": "yes", "c2": "yes", "c3": "yes"}, "", {"answers": "unknown_criterion"}),
        ({"c1": "yes", "c2": "yes"}, "长" * 2001, {"note": "too_long"}),
        ({"c1": "yes", "c2": "yes"}, "a\x00b", {"note": "characters_nul"}),
    ):
        with pytest.raises(Invalid) as refused:
            check_review(criteria, answers, note)
        assert refused.value.fields == fields


@given(st.permutations(range(1, 25)), st.text(min_size=1, max_size=8))
def test_a_draw_can_be_made_again_whatever_order_the_candidates_come_in(order: list[int], seed: str) -> None:
    def drawn(ids: list[int]) -> list[int]:
        found = in_order([candidate(id_, id_ % 4) for id_ in ids], seed=seed, seen={})
        return [one.scenario_id for one in found]

    assert drawn(list(order)) == drawn(sorted(order))
    assert sorted(drawn(list(order))) == sorted(order)


def test_small_groups_come_up_beside_large_ones() -> None:
    large = [candidate(id_, 1) for id_ in range(1, 101)]

    drawn = list(in_order([*large, candidate(500, 2), candidate(501, 3)], seed="7", seen={}))[:6]

    assert {one.group[0] for one in drawn[:3]} == {1, 2, 3}
    assert [one.group[0] for one in drawn[3:]] == [1, 1, 1]


def test_what_was_seen_most_comes_last() -> None:
    some = [candidate(1, 1), candidate(2, 2), candidate(3, 3)]

    drawn = list(in_order(some, seed="7", seen={(1, 1): 4, (2, 1): 1}))

    assert [one.scenario_id for one in drawn] == [3, 2, 1]


def test_everything_of_a_group_has_the_same_chance() -> None:
    some = [candidate(id_, 1) for id_ in range(1, 5)]

    firsts = Counter(next(in_order(some, seed=str(seed), seen={})).scenario_id for seed in range(2000))

    assert all(400 < firsts[id_] < 600 for id_ in range(1, 5)), firsts


def test_a_share_has_both_its_numbers_and_leaves_out_what_does_not_apply() -> None:
    some = [judged(author, c1="yes", c2="not_applicable") for author in (1, 1, 1, 2)]

    share = share_of([*some, judged(2, c1="no", c2="yes")])

    assert (share.reviews, share.met, share.asked, share.percent) == (5, 5, 6, 83)
    assert (share.weighed, share.weight, share.weighted_percent) == (7, 8, 88)
    assert [(key, one.met, one.asked) for key, one in by_criterion(some, ["c1", "c2"]).items()] == [
        ("c1", 4, 4),
        ("c2", 0, 0),
    ]


def test_small_numbers_and_those_of_one_author_are_not_shown() -> None:
    four = [judged(author, c1="yes") for author in (1, 2, 3, 4)]
    of_one = [judged(1, c1="yes") for _number in range(9)]

    assert share_of(four).percent is None
    assert share_of([*four, judged(5, c1="no")]).percent == 80
    assert share_of(of_one).percent is None
    assert share_of([*of_one, judged(2, c1="yes")]).percent == 100
    assert (trend.SHOWN_FROM, trend.AUTHORS_FROM) == (5, 2)


def test_months_and_categories_are_kept_apart() -> None:
    october = dt.date(2026, 10, 1)
    some = [judged(n, c1="yes", category=n % 2) for n in range(6)]
    some += [judged(n, c1="no", month=october) for n in range(5)]

    months = of_months(some, months_until(dt.date(2026, 11, 28)))

    assert next(iter(months)) == (dt.date(2025, 12, 1), None)
    assert (months[NOVEMBER, None].percent, months[october, None].percent) == (100, 0)
    assert [(id_, one.reviews) for (id_, _key), one in of_categories(some).items()] == [(0, 3), (1, 8)]


def test_hidden_rows_do_not_follow_from_the_others_and_the_total() -> None:
    some = [judged(n, c1="yes", category=1) for n in range(8)]
    some += [judged(n, c1="yes", category=2) for n in range(6)]
    alone = [*some, judged(9, c1="no", category=3)]
    two_of_one = [*alone, judged(9, c1="no", category=4)]
    enough = [*some, *(judged(n, c1="no", category=3 + n % 2) for n in range(6))]

    assert percents(of_categories(some)) == [100, 100]
    assert percents(of_categories(alone)) == [100, None, None]
    assert percents(of_categories(two_of_one)) == [100, None, None, None], "their sum is about one person"
    assert percents(of_categories(enough)) == [100, 100, None, None], "their sum is about six"


def test_months_and_criteria_hide_a_second_row_too() -> None:
    october = dt.date(2026, 10, 1)
    some = [judged(n, c1="yes", c2="yes") for n in range(8)]
    some += [judged(n, c1="yes", c2="yes", month=october) for n in range(3)]
    rare = [judged(1, c1="yes", c2="yes", c3="no"), *some]

    assert percents(of_months(some, months_until(NOVEMBER, 3))) == [None, None, None]
    assert [one.percent for one in by_criterion(some, ["c1", "c2"]).values()] == [100, 100]
    assert [one.percent for one in by_criterion(rare, ["c1", "c2", "c3"]).values()] == [None, 100, None]


def test_a_criterion_of_a_month_does_not_follow_from_the_other_months() -> None:
    october, september = dt.date(2026, 10, 1), dt.date(2026, 9, 1)
    some = [judged(n, c1="yes", c2="yes", month=month) for n in range(8) for month in (october, september)]
    some += [judged(n, c1="yes", c2="not_applicable") for n in range(7)]
    some += [judged(9, c1="yes", c2="no")]

    cells = of_months(some, months_until(NOVEMBER, 3), "c1", "c2")

    assert percents(cells) == [100, 100, 89], "months rest on enough"
    assert percents(cells, "c2")[2] is None
    assert percents(cells, "c2").count(None) >= 2, "or it would be what the whole year has more"
    for month in (october, september, NOVEMBER):
        of_month = [cells[month, key].percent for key in ("c1", "c2")]
        assert of_month.count(None) != 1, "or it would be what the month has more"


def test_what_is_hidden_as_a_whole_is_hidden_in_its_parts() -> None:
    some = [judged(n, c1="yes", c2="yes", category=1) for n in range(9)]
    some += [judged(n, c1="yes", c2="yes", category=2) for n in range(6)]
    some += [judged(9, c1="no", c2="yes", category=3)]

    cells = of_categories(some, "c1", "c2")

    assert percents(cells) == [100, None, None]
    assert percents(cells, "c1") == percents(cells, "c2") == [100, None, None]
