import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenariowiki.text.chinese import (
    analyser_id,
    character_texts,
    characters,
    fold,
    tokens,
    warm,
    word_texts,
    words,
)
from scenariowiki.text.chinese.jieba_segmenter import JiebaSegmenter
from scenariowiki.text.chinese.segmenter import load_segmenter


def test_it_cuts_both_scripts_into_the_same_words() -> None:
    assert word_texts("客戶的帳號無法登錄") == word_texts("客户的账号无法登录")


def test_it_gives_long_words_with_the_shorter_ones_inside() -> None:
    assert {"清华", "大学", "清华大学"} <= set(word_texts("清華大學"))


def test_it_takes_letters_and_digits_as_one_lower_case_word() -> None:
    assert word_texts("ＶＰＮ设置 A1-x") == ["vpn", "设置", "a1", "x"]


def test_it_makes_punctuation_no_word_but_a_character() -> None:
    assert word_texts("好，好") == ["好", "好"]
    assert character_texts("好，A1好") == ["好", ",", "a1", "好"]


@given(st.text())
def test_tokens_are_spans_of_the_original(text: str) -> None:
    for token in [*words(text), *characters(text)]:
        assert token.text == fold(text[token.start : token.end])


@given(st.text())
def test_texts_are_those_of_the_tokens(text: str) -> None:
    assert word_texts(text) == [token.text for token in words(text)]
    assert character_texts(text) == [token.text for token in characters(text)]


@pytest.fixture
def unlearnt(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have what is taught forgotten afterwards: other tests' indexes do not know it."""
    monkeypatch.setattr(tokens, "_loaded", tokens._Loaded())


@pytest.mark.usefixtures("unlearnt")
def test_taught_words_are_kept_whole_and_change_the_id() -> None:
    before = analyser_id()

    tokens.add_words(["鹿客云錦"])

    assert "鹿客云锦" in word_texts("请打开鹿客雲锦")
    assert analyser_id() != before


@pytest.mark.usefixtures("unlearnt")
def test_words_may_be_taught_while_others_cut() -> None:
    text = "客户的账号登录后无法提交工单" * 200

    with ThreadPoolExecutor(4) as pool:
        cuts = [pool.submit(word_texts, text) for _ in range(100)]
        tokens.add_words(["鹿客云鏡"])

    assert all(cut.result() for cut in cuts)


def test_jieba_stands_in_for_rjieba(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "rjieba", None)

    assert isinstance(load_segmenter(), JiebaSegmenter)


def test_jieba_cuts_like_rjieba() -> None:
    run = "客户的账号登录后无法提交工单"

    assert list(JiebaSegmenter().cut(run)) == list(load_segmenter().cut(run))


def test_warming_loads_the_dictionary() -> None:
    warm()

    assert tokens._loaded.segmenter is not None
