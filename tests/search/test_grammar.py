"""The query grammar: what people type, and that nothing they type can break it."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenariowiki.search.grammar import (
    MAX_LENGTH,
    And,
    Field,
    Node,
    Not,
    Or,
    Phrase,
    Query,
    Term,
    parse,
    wanted,
)

HOSTILE = Path(__file__).resolve().parents[2] / "../shared/data/attack/search_queries.json"


@pytest.mark.parametrize(
    ("typed", "root"),
    [
        ("", None),
        ("缺货", Term("缺货")),
        ("缺货\u3000投诉", And((Term("缺货"), Term("投诉")))),
        ("“夜间 无人”", Phrase("夜间 无人")),
        ("「外呼」", Phrase("外呼")),
        ('"late refund" card', And((Phrase("late refund"), Term("card")))),
        ("退款 OR 退货 热线", And((Or((Term("退款"), Term("退货"))), Term("热线")))),
        ("退款 或 退货|换货", Or((Term("退款"), Term("退货"), Term("换货")))),
        ("退款 -热线", And((Term("退款"), Not(Term("热线"))))),
        ("退款 NOT 热线", And((Term("退款"), Not(Term("热线"))))),
        ("-(a b) c", And((Not(And((Term("a"), Term("b")))), Term("c")))),
        ("NOT NOT NOT a", Not(Term("a"))),
        ("投诉-升级", Term("投诉-升级")),
        ("（a OR b）c", And((Or((Term("a"), Term("b"))), Term("c")))),
        ("or not and", And((Term("or"), Term("not"), Term("and")))),
    ],
)
def test_reads_what_people_type(typed: str, root: Node | None) -> None:
    assert parse(typed) == Query(root=root, text=typed)


@pytest.mark.parametrize(
    ("typed", "name", "value"),
    [
        ("tag:投诉", "tag", "投诉"),
        ("标签：投诉", "tag", "投诉"),
        ('tag:"late refund"', "tag", "late refund"),
        ("层级:管理", "layer", "management"),
        ("no:218", "no", "218"),
        ("编号:S-218", "no", "218"),
        ("s-0218", "no", "218"),
        ("STATUS:草稿", "state", "draft"),
    ],
)
def test_reads_filters_by_their_names_in_both_languages(typed: str, name: str, value: str) -> None:
    assert parse(typed).root == Field(name, value)


@pytest.mark.parametrize(
    "typed", ["*", "?", "NOT *", "OR OR", "AND", '""""', "(((((", ")", "-", "|", "++--++"]
)
def test_lone_operators_and_wildcards_ask_for_everything(typed: str) -> None:
    assert parse(typed).root is None


@pytest.mark.parametrize(
    ("typed", "root"),
    [
        ('"never closed', And((Term("never"), Term("closed")))),
        ("(a b", And((Term("a"), Term("b")))),
        ("a) b", And((Term("a"), Term("b")))),
        ("secret:x", Term("secret:x")),
        ("no:abc", Term("no:abc")),
        ("*a*", Term("a")),
        ("a OR", Term("a")),
        ("-() a", Term("a")),
    ],
)
def test_what_makes_no_sense_counts_as_text(typed: str, root: Node) -> None:
    assert parse(typed).root == root


def test_only_the_first_200_characters_count() -> None:
    assert parse("a" * 100_000).text == "a" * MAX_LENGTH


def test_deep_parentheses_neither_fail_nor_deepen_the_tree() -> None:
    root = parse("(a OR (b " * 22).root

    assert depth(root) <= 15


def test_wanted_leaves_out_filters_and_what_is_excluded() -> None:
    query = parse('退款 -热线 tag:x (a OR "b c")')

    assert wanted(query.root) == (Term("退款"), Term("a"), Phrase("b c"))


@given(st.text(max_size=400) | st.text(alphabet='()（-|"“”「」:：*? a或tagOR NOT投诉S1\x00', max_size=400))
def test_any_string_is_a_query_of_bounded_size(typed: str) -> None:
    query = parse(typed)

    assert len(query.text) <= MAX_LENGTH
    assert size(query.root) <= 2 * MAX_LENGTH
    assert depth(query.root) <= 15


@pytest.mark.data
def test_hostile_queries_are_read() -> None:
    if not HOSTILE.exists():
        pytest.skip(f"needs {HOSTILE}")

    for typed in json.loads(HOSTILE.read_text()):
        assert depth(parse(typed).root) <= 15


def children(node: Node | None) -> tuple[Node, ...]:
    match node:
        case And(nodes) | Or(nodes):
            return nodes
        case Not(inner):
            return (inner,)
        case _:
            return ()


def depth(node: Node | None) -> int:
    return 1 + max((depth(child) for child in children(node)), default=0)


def size(node: Node | None) -> int:
    return 1 + sum(size(child) for child in children(node))
