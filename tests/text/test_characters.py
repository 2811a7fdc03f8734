import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenariowiki.text.characters import (
    Problem,
    clean,
    name_problems,
    problems,
    single_line,
    skeleton,
    visible,
)

ATTACK = Path(__file__).resolve().parents[2] / "../shared/data/attack"

anything = st.text(st.characters(codec=None, exclude_categories=()))


def attack(name: str) -> Any:
    if not ATTACK.is_dir():
        pytest.skip(f"no attack corpora in {ATTACK}")
    return json.loads((ATTACK / name).read_text())


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("a\0b", Problem.NUL),
        ("a\ud800b", Problem.SURROGATE),
        ("a\uffffb", Problem.NONCHARACTER),
        ("a\ufdd0b", Problem.NONCHARACTER),
        ("a\U0010fffeb", Problem.NONCHARACTER),
        ("a\x1bb", Problem.CONTROL),
        ("a\x85b", Problem.CONTROL),
        ("z" + "\u0301\u0316" * 4, Problem.STACKED_MARKS),
    ],
)
def test_no_text_may_hold_these(text: str, problem: Problem) -> None:
    assert problems(text) == (problem,)


@pytest.mark.parametrize("text", ["", "客户：\n\t- VPN 👩‍👧 ❤️", "e\u0301 ấ", "الله‎", "a\u200bb"])
def test_ordinary_text_has_no_problem(text: str) -> None:
    assert problems(text) == ()


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("abc\u202egnp.exe", Problem.BIDI),
        ("a\u2066admin\u2069", Problem.BIDI),
        ("ad\u200bmin", Problem.INVISIBLE),
        ("ad\u200dmin", Problem.INVISIBLE),
        ("ad\xadmin", Problem.INVISIBLE),
        ("\u3164", Problem.INVISIBLE),
        ("\u2800", Problem.INVISIBLE),
        ("a\U000e0041", Problem.INVISIBLE),
        ("cur\u0430tor", Problem.MIXED_SCRIPTS),
    ],
)
def test_a_name_may_not_turn_hide_or_imitate_letters(name: str, problem: Problem) -> None:
    assert name_problems(name) == (problem,)


@pytest.mark.parametrize(
    "name", ["王小明", "O'Brien", "José", "Анна", "ログイン太郎", "VPN 客户端", "👨‍💻 dev"]
)
def test_ordinary_names_have_no_problem(name: str) -> None:
    assert name_problems(name) == ()


def test_cleaning_composes_and_unifies_line_breaks() -> None:
    assert clean("e\u0301\r\nb\rc\u2028d\u2029") == "é\nb\nc\nd\n"


@given(anything)
def test_what_is_clean_stays(text: str) -> None:
    assert clean(clean(text)) == clean(text)


def test_the_invisible_is_shown() -> None:
    assert (
        visible("abc\u202egnp\0\u200b\ud800 👨‍💻\t客\n")
        == "abc⟦U+202E⟧gnp⟦U+0000⟧⟦U+200B⟧⟦U+D800⟧ 👨‍💻\t客\n"
    )


@given(anything)
def test_what_is_shown_hides_nothing(text: str) -> None:
    hidden = {Problem.STACKED_MARKS, Problem.MIXED_SCRIPTS}

    assert set(name_problems(visible(text))) <= hidden


@pytest.mark.parametrize(
    "twin",
    [
        "ADMIN",
        "ａｄｍｉｎ",
        "\u0430dmin",
        "\u0391DMIN",
        "ad\u200bmin",
        "ad\xadmin",
        " admin\xa0",
        "adm\u0131n",
        "admi\ufe0fn",
    ],
)
def test_twins_share_a_skeleton(twin: str) -> None:
    assert skeleton(twin) == skeleton("admin")


def test_both_scripts_share_a_skeleton() -> None:
    assert skeleton("帳號 問題") == skeleton("账号  问题")


def test_different_names_have_different_skeletons() -> None:
    assert (
        len({skeleton(name) for name in ["ann", "anna", "án", "王明", "王鸣", "v1", "vi", "退款", "退货"]})
        == 9
    )


@given(st.text())
def test_a_skeleton_is_its_own(name: str) -> None:
    assert skeleton(skeleton(name)) == skeleton(name)


def test_a_line_is_single() -> None:
    assert single_line(" a\r\n b\u2028c\t ") == "a b c"


@pytest.mark.data
def test_hostile_names_are_stored_alike_or_refused() -> None:
    for case in attack("names_unicode.json"):
        stored = clean(case["value"])

        assert problems(stored) or stored.encode().decode() == stored
        assert isinstance(skeleton(case["value"]), str)
        assert isinstance(visible(case["value"]), str)


@pytest.mark.data
def test_naughty_strings_are_stored_alike_or_refused() -> None:
    for text in attack("blns.json"):
        stored = clean(text)

        assert problems(stored) or stored.encode().decode() == stored
        assert clean(visible(stored)) == visible(stored)
