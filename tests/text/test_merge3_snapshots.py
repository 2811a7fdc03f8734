"""Merging two edits of lists, sets and whole snapshots (D3)."""

from hypothesis import given, settings
from hypothesis import strategies as st

from scenariowiki.text.merge3 import Item, merge_items, merge_scalar, merge_sets, merge_snapshot

STEPS = st.lists(st.sampled_from("abcdef"), unique=True).flatmap(
    lambda keys: st.tuples(*[st.sampled_from([f"{key}。", f"新{key}。"]) for key in keys]).map(
        lambda texts: [Item(key=key, text=text) for key, text in zip(keys, texts, strict=True)]
    )
)
SNAPSHOTS = st.fixed_dictionaries(
    {},
    optional={
        "title": st.sampled_from(["退款", "投诉", None]),
        "situation": st.sampled_from(["来电。要求退款。", "来信。要求退款。", "来电。要求赔偿。"]),
        "severity": st.integers(1, 3),
        "tags": st.lists(st.sampled_from(["甲", "乙", "丙"]), unique=True),
        "steps": STEPS.map(lambda items: [{"key": item.key, "text": item.text} for item in items]),
    },
)


def steps(**texts: str) -> list[Item]:
    return [Item(key=key, text=text) for key, text in texts.items()]


def keys(items: tuple[Item, ...]) -> str:
    return "".join(item.key for item in items)


BASE = steps(a="核实。", b="退款。", c="回访。")


def test_additions_removals_moves_and_edits_of_both_sides_meet() -> None:
    ours = steps(a="核实。", x="安抚。", b="退款。", c="回访。")
    theirs = steps(c="电话回访。", a="核实。")

    merge = merge_items(BASE, ours, theirs)

    assert keys(merge.items) == "cax"
    assert merge.items[0].text == "电话回访。"
    assert merge.conflicts == ()


def test_where_both_added_ours_comes_first() -> None:
    merge = merge_items(BASE, [*BASE, Item(key="x", text="一")], [*BASE, Item(key="y", text="二")])

    assert keys(merge.items) == "abcxy"


def test_an_edit_against_a_removal_is_a_conflict_and_the_draft_keeps_the_step() -> None:
    merge = merge_items(BASE, steps(a="核实。", c="回访。"), steps(a="核实。", b="全额退款。", c="回访。"))

    (conflict,) = merge.conflicts
    assert (conflict.key, conflict.ours, conflict.theirs) == ("b", None, "全额退款。")
    assert keys(merge.items) == "abc"


def test_two_different_new_orders_are_a_conflict_without_a_key() -> None:
    merge = merge_items(BASE, [BASE[1], BASE[0], BASE[2]], [BASE[0], BASE[2], BASE[1]])

    assert [conflict.key for conflict in merge.conflicts] == [None]
    assert keys(merge.items) == "bac"


@settings(max_examples=100, deadline=None)
@given(STEPS, STEPS)
def test_an_edited_list_merged_with_none_or_with_itself_is_the_edit(
    base: list[Item], edit: list[Item]
) -> None:
    for ours, theirs in [(edit, base), (base, edit), (edit, edit)]:
        merge = merge_items(base, ours, theirs)
        assert (merge.items, merge.conflicts) == (tuple(edit), ())


@settings(max_examples=100, deadline=None)
@given(STEPS, STEPS, STEPS)
def test_no_step_that_somebody_added_or_edited_is_lost(
    base: list[Item], ours: list[Item], theirs: list[Item]
) -> None:
    merged = {item.key for item in merge_items(base, ours, theirs).items}

    assert {item.key for item in [*ours, *theirs] if item not in base} <= merged


def test_tags_merge_by_entry() -> None:
    assert merge_sets(["甲", "乙"], ["甲", "乙", "丙"], ["乙", "丁"]) == ("乙", "丙", "丁")


def test_a_scalar_both_changed_differently_is_a_conflict() -> None:
    assert merge_scalar(1, 2, 1).value == 2
    assert merge_scalar(1, 1, 3).value == 3
    assert not merge_scalar(1, 2, 2).conflict
    assert merge_scalar(1, 2, 3).conflict


def test_a_snapshot_merges_field_by_field_and_names_its_conflicts() -> None:
    base: dict[str, object] = {
        "title": "退款", "situation": "来电。要求退款。", "severity": 1, "tags": ["甲"],
        "steps": [{"key": "1", "text": "核实。"}, {"key": "2", "text": "退款。"}],
    }  # fmt: skip
    ours: dict[str, object] = {
        "title": "全额退款", "situation": "来信。要求退款。", "severity": 2, "tags": ["甲", "乙"],
        "steps": [{"key": "1", "text": "先核实。"}, {"key": "2", "text": "退款。"}],
    }  # fmt: skip
    theirs: dict[str, object] = {
        "title": "退款", "situation": "来电。要求赔偿。", "severity": 3, "tags": ["丙"],
        "steps": [{"key": "1", "text": "认真核实。"}, {"key": "2", "text": "快退款。"}],
    }  # fmt: skip

    merge = merge_snapshot(base, ours, theirs)

    assert merge.merged == {
        "title": "全额退款", "situation": "来信。要求赔偿。", "severity": 2, "tags": ["乙", "丙"],
        "steps": [{"key": "1", "text": "先核实。"}, {"key": "2", "text": "快退款。"}],
    }  # fmt: skip
    assert [(found.field, found.key, found.ours, found.theirs) for found in merge.conflicts] == [
        ("severity", None, 2, 3),
        ("steps", "1", "先核实。", "认真核实。"),
    ]


def test_an_entry_with_more_than_a_text_is_never_taken_apart() -> None:
    def sheet(text: str) -> dict[str, object]:
        return {"steps": [{"key": "1", "text": text, "minutes": 5}]}

    merge = merge_snapshot(sheet("核实。"), sheet("先核实。"), sheet("再核实。"))

    assert merge.merged == sheet("先核实。")
    assert [found.field for found in merge.conflicts] == ["steps"]


@settings(max_examples=100, deadline=None)
@given(SNAPSHOTS, SNAPSHOTS)
def test_an_edited_snapshot_merged_with_none_or_with_itself_is_the_edit(
    base: dict[str, object], edit: dict[str, object]
) -> None:
    for ours, theirs in [(edit, base), (base, edit), (edit, edit)]:
        merge = merge_snapshot(base, ours, theirs)
        assert (merge.merged, merge.conflicts) == (edit, ())
