"""Opens the search index that the settings name, for reading."""

from pathlib import Path

from sqlalchemy import Engine

from scenariowiki.search.embedded.reader import WhooshIndex
from scenariowiki.search.index import SearchIndex
from scenariowiki.search.postgres.reader import PgIndex

WHOOSH = "whoosh:"
POSTGRESQL = "postgresql"


def open_index(url: str, *, engine: Engine | None = None) -> SearchIndex:
    """Open `whoosh:<folder>`, or `postgresql` in the engine's database; nothing is read yet."""
    if url.startswith(WHOOSH):
        return WhooshIndex(Path(url.removeprefix(WHOOSH)))
    if url == POSTGRESQL and engine is not None:
        return PgIndex(engine)
    raise ValueError(url)
