"""Two texts beside each other, sentence by sentence."""

from hypothesis import given
from hypothesis import strategies as st

from scenariowiki.web.views.curation.aligning import Marked, align_lists, align_texts, side

ONE = "客户很急。等了 15 分钟。要求当天发货。"
OTHER = "客户很急。等了 30 分钟。最后投诉到总部。要求当天发货。"


def text(marked: Marked) -> str:
    return "".join(run for _op, run in marked)


def test_equal_sentences_stay_together_and_are_not_marked() -> None:
    first, *_rest = align_texts(ONE, OTHER)

    assert first.winner == first.loser == [("=", "客户很急。")]


def test_the_likest_sentences_stand_in_one_line() -> None:
    lines = [(text(pair.winner), text(pair.loser)) for pair in align_texts(ONE, OTHER)]

    assert ("等了 15 分钟。", "等了 30 分钟。") in lines
    assert ("", "最后投诉到总部。") in lines


def test_both_sides_are_marked_alike() -> None:
    pair = align_texts("等了 15 分钟。", "等了 30 分钟。")[0]

    assert ("!", "15") in pair.winner
    assert ("!", "30") in pair.loser


def test_the_same_word_in_the_other_script_is_no_difference() -> None:
    assert side("客户请假在家等", "客戶請假在家等") == [("=", "客戶請假在家等")]


def test_items_of_lists_are_lines_of_their_own() -> None:
    assert len(align_lists(["安抚客人", "调整小样"], ["安抚客人", "打电话", "退款"])) == 3


@given(st.text("客户急。等了15 \n分钟", max_size=60), st.text("客户急。等了30 \n分钟", max_size=60))
def test_no_word_is_lost(one: str, other: str) -> None:
    pairs = align_texts(one, other)

    for whole, shown in ((one, "winner"), (other, "loser")):
        told = "".join(text(getattr(pair, shown)) for pair in pairs)
        assert [char for char in told if char.isalnum()] == [char for char in whole if char.isalnum()]
