"""Opens the search index that the settings name, for writing; loads pinyin, so not for web workers."""

from pathlib import Path

from sqlalchemy import Engine

from scenariowiki.search.embedded.writer import WhooshWriter
from scenariowiki.search.engines import POSTGRESQL, WHOOSH
from scenariowiki.search.index import IndexWriter
from scenariowiki.search.postgres.writer import PgWriter


def open_writer(url: str, *, engine: Engine | None = None) -> IndexWriter:
    """Open `whoosh:<folder>`, or `postgresql` in the engine's database; the first call must be a rebuild."""
    if url.startswith(WHOOSH):
        return WhooshWriter(Path(url.removeprefix(WHOOSH)))
    if url == POSTGRESQL and engine is not None:
        return PgWriter(engine)
    raise ValueError(url)
