"""Reads the Whoosh index: always the newest commit, through a snapshot that all threads share."""

import threading
import time
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

import numpy as np
from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC

from scenariowiki.search.embedded import fields, store
from scenariowiki.search.embedded.columns import Dictionary, Ints
from scenariowiki.search.embedded.damage import reporting_damage
from scenariowiki.search.embedded.evaluate import word_scores
from scenariowiki.search.embedded.paging import answer, best
from scenariowiki.search.embedded.segments import Segment
from scenariowiki.search.embedded.snapshot import Snapshot
from scenariowiki.search.index import (
    Entry,
    Health,
    IndexDamaged,
    IndexUnavailableError,
    Page,
    Request,
    Visibility,
    Vocabulary,
)
from scenariowiki.search.ranking import as_token, is_character

_ENGINE = "whoosh"
# A writer may remove files while they are being opened; the next look finds the new ones.
_TRIES = 5
_PAUSE = 0.02
_NAME = "MAIN"


class WhooshIndex:
    """The index in a folder, for reading."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._dictionary = Dictionary()
        self._segments: dict[str, Segment] = {}
        self._snapshot: Snapshot | None = None
        self._refreshing = threading.Lock()

    def search(self, request: Request) -> Page:
        """Find one page of documents."""
        started = time.perf_counter()
        with reporting_damage():
            found = answer(self._fresh(), request)
        return Page(
            hits=found.hits,
            total=found.total,
            facets=found.facets,
            took_ms=(time.perf_counter() - started) * 1000,
        )

    def candidates(self, terms: Collection[str], k: int, visible: Visibility) -> list[tuple[int, float]]:
        """Rank documents by the terms they share."""
        with reporting_damage():
            snapshot = self._fresh()
            scores = word_scores(snapshot, tuple(dict.fromkeys(as_token(term) for term in terms)))
            rows = np.flatnonzero(snapshot.visible(visible) & (scores > 0))
            rows = best(rows, scores, snapshot.columns.ids, k)
            return [(int(snapshot.columns.ids[row]), float(scores[row])) for row in rows]

    def document_frequency(self, terms: Collection[str]) -> dict[str, int]:
        """Count the documents that hold each term."""
        with reporting_damage():
            counts = self._fresh().frequencies([_key(term) for term in terms])
            return dict(zip(terms, counts, strict=True))

    def versions(self) -> Mapping[int, int]:
        """Give every document's version by id."""
        with reporting_damage():
            snapshot = self._fresh()
            rows = snapshot.alive
            ids, versions = snapshot.columns.ids[rows], snapshot.columns.versions[rows]
            return dict(zip(ids.tolist(), versions.tolist(), strict=True))

    def watermark(self) -> int:
        """Give the highest outbox id that the index holds."""
        with reporting_damage():
            return self._fresh().watermark

    def generation(self) -> str:
        """Name the present commit."""
        with reporting_damage():
            return self._newest()

    def vocabulary(self) -> Vocabulary:
        """Load all there is to suggest from."""
        with reporting_damage():
            return Vocabulary(entries=_guarded(self._fresh().entries()))

    def health(self) -> Health:
        """Describe the index without raising."""
        try:
            with reporting_damage():
                snapshot = self._fresh()
                return Health(
                    engine=_ENGINE, documents=snapshot.documents, watermark=snapshot.watermark, fits=True
                )
        except (IndexUnavailableError, OSError) as error:
            return Health(engine=_ENGINE, documents=0, watermark=0, fits=False, fault=type(error).__name__)

    def _fresh(self) -> Snapshot:
        name = self._newest()
        snapshot = self._snapshot
        if snapshot is not None and snapshot.name == name:
            return snapshot
        with self._refreshing:
            for _ in range(_TRIES - 1):
                try:
                    return self._load()
                except FileNotFoundError:
                    time.sleep(_PAUSE)
            return self._load()

    def _newest(self) -> str:
        folder = store.require_current(self._root).folder
        return f"{folder}/{store.newest_commit(self._root / folder)}"

    def _load(self) -> Snapshot:
        name = self._newest()
        if self._snapshot is not None and self._snapshot.name == name:
            return self._snapshot
        folder = self._root / name.split("/")[0]
        commit = int(name.split("/")[1])
        store.check_commit(folder, commit)
        found = TOC.read(FileStorage(str(folder)), _NAME, gen=commit, schema=fields.schema()).segments
        if not found:
            raise IndexDamaged(name)
        known = {each.segment_id(): self._segment(folder, each) for each in found}
        parts = [(known[each.segment_id()], _deleted(each)) for each in found]
        self._segments = known
        self._snapshot = Snapshot(name, parts, self._dictionary)
        return self._snapshot

    def _segment(self, folder: Path, found: object) -> Segment:
        name = found.segment_id()  # type: ignore[attr-defined]  # Whoosh is untyped
        return self._segments.get(name) or Segment(folder, found, self._dictionary)


def _guarded(entries: Iterator[Entry]) -> Iterator[Entry]:
    with reporting_damage():
        yield from entries


def _key(term: str) -> bytes:
    field = fields.CHARACTERS if is_character(term) else fields.WORDS
    return (field + as_token(term)).encode()


def _deleted(found: object) -> Ints:
    return np.fromiter(found.deleted_docs(), np.int64)  # type: ignore[attr-defined]  # Whoosh is untyped
