"""Reading numbers, amounts, times and directions (D3, M12)."""

import time

import pytest

from scenariowiki.text.numbers import figures_in, has_numbers, numbers_in


@pytest.mark.parametrize(
    ("spellings", "reading"),
    [
        (("三天", "3 天", "３天"), "3天"),
        (("半小时", "30分钟", "0.5小时", "半個小時"), "30分钟"),
        (("一个半小时", "90 minutes"), "90分钟"),
        (("十元", "￥10", "10块钱", "rmb 10"), "10元"),
        (("12,000元", "一万二千元", "1.2万元"), "12000元"),
        (("百分之五十", "50%", "五成"), "50%"),
        (("八五折", "8.5折"), "8.5折"),
        (("下午三点半", "15:30", "15点30分"), "15:30"),
        (("3月5日", "三月五号"), "03-05"),
        (("2026年1月2日", "2026-01-02"), "2026-01-02"),
        (("第三", "第3"), "第3"),
        (("三个工作日",), "3工作日"),
        (("两三天",), "2-3天"),
        (("不超过", "至多", "within"), "at most"),
    ],
)
def test_one_number_has_one_reading(spellings: tuple[str, ...], reading: str) -> None:
    assert {numbers_in(spelling) for spelling in spellings} == {(reading,)}


@pytest.mark.parametrize(
    "text", ["十分感谢。", "一个客户来电。", "千万别挂机。", "有一点问题。", "A2区的客户。", ""]
)
def test_what_only_looks_like_a_number_is_none(text: str) -> None:
    assert numbers_in(text) == ()


def test_a_figure_is_shown_as_it_is_written() -> None:
    assert figures_in("不超過２ 小时，8.5 折") == (
        ("at most", "不超過"),
        ("120分钟", "２ 小时"),
        ("8.5折", "8.5 折"),
    )


def test_a_direction_is_read_but_is_no_number() -> None:
    assert numbers_in("要提高补偿") == ("up",)
    assert not has_numbers("要提高补偿")
    assert has_numbers("最多补偿十元")


@pytest.mark.parametrize(
    "text", ["一" * 50_000, "1" * 50_000, "1" + "亿" * 200_000, "1," * 30_000, "1 " * 40_000]
)
def test_no_text_takes_long_to_read(text: str) -> None:
    start = time.process_time()
    numbers_in(text)
    assert time.process_time() - start < 1.5
