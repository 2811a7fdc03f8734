"""What an index can be completed, corrected and weighed by: made when first asked for, then remembered."""

import threading
import time
from collections.abc import Callable
from typing import Generic, TypeVar

from scenariowiki.search.duplicates import Statistics
from scenariowiki.search.index import IndexUnavailableError, SearchIndex
from scenariowiki.search.spelling import Spelling
from scenariowiki.search.suggest import Suggestions

T = TypeVar("T")
FRESH_SECONDS = 5.0
# Making anew takes at most so much of the time, however large the catalogue and often its changes.
BUSY_SHARE = 0.05
# Weights change slowly: they are those of a catalogue which has changed by no more than a tenth.
GROWTH = 0.1


class Words:
    """The words of one index; keep one per process."""

    def __init__(self, index: SearchIndex) -> None:
        self._index = index
        self._suggestions = _Remembered(index, lambda: Suggestions.build(index.vocabulary()))
        self._spelling = _Remembered(index, lambda: Spelling.build(index.vocabulary()))
        self._statistics: Statistics | None = None

    def load(self) -> None:
        """Make what is asked for while typing."""
        self._suggestions.get()
        self.statistics.learn(["预热"])

    @property
    def suggestions(self) -> Suggestions:
        """Give what typing is completed from."""
        return self._suggestions.get()

    @property
    def spelling(self) -> Spelling:
        """Give what queries are corrected by; few of them need it."""
        return self._spelling.get()

    @property
    def statistics(self) -> Statistics:
        """Give what words are weighed by."""
        health = self._index.health()
        if health.fault is not None:
            raise IndexUnavailableError(health.fault)
        known = self._statistics
        if known is None or abs(health.documents - known.documents) > GROWTH * known.documents:
            known = self._statistics = Statistics(health.documents, self._index.document_frequency)
        return known


class _Remembered(Generic[T]):
    """Something made of an index, made again when that has changed, but not too often."""

    def __init__(self, index: SearchIndex, make: Callable[[], T]) -> None:
        self._index = index
        self._make = make
        self._made: T | None = None
        self._generation = ""
        self._look_at = 0.0
        self._making = threading.Lock()

    def get(self) -> T:
        """Give what is there, new or at most a little old; nobody waits for what another is making."""
        if self._made is not None and time.monotonic() < self._look_at:
            return self._made
        if not self._making.acquire(blocking=self._made is None) and self._made is not None:
            return self._made
        try:
            return self._look()
        finally:
            self._making.release()

    def _look(self) -> T:
        began = time.monotonic()
        generation = self._index.generation()
        if self._made is None or self._generation != generation:
            self._made, self._generation = self._make(), generation
        ended = time.monotonic()
        self._look_at = ended + max(FRESH_SECONDS, (ended - began) / BUSY_SHARE)
        return self._made
