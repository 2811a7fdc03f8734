"""Words that search treats as one, by folded word; read anew only when somebody changed them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from threading import Lock

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from scenariowiki.kernel.db import kept
from scenariowiki.kernel.errors import NotFound
from scenariowiki.kernel.events import EventRow
from scenariowiki.scenarios.events import SynonymsChanged
from scenariowiki.scenarios.models import SynonymGroup
from scenariowiki.text import chinese

# Built once, since every search asks for it.
_VERSION = select(
    select(func.count(SynonymGroup.id)).scalar_subquery(),
    select(func.max(EventRow.position)).where(EventRow.name == SynonymsChanged.__name__).scalar_subquery(),
)


@dataclass(frozen=True, kw_only=True)
class SynonymRow:
    """A group of words that mean the same."""

    id: int
    words: tuple[str, ...]


def list_synonym_groups(session: Session) -> list[SynonymRow]:
    """List every group, the oldest first."""
    rows = session.execute(select(SynonymGroup.id, SynonymGroup.words).order_by(SynonymGroup.id))
    return [SynonymRow(id=row.id, words=tuple(row.words)) for row in rows]


def get_synonym_group(session: Session, group_id: int) -> SynonymRow:
    """Return one group."""
    row = session.get(SynonymGroup, group_id)
    if row is None:
        raise NotFound("no_synonyms")
    return SynonymRow(id=row.id, words=tuple(row.words))


def synonyms(session: Session) -> Mapping[str, tuple[str, ...]]:
    """Map each word, folded, to the other words of its groups; a word in two groups has all of both."""
    return _alternatives(row.words for row in list_synonym_groups(session))


def synonyms_version(session: Session) -> tuple[int, int]:
    """Return a value that changes whenever a group does."""
    return kept(session, "synonyms", lambda: _version(session))


def _version(session: Session) -> tuple[int, int]:
    groups, changed = session.execute(_VERSION).one()
    return groups, changed or 0


class Synonyms:
    """The synonyms of one database; keep one per process, it asks for the version and reads when it moved."""

    def __init__(self) -> None:
        self._kept: tuple[tuple[int, int], Mapping[str, tuple[str, ...]]] | None = None
        self._lock = Lock()

    def get(self, session: Session) -> Mapping[str, tuple[str, ...]]:
        """Return folded word -> alternatives."""
        version = synonyms_version(session)
        with self._lock:
            if self._kept is None or self._kept[0] != version:
                self._kept = (version, synonyms(session))
            return self._kept[1]


def _alternatives(groups: Iterable[Sequence[str]]) -> dict[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for words in groups:
        folded = list(dict.fromkeys(chinese.fold(word) for word in words))
        for word in folded:
            found[word] |= dict.fromkeys(other for other in folded if other != word)
    return {word: tuple(others) for word, others in found.items() if others}
