"""What every engine keeps of what was written."""

from collections.abc import Iterator

import pytest

from scenariowiki.search.document import SearchDocument
from scenariowiki.search.engines import open_index
from scenariowiki.search.grammar import parse
from scenariowiki.search.index import Request
from tests.search.conftest import EVERYTHING, Make, Opened


def test_a_batch_leaves_exactly_one_document_per_id(opened: Opened, document: Make) -> None:
    """Security finding 4: one batch that updates a page twice must not keep the stale copy."""
    opened.writer.upsert([document(1, "旧的标题"), document(2, "另外")], 1)

    opened.writer.apply(
        [document(1, "中间标题", version=2), document(1, "最新标题", version=3), document(3, "删除")], [3], 2
    )

    assert opened.find("").total == 2
    assert opened.ids("标题") == [1]
    assert opened.ids("旧的 OR 中间") == []
    assert opened.index.versions() == {1: 3, 2: 1}


def test_many_commits_keep_one_document_per_id(opened: Opened, document: Make) -> None:
    for version in range(1, 40):
        batch = [document(number, f"第{version}版", version=version) for number in range(1, 1 + version % 7)]
        opened.writer.upsert(batch, version)

    assert opened.find("").total == len(opened.index.versions()) == 6
    assert opened.index.document_frequency(["版"])["版"] >= 6
    assert opened.ids("39版") == opened.ids("“第39版”") == [1, 2, 3, 4]


def test_deleted_documents_are_gone(opened: Opened, document: Make) -> None:
    opened.writer.upsert([document(1, "退款"), document(2, "退款")], 1)

    opened.writer.delete([1, 99], 2)

    assert opened.ids("退款") == [2]
    assert opened.index.candidates(["退款"], 10, EVERYTHING)[0][0] == 2
    assert [entry.id for entry in opened.index.vocabulary().entries] == [2]


def test_a_document_that_left_the_indexed_states_is_taken_out(opened: Opened, document: Make) -> None:
    opened.writer.upsert([document(1, "退款"), document(2, "退款", state="draft")], 1)
    opened.writer.upsert([document(1, "退款", state="merged")], 2)

    assert opened.find("state:draft").total == opened.find("").total == 0
    assert opened.index.versions() == {}


def test_the_watermark_goes_up_with_every_commit(opened: Opened, document: Make) -> None:
    generations = [opened.index.generation()]
    for watermark in (5, 9, 7):
        opened.writer.upsert([document(1, "退款")], watermark)
        generations.append(opened.index.generation())

    assert opened.index.watermark() == 9
    assert len(set(generations)) == 4
    opened.writer.apply([], [], 12)
    assert opened.index.watermark() == 12
    assert opened.find("").total == 1


def test_a_rebuild_is_swapped_in_while_a_reader_is_open(opened: Opened, document: Make) -> None:
    opened.writer.upsert([document(n, "旧的") for n in range(1, 4)], 5)
    assert opened.find("旧的").total == 3
    during: list[int] = []

    def documents() -> Iterator[SearchDocument]:
        for number in range(10, 15):
            during.append(opened.find("旧的").total if opened.engine is None else 3)
            yield document(number, "新的")

    opened.writer.rebuild(documents(), watermark=3, progress=during.append)

    assert opened.ids("新的") == [10, 11, 12, 13, 14]
    assert opened.find("旧的").total == 0
    assert opened.index.watermark() == 3
    assert during[-1] == 5


def test_a_rebuild_that_fails_leaves_the_old_index(opened: Opened, document: Make) -> None:
    opened.writer.upsert([document(1, "旧的")], 1)

    def documents() -> Iterator[SearchDocument]:
        yield document(2, "新的")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        opened.writer.rebuild(documents(), watermark=2)

    assert opened.ids("") == [1]
    opened.writer.upsert([document(3, "旧的")], 2)
    assert opened.ids("旧的") == [1, 3]


def test_vocabulary_has_titles_keys_and_tags(opened: Opened, document: Make) -> None:
    opened.writer.upsert([document(4, "缺货", "物流", tags=("供应",), audience="team:3", views=7)], 1)

    vocabulary = opened.index.vocabulary()

    (entry,) = vocabulary.entries
    assert (entry.id, entry.title, entry.tags, entry.audience, entry.state, entry.popularity) == (
        4,
        "缺货",
        ("供应",),
        "team:3",
        "published",
        7,
    )
    assert {"quehuo", "qh", "gongying"} <= set(entry.keys)


def test_health_tells_documents_and_watermark(opened: Opened, document: Make) -> None:
    opened.writer.upsert([document(1, "退款")], 8)

    health = opened.index.health()

    assert (health.documents, health.watermark, health.fits, health.fault) == (1, 8, True, None)


def test_a_second_reader_sees_every_commit(opened: Opened, document: Make) -> None:
    other = open_index(opened.url, engine=opened.engine)
    for number in range(1, 15):
        opened.writer.upsert([document(number, "退款")], number)

        page = other.search(Request(query=parse("退款"), visible=EVERYTHING))

        assert (page.total, other.watermark()) == (number, number)
