"""Hints on wording (R42, R43): what is found, and what is left alone."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenariowiki.scenarios.rules.writing import (
    CHARACTERS_MOST,
    SENTENCES_MOST,
    Flaw,
    Passage,
    hints,
    looked_at,
    mask,
)


def flaws(text: str, *, instructs: bool = True) -> list[tuple[Flaw, str]]:
    return [(hint.flaw, hint.words) for hint in hints([Passage(place="p", text=text, instructs=instructs)])]


@pytest.mark.parametrize(
    ("text", "flaw", "words"),
    [
        ("请尽快给客户答复。", Flaw.NO_DEADLINE, "尽快"),
        ("請儘快給客戶答覆。", Flaw.NO_DEADLINE, "儘快"),
        ("查清楚以后回电。", Flaw.NO_DEADLINE, "回电"),
        ("给客户补偿。", Flaw.NO_AMOUNT, "补偿"),
        ("找相关部门处理。", Flaw.VAGUE, "相关部门"),
        ("Refund as needed.", Flaw.VAGUE, "as needed"),
        ("客户电话 138 1234 5678", Flaw.CUSTOMER_DATA, "138****78"),
        ("客户电话１３８１２３４５６７８", Flaw.CUSTOMER_DATA, "138****78"),
        ("2026-11-23 13812345678 来电", Flaw.CUSTOMER_DATA, "138****78"),
        ("座机 0551-62345678", Flaw.CUSTOMER_DATA, "055****78"),
        ("证件 11010519491231002X", Flaw.CUSTOMER_DATA, "110****2x"),
        ("卡 4111 1111 1111 1111", Flaw.CUSTOMER_DATA, "411****11"),
        ("邮箱 zhang.san@example.com", Flaw.CUSTOMER_DATA, "zha****om"),
        ("订单号：JD20261123001", Flaw.CUSTOMER_DATA, "jd2****01"),
        ("客户姓名：张小三", Flaw.CUSTOMER_DATA, "张**"),
        ("送到3号楼2单元501室", Flaw.CUSTOMER_DATA, "3号楼****1室"),
    ],
)
def test_r43_a_flaw_is_found_with_its_words(text: str, flaw: Flaw, words: str) -> None:
    assert (flaw, words) in flaws(text)


@pytest.mark.parametrize(
    "text",
    [
        "请尽快给客户答复，最晚 2 小时内。",
        "当天回电。",
        "立即转接班长。",
        "周一 18:00 前回复客户。",
        "给客户补偿 20 元。",
        "查 2026-11-23 到 2026-11-25 的记录。",
        "话务量从 1000 到 2000，占 3.5%。",
        "证件号要核对 18 位。",
        "流水号 123456789012345678",
        "先道歉，再核对订单。",
    ],
)
def test_r43_what_is_said_plainly_is_left_alone(text: str) -> None:
    assert flaws(text) == []


def test_r43_only_instructions_have_to_give_times_and_amounts() -> None:
    assert flaws("客户要求尽快补偿。", instructs=False) == []


def test_r42_sixty_characters_make_a_sentence_long() -> None:
    assert flaws("先" * 60 + "。") == []
    assert flaws("先" * 61 + "。") == [(Flaw.LONG, "先" * 24 + "…")]
    assert flaws("先" * 40 + "。" + "后" * 40) == []
    assert flaws("word " * 30) == []
    assert [flaw for flaw, _ in flaws("word " * 31)] == [Flaw.LONG]


def test_the_gravest_comes_first_and_each_once() -> None:
    found = flaws("酌情处理。尽快处理。尽快处理。电话 13812345678。")

    assert [flaw for flaw, _ in found] == [Flaw.CUSTOMER_DATA, Flaw.NO_DEADLINE, Flaw.VAGUE]


@given(st.text(alphabet="1 -x@.a订单号：尽快\n。", max_size=200))
def test_any_text_is_read_and_no_number_is_shown_whole(text: str) -> None:
    assert all("*" in words for flaw, words in flaws(text) if flaw is Flaw.CUSTOMER_DATA)


@pytest.mark.parametrize("piece", ["1", "1 ", "a", "a.", "订单号", "a@", "尽快", "1-", "姓名 "])
def test_the_longest_text_is_read_while_somebody_types(piece: str) -> None:
    start = time.thread_time()

    flaws((piece * 60_000)[:60_000])

    assert time.thread_time() - start < 2


def test_r43_however_much_is_typed_only_so_much_of_it_is_looked_at() -> None:
    """50,000 characters in one field, or in sixty: hints come while somebody types."""
    told = "".join(f"第 {number} 位客户来电询问停机原因。" for number in range(3_000))
    form = [Passage(place=f"steps-{at}", text=told[at * 900 :][:900]) for at in range(60)]

    for passages in ([Passage(place="situation", text=told[:50_000])], form):
        seen = [sentence for _passage, sentence in looked_at(passages)]
        assert len(seen) <= SENTENCES_MOST
        assert sum(map(len, seen)) <= CHARACTERS_MOST


def test_r43_customer_data_is_found_wherever_it_stands() -> None:
    told = "".join(f"第 {number} 位客户来电询问停机原因。" for number in range(2_600))
    form = [Passage(place="situation", text=told), Passage(place="steps", text="邮箱 zhang@example.com")]

    for long in (told, "停" * 49_000):
        (found,) = [flaw for flaw in flaws(long + "电话 13812345678。") if flaw[0] is Flaw.CUSTOMER_DATA]
        assert found == (Flaw.CUSTOMER_DATA, "138****78")
    assert [hint.place for hint in hints(form) if hint.flaw is Flaw.CUSTOMER_DATA] == ["steps"]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("客户13812345678abc来电", "客户138****78abc来电"),
        ("来电1 3 8 1 2 3 4 5 6 7 8说", "来电1 3**** 8说"),
        ("x1-3-8-1-2-3-4", "x1-3****-4"),
        ("尾号１２３４５６７。", "尾号１****。"),
        ("卡 1234 567890 123 丢了", "卡 123****23 丢了"),
        ("订单号：JD20261123001 退款", "订单号：JD2****01 退款"),
        ("套餐 199 元 30 天", "套餐 199 元 30 天"),
        ("123456 到 123456", "123456 到 123456"),
    ],
)
def test_i5_a_long_number_is_masked_however_it_is_written(text: str, shown: str) -> None:
    assert mask(text) == shown


def test_r43_one_sentence_without_an_end_is_cut() -> None:
    ((_passage, seen),) = looked_at([Passage(place="situation", text="停" * 50_000)])

    assert len(seen) == CHARACTERS_MOST


def test_r43_what_is_said_again_and_again_is_looked_at_once() -> None:
    passages = [Passage(place=place, text="尽快处理。" * 200) for place in ("a", "b")]

    assert [passage.place for passage, _sentence in looked_at(passages)] == ["a", "b"]
