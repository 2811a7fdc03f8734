"""An empty index of either engine, and documents to put in."""

import gzip
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine

from scenariowiki.search.document import SearchDocument
from scenariowiki.search.engines import open_index
from scenariowiki.search.grammar import parse
from scenariowiki.search.index import IndexWriter, Page, Request, SearchIndex, Visibility
from scenariowiki.search.writing import open_writer
from tests.postgres import PostgresServer, pg_server

__all__ = ["pg_server"]

DATA = Path(__file__).resolve().parents[2] / "../shared/data"
EVERYTHING = Visibility(everything=True)

Make = Callable[..., SearchDocument]


@dataclass(frozen=True, kw_only=True)
class Opened:
    """Writer and reader of one index, and how to open further ones."""

    url: str
    engine: Engine | None
    writer: IndexWriter
    index: SearchIndex

    def find(self, text: str, **asked: Any) -> Page:
        """Search as a person who may read everything, unless told otherwise."""
        return self.index.search(
            Request(**{"query": parse(text), "visible": EVERYTHING, "limit": 1000, **asked})
        )

    def ids(self, text: str, **asked: Any) -> list[int]:
        """Give the ids that a search finds, ascending."""
        return sorted(hit.id for hit in self.find(text, **asked).hits)


def ids_of(page: Page) -> list[int]:
    """Give the ids of a page in its order."""
    return [hit.id for hit in page.hits]


@pytest.fixture(params=["whoosh", pytest.param("postgresql", marks=pytest.mark.pg)])
def opened(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Opened]:
    """Give an empty index."""
    if request.param == "whoosh":
        yield _open(f"whoosh:{tmp_path / 'index'}", None)
        return
    server: PostgresServer = request.getfixturevalue("pg_server")
    name = server.create_database()
    engine = create_engine(server.url(name))
    yield _open("postgresql", engine)
    engine.dispose()
    server.drop_database(name)


def _open(url: str, engine: Engine | None) -> Opened:
    writer = open_writer(url, engine=engine)
    writer.rebuild([], watermark=0)
    return Opened(url=url, engine=engine, writer=writer, index=open_index(url, engine=engine))


@pytest.fixture
def document() -> Make:
    """Give a maker of documents, published for everybody unless told otherwise."""

    def make(number: int, title: str = "", body: str = "", **facts: Any) -> SearchDocument:
        usual: dict[str, Any] = {"audience": "all", "state": "published", "facets": {}, "version": 1}
        times = {"updated_at": 1_000_000.0 + number, "created_at": 1_000_000.0 + number}
        return SearchDocument(**{"id": number, "title": title, "body": body, **usual, **times, **facts})

    return make


@pytest.fixture(scope="session")
def hotline_cases() -> list[dict[str, str]]:
    """Give 2,000 real cases, or skip where the data is not."""
    path = DATA / "bulk/hotline_cases.jsonl.gz"
    if not path.exists():
        pytest.skip(f"no test data at {path}")
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line, _ in zip(lines, range(2000), strict=False)]
