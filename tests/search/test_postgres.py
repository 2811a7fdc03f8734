"""What only the engine in PostgreSQL can suffer: missing tables, foreign versions, two writers."""

import threading
from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, create_engine, text

from scenariowiki.search.engines import open_index
from scenariowiki.search.grammar import parse
from scenariowiki.search.index import IndexMissing, IndexOutdated, Request, SearchIndex
from scenariowiki.search.postgres.literals import quote
from scenariowiki.search.writing import open_writer
from tests.postgres import PostgresServer
from tests.search.conftest import EVERYTHING, Make, ids_of

pytestmark = pytest.mark.pg


@pytest.fixture
def engine(pg_server: PostgresServer) -> Iterator[Engine]:
    name = pg_server.create_database()
    engine = create_engine(pg_server.url(name))
    yield engine
    engine.dispose()
    pg_server.drop_database(name)


def find(index: SearchIndex, query: str) -> list[int]:
    return sorted(ids_of(index.search(Request(query=parse(query), visible=EVERYTHING, limit=100))))


def test_an_engine_is_needed() -> None:
    with pytest.raises(ValueError, match="postgresql"):
        open_index("postgresql")


def test_a_missing_index_says_so_and_a_rebuild_makes_it(engine: Engine, document: Make) -> None:
    index = open_index("postgresql", engine=engine)
    writer = open_writer("postgresql", engine=engine)

    with pytest.raises(IndexMissing):
        index.watermark()
    with pytest.raises(IndexMissing):
        writer.upsert([document(1)], 1)
    assert index.health().fault == "IndexMissing"

    writer.rebuild([document(1, "退款")], 4)
    assert find(index, "退款") == [1]


@pytest.mark.parametrize("column", ["schema", "analyser"])
def test_an_index_of_another_version_is_refused(engine: Engine, document: Make, column: str) -> None:
    index = open_index("postgresql", engine=engine)
    writer = open_writer("postgresql", engine=engine)
    writer.rebuild([document(1, "退款")], 4)
    with engine.begin() as connection:
        connection.execute(text(f"update search.head set {column} = 'older'"))

    with pytest.raises(IndexOutdated):
        find(index, "退款")
    with pytest.raises(IndexOutdated):
        writer.delete([1], 5)

    writer.rebuild([document(1, "退款")], 4)
    assert find(index, "退款") == [1]


def test_word_counts_follow_updates_and_deletes(engine: Engine, document: Make) -> None:
    index = open_index("postgresql", engine=engine)
    writer = open_writer("postgresql", engine=engine)
    writer.rebuild([document(1, "退款"), document(2, "退款")], 1)

    writer.apply([document(1, "发票"), document(3, "退款")], [2], 2)

    assert index.document_frequency(["退款", "发票"]) == {"退款": 1, "发票": 1}


def test_writers_take_turns(engine: Engine, document: Make) -> None:
    writer = open_writer("postgresql", engine=engine)
    writer.rebuild([], 1)
    threads = [threading.Thread(target=writer.upsert, args=([document(n, "退款")], n)) for n in range(1, 9)]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    index = open_index("postgresql", engine=engine)
    assert find(index, "退款") == list(range(1, 9))
    assert index.watermark() == 8


def test_tokens_are_quoted() -> None:
    assert quote("a'b\\c") == "'a''b\\\\c'"
