"""Merging two edits of a text (D3)."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenariowiki.text.merge3 import TextConflict, merge_text
from scenariowiki.text.sentences import split_sentences

SENTENCES = ["先核实。", "再退款30元。", "三天内回访。", "道歉！", "\n", "升级", "记录。"]
TEXTS = st.lists(st.sampled_from(SENTENCES), max_size=8).map("".join)


def test_edits_of_different_sentences_are_merged() -> None:
    merge = merge_text(
        "先核实。再道歉。后回访。", "先核实身份。再道歉。后回访。", "先核实。再道歉。后回访并记录。"
    )

    assert merge.text == "先核实身份。再道歉。后回访并记录。"


def test_one_sentence_changed_by_both_is_a_conflict_in_its_place() -> None:
    merge = merge_text("先核实。再道歉。完。", "先核实。再电话道歉。完。", "先核实。再书面道歉。完。")

    assert merge.text is None
    assert merge.conflicts == (
        TextConflict(at=4, base="再道歉。", ours="再电话道歉。", theirs="再书面道歉。"),
    )
    assert merge.pieces == ("先核实。", merge.conflicts[0], "完。")
    assert merge.draft() == "先核实。再电话道歉。完。"


def test_nothing_is_merged_inside_a_sentence() -> None:
    merge = merge_text(
        "客户来电要求退款并投诉。", "客户王某来电要求退款并投诉。", "客户来电要求退款并投诉升级。"
    )

    assert merge.text is None


@pytest.mark.parametrize("between", ["", "\n", "\n\n"])
@pytest.mark.parametrize(("amount", "term"), [("30元", "3天"), ("十元", "三天"), ("五成", "半小时")])
def test_neighbours_with_numbers_changed_by_one_side_each_are_a_conflict(
    between: str, amount: str, term: str
) -> None:
    base = f"补偿{amount}。{between}在{term}内到账。"

    merge = merge_text(
        base, f"最多补偿{amount}。{between}在{term}内到账。", f"补偿{amount}。{between}约在{term}内到账。"
    )

    assert merge.text is None


def test_sentences_with_numbers_that_are_no_neighbours_are_merged() -> None:
    merge = merge_text(
        "补偿30元。说明原因。3天到账。", "补偿50元。说明原因。3天到账。", "补偿30元。说明原因。5天到账。"
    )

    assert merge.text == "补偿50元。说明原因。5天到账。"


def test_neighbours_of_which_one_has_no_number_are_merged() -> None:
    merge = merge_text("补偿30元。说明原因。", "补偿50元。说明原因。", "补偿30元。说明理由。")

    assert merge.text == "补偿50元。说明理由。"


def test_two_insertions_in_one_place_are_a_conflict_unless_they_are_the_same() -> None:
    assert merge_text("先核实。", "先核实。再道歉。", "先核实。再退款。").text is None
    assert merge_text("先核实。", "先核实。再道歉。", "先核实。再道歉。").text == "先核实。再道歉。"


def test_what_both_changed_alike_does_not_hide_what_one_changed_besides() -> None:
    merge = merge_text("甲一。乙一。丙。", "甲新。乙新。丙。", "甲新。乙一。丙。")

    assert merge.text == "甲新。乙新。丙。"


def test_a_removal_against_an_edit_is_a_conflict() -> None:
    assert merge_text("先核实。再道歉。", "先核实。", "先核实。再书面道歉。").text is None


@settings(max_examples=100, deadline=None)
@given(TEXTS, TEXTS)
def test_an_edit_merged_with_none_or_with_itself_is_the_edit(base: str, edit: str) -> None:
    assert merge_text(base, edit, base).text == edit
    assert merge_text(base, base, edit).text == edit
    assert merge_text(base, edit, edit).text == edit


@settings(max_examples=100, deadline=None)
@given(TEXTS, TEXTS, TEXTS)
def test_a_clean_merge_does_not_depend_on_the_side(base: str, ours: str, theirs: str) -> None:
    one, other = merge_text(base, ours, theirs), merge_text(base, theirs, ours)

    assert one.text == other.text
    assert [conflict.at for conflict in one.conflicts] == [conflict.at for conflict in other.conflicts]
    for conflict in one.conflicts:
        assert base[conflict.at :].startswith(conflict.base)


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_sentences_nobody_touched_survive_and_each_edit_arrives(data: st.DataObject) -> None:
    base = [f"第{'甲乙丙丁戊己庚辛'[i]}句话。" for i in range(8)]
    mine = data.draw(st.sets(st.integers(0, 7)))
    other = data.draw(st.sets(st.integers(0, 7))) - mine
    ours = ["我" + sentence if i in mine else sentence for i, sentence in enumerate(base)]
    theirs = ["他" + sentence if i in other else sentence for i, sentence in enumerate(base)]

    merge = merge_text("".join(base), "".join(ours), "".join(theirs))

    assert merge.text is not None
    assert split_sentences(merge.text) == [ours[i] if i in mine else theirs[i] for i in range(len(base))]
