"""Comparing lists, sets and whole snapshots (D2)."""

from hypothesis import given, settings
from hypothesis import strategies as st

from scenariowiki.text.diff import (
    Item,
    ItemChange,
    SetDiff,
    TextDiff,
    ValueDiff,
    diff_items,
    diff_sets,
    diff_snapshot,
)

STEPS = st.lists(st.sampled_from("abcdefg"), unique=True).map(
    lambda keys: [Item(key=key, text=f"步骤{key}") for key in keys]
)


def steps(**texts: str) -> list[Item]:
    return [Item(key=key, text=text) for key, text in texts.items()]


def kinds(before: list[Item], after: list[Item]) -> list[tuple[str, ItemChange]]:
    return [(diff.key, diff.kind) for diff in diff_items(before, after)]


def test_a_moved_step_is_moved_and_nothing_else() -> None:
    before = steps(a="核实。", b="退款。", c="回访。")

    assert kinds(before, [before[2], before[0], before[1]]) == [
        ("c", ItemChange.MOVED),
        ("a", ItemChange.SAME),
        ("b", ItemChange.SAME),
    ]


def test_added_changed_and_removed_steps_are_told_apart() -> None:
    diffs = diff_items(
        steps(a="核实。", b="退款30元。", c="回访。"), steps(a="核实。", b="退款50元。", d="结案。")
    )

    assert [(diff.key, diff.kind) for diff in diffs] == [
        ("a", ItemChange.SAME),
        ("b", ItemChange.CHANGED),
        ("c", ItemChange.REMOVED),
        ("d", ItemChange.ADDED),
    ]
    assert [(diff.position_before, diff.position_after) for diff in diffs] == [
        (0, 0),
        (1, 1),
        (2, None),
        (None, 2),
    ]


def test_a_moved_step_shows_its_new_words_too() -> None:
    diff = diff_items(steps(a="核实。", b="退款30元。"), steps(b="退款50元。", a="核实。"))

    (moved,) = [entry for entry in diff if entry.kind is ItemChange.MOVED]
    assert (moved.key, moved.text.changes) == ("b", 1)


def test_a_step_that_lost_its_key_is_still_the_same_step() -> None:
    assert kinds(steps(a="核实。"), steps(x="核实。")) == [("x", ItemChange.SAME)]


def test_a_key_used_twice_loses_no_step() -> None:
    twice = [Item(key="a", text="一"), Item(key="a", text="二")]

    assert kinds(twice, twice) == [("a", ItemChange.SAME)] * 2


@settings(max_examples=100, deadline=None)
@given(STEPS, STEPS)
def test_every_step_of_either_list_appears_once_in_the_order_after(
    before: list[Item], after: list[Item]
) -> None:
    diffs = diff_items(before, after)

    assert [diff.key for diff in diffs if diff.position_after is not None] == [item.key for item in after]
    assert sorted(diff.key for diff in diffs) == sorted({item.key for item in [*before, *after]})


def test_tags_are_added_and_removed() -> None:
    assert diff_sets(["退款", "投诉"], ["投诉", "升级"]) == SetDiff(added=("升级",), removed=("退款",))


def test_a_snapshot_lists_only_changed_fields_in_the_order_asked_for() -> None:
    before: dict[str, object] = {
        "title": "退款", "situation": "客户来电。", "tags": ["a", "b"], "severity": 2, "gone": None,
        "steps": [{"key": "1", "text": "核实。"}],
    }  # fmt: skip
    after: dict[str, object] = {
        "title": "退款", "situation": "客户来信。", "tags": ["b", "a"], "severity": 3, "gone": "",
        "steps": [{"key": "1", "text": "先核实。"}],
    }  # fmt: skip

    diffs = diff_snapshot(before, after, order=["steps", "title", "situation"])

    assert [diff.field for diff in diffs] == ["steps", "situation", "severity"]
    assert isinstance(diffs[0].change, tuple)
    assert diffs[0].change[0].kind is ItemChange.CHANGED
    assert isinstance(diffs[1].change, TextDiff)
    assert diffs[2].change == ValueDiff(before=2, after=3)


def test_a_new_list_is_compared_with_an_empty_one() -> None:
    (tags,) = diff_snapshot({}, {"tags": ["退款"]})

    assert tags.change == SetDiff(added=("退款",), removed=())
