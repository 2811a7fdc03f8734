"""What the index knows of a scenario: plain text and keys, no models."""

from collections.abc import Mapping
from dataclasses import dataclass

INDEXED_STATES = frozenset({"submitted", "needs_work", "published", "archived"})
EVERYONE = "all"


@dataclass(frozen=True, kw_only=True)
class SearchDocument:
    """One scenario as it is found.

    `id` is the scenario's number and `version` that of the page, to compare index and database by.
    `audience` is `all` or `team:<id>`. `tags` are labels and synonyms as people type them; `facets` map a
    name such as `tag`, `layer` or `team` to keys. Times are seconds since 1970; `evidence` is the lower
    bound, 0 to 1, of the best solution's success rate. A state outside `INDEXED_STATES` keeps the document
    out of the index.
    """

    id: int
    version: int
    title: str
    also_known_as: tuple[str, ...] = ()
    body: str
    tags: tuple[str, ...] = ()
    audience: str
    state: str
    facets: Mapping[str, tuple[str, ...]]
    updated_at: float
    created_at: float
    evidence: float = 0.0
    views: int = 0


def team_audience(team_id: int) -> str:
    """Name the audience of one team."""
    return f"team:{team_id}"
