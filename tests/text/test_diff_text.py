"""Comparing two texts (D2)."""

import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenariowiki.text.diff import Budget, Op, Run, TextDiff, collapse, diff_text

MARKS = {Op.EQUAL: "{}", Op.DELETE: "[-{}-]", Op.INSERT: "[+{}+]", Op.GAP: "<{}>"}
TEXTS = st.text(st.sampled_from("客户退款要求的。，！\n 12a\U000f0000\U0010fffd\ue000\x00後后"), max_size=80)


def marked(diff: TextDiff) -> str:
    return "".join(MARKS[run.op].format(run.text) for run in diff.runs)


def side(diff: TextDiff, op: Op) -> str:
    return "".join(run.text for run in diff.runs if run.op in {Op.EQUAL, op})


@settings(max_examples=100, deadline=None)
@given(TEXTS, TEXTS)
def test_a_diff_holds_both_texts(before: str, after: str) -> None:
    diff = diff_text(before, after)

    assert side(diff, Op.DELETE) == before
    assert side(diff, Op.INSERT) == after
    assert all(run.text for run in diff.runs)
    assert (diff.changes == 0) == (before == after)


def test_only_what_changed_is_marked_and_neighbours_are_not_glued() -> None:
    before = "把截图和半小时话务数据一起发给业务部门，邮件标题写明影响席位数，要求尽快确认。"
    after = "把截图和15 分钟话务数据一起发给业务部门，邮件标题写明影响席位数与投诉数，要求一小时内书面确认。"

    assert marked(diff_text(before, after)) == (
        "把截图和[-半小时-][+15 分钟+]话务数据一起发给业务部门，邮件标题写明影响席位数[+与投诉数+]，"
        "要求[-尽快-][+一小时内书面+]确认。"
    )


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        ("退款30元。", "退款130元。", "退款[-30-][+130+]元。"),
        ("涨了3.5%。", "涨了3.6%。", "涨了[-3.5%-][+3.6%+]。"),
        ("Call the router desk.", "Call the routing desk.", "Call the [-router-][+routing+] desk."),
        ("回复，上报。", "回复，安抚，上报。", "回复，[+安抚，+]上报。"),
        ("天气很好，去公园。", "先核对身份，再查订单。", "[-天气很好，去公园。-][+先核对身份，再查订单。+]"),
        ("甲。乙。", "甲。新。乙。", "甲。[+新。+]乙。"),
        ("", "新增。", "[+新增。+]"),
    ],
)
def test_a_diff_reads_as_a_person_would_mark_it(before: str, after: str, shown: str) -> None:
    assert marked(diff_text(before, after)) == shown


def test_a_change_of_script_alone_is_told() -> None:
    assert diff_text("客戶來電。", "客户来电。").script_only
    assert not diff_text("客戶來電三次。", "客户来电两次。").script_only
    assert not diff_text("ABC", "abc").script_only


def test_without_time_sentences_are_replaced_whole_and_the_diff_says_so() -> None:
    diff = diff_text("先核实。退款30元。", "先核实。退款50元。", budget=Budget.start(0.0))

    assert diff.sentence_level
    assert marked(diff) == "先核实。[-退款30元。-][+退款50元。+]"


def test_changes_are_counted_by_place() -> None:
    assert diff_text("退款30元。三天内。", "退款50元。五天内。").changes == 2


def worst_cases() -> dict[str, tuple[str, str]]:
    rnd = random.Random(1)
    han = [chr(0x4E00 + i) for i in range(3000)]
    amounts = ["".join(f"第{i}条退款{rnd.randrange(999)}元。" for i in range(7000)) for _ in range(2)]
    lines = ["".join(rnd.choices(han, k=85_000)) for _ in range(2)]
    return {
        "every line changed": (amounts[0], amounts[1]),
        "every line changed, one more": (amounts[0], "新。" + amounts[1]),
        "one line": (lines[0], lines[1]),
        "nothing in common": ("甲。" * 40_000, "乙！" * 41_000),
        "blank lines": (
            "".join(f"a{i}\n\n" for i in range(30_000)),
            "".join(f"b{i}\n\n" for i in range(30_000)),
        ),
        "many words": (" ".join(f"w{i}" for i in range(40_000)), " ".join(f"v{i}" for i in range(40_000))),
        "two sentences in any order": tuple("".join(rnd.choices(["a。", "b。"], k=60_000)) for _ in range(2)),  # type: ignore[dict-item]
    }


@pytest.mark.parametrize("name", worst_cases())
def test_the_worst_cases_are_bounded(name: str) -> None:
    before, after = worst_cases()[name]
    start = time.process_time()

    diff = diff_text(before, after)

    assert time.process_time() - start < 1.5  # some 0.5 s on the machine the goal of 1 s was set on
    assert side(diff, Op.DELETE) == before
    assert side(diff, Op.INSERT) == after


def test_unchanged_text_far_from_changes_becomes_a_gap_that_keeps_it() -> None:
    plain = "".join(f"这是第{i}句没有改动的话。" for i in range(20))
    diff = diff_text(f"{plain}退款30元。{plain}", f"{plain}退款50元。{plain}")

    collapsed = collapse(diff.runs)

    assert [run.op for run in collapsed] == [Op.GAP, Op.EQUAL, Op.DELETE, Op.INSERT, Op.EQUAL, Op.GAP]
    assert collapsed[1].text == "这是第19句没有改动的话。退款"
    assert "".join(run.text for run in collapsed) == "".join(run.text for run in diff.runs)


def test_a_gap_is_not_worth_hiding_a_few_words() -> None:
    runs = (Run(Op.INSERT, "新。"), Run(Op.EQUAL, "一。二。三。四。五。"), Run(Op.INSERT, "新。"))

    assert collapse(runs) == runs


def test_a_long_line_without_sentence_ends_is_cut_too() -> None:
    runs = (Run(Op.EQUAL, "长" * 100_000), Run(Op.INSERT, "新"))

    assert sum(len(run.text) for run in collapse(runs) if run.op is not Op.GAP) < 1_000
