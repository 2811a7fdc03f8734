"""Marks are set on the original text, and no markup of it ever comes alive."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenariowiki.search.grammar import parse
from scenariowiki.search.highlight import Piece, fragments, mark, to_html


def hits(text: str, typed: str) -> list[str]:
    return [piece.text for piece in mark(text, parse(typed)) if piece.is_hit]


@pytest.mark.parametrize(
    ("text", "typed", "marked"),
    [
        ("商品缺货，客户投诉", "缺货 投诉", ["缺货", "投诉"]),
        ("商品缺貨，客戶投訴", "缺货", ["缺貨"]),
        ("商品缺货", "缺貨", ["缺货"]),
        ("客户投诉升级处理", "投诉升级", ["投诉升级"]),
        ("升级了，因为投诉", "投诉升级", ["升级", "投诉"]),
        ("Late refund, related", "late", ["Late"]),
        ("夜间 无人 接听", '"夜间 无人"', ["夜间 无人"]),
        ("退款与热线", "退款 -热线", ["退款"]),
        ("退款 tag", "tag:退款", []),
        ("任意", "", []),
    ],
)
def test_marks_what_was_asked_for(text: str, typed: str, marked: list[str]) -> None:
    assert hits(text, typed) == marked


def test_fragments_are_cut_around_the_hits_and_say_that_the_text_goes_on() -> None:
    text = "前文。" * 100 + "商品缺货" + "后文。" * 100

    (fragment,) = fragments(text, parse("缺货"))

    assert Piece(is_hit=True, text="缺货") in fragment.pieces
    assert (fragment.before, fragment.after) == (True, True)
    assert sum(len(piece.text) for piece in fragment.pieces) <= 121


def test_the_stretch_with_most_different_hits_is_chosen() -> None:
    text = "缺货" + "。" * 300 + "缺货与投诉" + "。" * 300 + "缺货"

    (fragment,) = fragments(text, parse("缺货 投诉"), count=1)

    assert "".join(piece.text for piece in fragment.pieces).count("缺货与投诉") == 1


def test_without_a_hit_the_beginning_is_shown() -> None:
    (fragment,) = fragments("短文", parse("缺货"))

    assert fragment.pieces == (Piece(is_hit=False, text="短文"),)
    assert not fragment.before
    assert not fragment.after


def test_markup_in_the_text_is_escaped_before_it_is_marked() -> None:
    html = to_html(mark("<b>缺货</b> & <script>", parse("缺货 lt amp script")))

    assert html == "&lt;b&gt;<mark>缺货</mark>&lt;/b&gt; &amp; &lt;<mark>script</mark>&gt;"


@given(st.text(max_size=300), st.text(max_size=60))
def test_the_pieces_joined_are_the_text(text: str, typed: str) -> None:
    assert "".join(piece.text for piece in mark(text, parse(typed))) == text


@given(st.text(max_size=300), st.text(max_size=10), st.integers(1, 50))
def test_fragments_are_stretches_of_the_text(text: str, typed: str, length: int) -> None:
    for fragment in fragments(text, parse(typed), length=length):
        shown = "".join(piece.text for piece in fragment.pieces)
        assert shown in text


def test_a_long_text_full_of_hits_takes_linear_time() -> None:
    text = "缺货" * 100_000
    query = parse("缺货 货缺")

    started = time.process_time()
    fragments(text, query)

    assert time.process_time() - started < 1
