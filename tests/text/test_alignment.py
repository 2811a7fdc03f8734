"""Finding what two sequences have in common."""

import random
from collections.abc import Callable, Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenariowiki.text.alignment import EXACT_PARTS, Hunk, differing, rising
from scenariowiki.text.matching import match_in_cpp, match_in_python


def assert_equal_outside(hunks: list[Hunk], before: list[str], after: list[str]) -> None:
    i = j = 0
    for hunk in [*hunks, Hunk(len(before), len(before), len(after), len(after))]:
        assert before[i : hunk.i1] == after[j : hunk.j1]
        i, j = hunk.i2, hunk.j2


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from("abc\n")), st.lists(st.sampled_from("abcd\n")))
def test_outside_the_hunks_the_sequences_are_equal(before: list[str], after: list[str]) -> None:
    hunks = differing(before, after)

    assert_equal_outside(hunks, before, after)
    assert (hunks == []) == (before == after)


@pytest.mark.parametrize("kinds", [2, 500, 10**9])
def test_long_sequences_are_aligned_too(kinds: int) -> None:
    dice = random.Random(1)
    before = [str(dice.randrange(kinds)) for _ in range(4 * EXACT_PARTS)]
    after = [part for part in before if dice.random() > 0.01]

    hunks = differing(before, after)

    assert_equal_outside(hunks, before, after)
    if kinds > len(before):
        assert sum(hunk.i2 - hunk.i1 for hunk in hunks) == len(before) - len(after)


def test_the_same_input_gives_the_same_hunks() -> None:
    dice = random.Random(2)
    before, after = (dice.choices("abcdef", k=6_000) for _ in range(2))

    assert differing(before, after) == differing(before, after)


def test_the_longest_rise_is_picked() -> None:
    assert rising([(0, 3), (1, 0), (2, 1), (3, 4), (4, 2)]) == [(1, 0), (2, 1), (4, 2)]
    assert rising([]) == []


@pytest.mark.parametrize("seconds", [0.0, 1.0])
@pytest.mark.parametrize("match", [match_in_cpp, match_in_python])
def test_both_libraries_give_runs_of_both_texts(
    match: Callable[[str, str, float], Iterator[tuple[int, str]]], seconds: float
) -> None:
    before, after = "甲乙\U000f0000丙丁", "甲\U000f0001丙\U000f0000丁戊"

    runs = list(match(before, after, seconds))

    assert "".join(text for op, text in runs if op <= 0) == before
    assert "".join(text for op, text in runs if op >= 0) == after
