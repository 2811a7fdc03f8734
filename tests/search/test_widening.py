"""Synonyms: one word of a group finds the others."""

from scenariowiki.search.grammar import And, Or, Term, parse
from scenariowiki.search.widening import widen

SAME = {"缺货": ("断货", "无货"), "断货": ("缺货", "无货")}


def test_a_term_becomes_any_of_its_synonyms() -> None:
    assert widen(parse("缺貨"), SAME).root == Or((Term("缺貨"), Term("断货"), Term("无货")))


def test_only_the_terms_that_have_synonyms_are_widened() -> None:
    root = widen(parse("缺货 安抚"), SAME).root

    assert isinstance(root, And)
    assert root.nodes[1] == Term("安抚")


def test_a_phrase_asks_for_these_very_words() -> None:
    assert widen(parse('"缺货"'), SAME) == parse('"缺货"')


def test_exclusions_are_widened_too() -> None:
    assert "断货" in str(widen(parse("热线 -缺货"), SAME).root)


def test_nothing_to_widen_leaves_the_query_alone() -> None:
    assert widen(parse(""), SAME) == parse("")
    assert widen(parse("安抚"), {}) == parse("安抚")
