"""What no text and no query may do to any engine."""

import json
import time
from pathlib import Path

import pytest

from scenariowiki.search.grammar import And, Node, Not, Or, Phrase, Query, Term
from scenariowiki.search.index import Request
from tests.search.conftest import DATA, EVERYTHING, Make, Opened, ids_of


@pytest.mark.parametrize(
    "title",
    [
        'a\'b \\ "c" :* & | ! <-> (x)',
        "NUL\x00inside 零宽\u200b字",
        "\ud800 lone",
        "😀 emoji 👍",
        "x" * 100_000,
    ],
)
def test_any_text_can_be_indexed_and_found(opened: Opened, document: Make, title: str) -> None:
    opened.writer.upsert([document(1, title, "正文" + title, tags=(title,))], 1)

    assert opened.ids("正文") == [1]
    assert opened.find(title).total in {0, 1}
    assert next(iter(opened.index.vocabulary().entries)).id == 1


@pytest.mark.parametrize(
    "query",
    [
        Query(root=Term("长" * 100_000), text=""),
        Query(root=Term("a" * 100_000), text=""),
        Query(root=Phrase("a,b " * 25_000), text=""),
        Query(root=Term("?" * 100_000), text=""),
        Query(root=Or(tuple(Term(f"w{n}") for n in range(500))), text=""),
        Query(root=And(tuple(Not(Term(f"w{n}")) for n in range(500))), text=""),
    ],
    ids=["han", "latin", "phrase", "marks", "or", "nots"],
)
def test_monstrous_queries_answer_in_time(opened: Opened, document: Make, query: Query) -> None:
    opened.writer.upsert([document(1, "长" * 300, "a " * 300)], 1)
    started = time.monotonic()

    opened.index.search(Request(query=query, visible=EVERYTHING))

    assert time.monotonic() - started < 5


def test_deep_trees_answer(opened: Opened, document: Make) -> None:
    opened.writer.upsert([document(1, "退款")], 1)
    node: Node = Term("退款")
    for _ in range(2000):
        node = Not(node)

    assert opened.index.search(Request(query=Query(root=node, text=""), visible=EVERYTHING)).total in {0, 1}


@pytest.mark.data
def test_attack_queries_answer_and_show_no_drafts(opened: Opened, document: Make) -> None:
    path = DATA / "attack/search_queries.json"
    if not path.exists():
        pytest.skip(f"no test data at {path}")
    opened.writer.upsert([document(1, "a 退款"), document(2, "draft", state="draft")], 1)

    for text in json.loads(Path(path).read_text("utf-8")):
        assert 2 not in ids_of(opened.find(text))
