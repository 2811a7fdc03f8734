"""Cutting text into sentences and diff tokens (D2)."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenariowiki.text.sentences import diff_tokens, split_sentences

TEXTS = st.text(
    st.sampled_from("客户退款三天。！？；…!?;.,”’」)\"' \n\r\t12,5%aZ’é\u0301\U0001f44d\u200d"), max_size=60
)


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("先核实。再退款！对吗？", ["先核实。", "再退款！", "对吗？"]),
        ("他说“不满意。”然后挂机。", ["他说“不满意。”", "然后挂机。"]),
        ("真的？！……好；走", ["真的？！……", "好；", "走"]),
        ("Refund 3.5 yuan. See example.org for more.", ["Refund 3.5 yuan.", " See example.org for more."]),
        ('He said "go." Then left...', ['He said "go."', " Then left..."]),
        ("第一行\n\n第二行。\n", ["第一行", "\n\n", "第二行。", "\n"]),
        ("1. 核实身份。\n2. 退款", ["1. 核实身份。", "\n", "2. 退款"]),
        ("", []),
    ],
)
def test_a_sentence_ends_where_d2_says(text: str, sentences: list[str]) -> None:
    assert split_sentences(text) == sentences


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("退款1,200.50元", ["退", "款", "1,200.50", "元"]),
        ("增长3.5%，", ["增", "长", "3.5%", "，"]),
        ("A2区 don't café", ["A2", "区", " ", "don't", " ", "café"]),
        ("e\u0301\U0001f44d\U0001f3fd", ["e\u0301", "\U0001f44d\U0001f3fd"]),
        ("12,34", ["12", ",", "34"]),
    ],
)
def test_words_numbers_and_glyphs_stay_whole(text: str, tokens: list[str]) -> None:
    assert diff_tokens(text) == tokens


@settings(max_examples=100, deadline=None)
@given(TEXTS)
def test_the_parts_joined_are_the_text(text: str) -> None:
    for cut in (split_sentences, diff_tokens):
        parts = cut(text)
        assert "".join(parts) == text
        assert all(parts)
