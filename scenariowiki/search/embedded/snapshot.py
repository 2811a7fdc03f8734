"""One commit of the index as a whole: segments laid end to end, without what was deleted."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

import numpy as np
import numpy.typing as npt

from scenariowiki.search.embedded.columns import HEAD_ID, Columns, Dictionary, Floats, Ints, join
from scenariowiki.search.embedded.lists import Postings, Rows
from scenariowiki.search.embedded.segments import Segment
from scenariowiki.search.index import Entry, Sort, Visibility
from scenariowiki.search.ranking import gentle_factors, title_key

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Part:
    """A segment with the row it starts at and its deleted rows."""

    segment: Segment
    start: int
    deleted: Ints


class Snapshot:
    """An unchanging view; readers go on with it while others see a newer one."""

    def __init__(self, name: str, segments: Sequence[tuple[Segment, Ints]], dictionary: Dictionary) -> None:
        self.name = name
        self.dictionary = dictionary
        self.parts = tuple(_lay_out(segments))
        self.columns: Columns = join([part.segment.columns for part in self.parts])
        self.size = len(self.columns.ids)
        self._not_deleted = self._find_not_deleted()
        self.alive: Mask = self._not_deleted & (self.columns.ids != HEAD_ID)

    @cached_property
    def documents(self) -> int:
        """Count the documents."""
        return int(np.count_nonzero(self.alive))

    @cached_property
    def watermark(self) -> int:
        """Read the watermark from the head."""
        heads = self._not_deleted & (self.columns.ids == HEAD_ID)
        return int(self.columns.versions[heads].max())

    @cached_property
    def gentle(self) -> Floats:
        """Give what scores are multiplied with for recency and evidence."""
        return gentle_factors(
            self.columns.updated, self.columns.evidence, self.columns.updated.max(initial=0.0)
        )

    @cached_property
    def mean_length(self) -> float:
        """Give the mean length of a document in words."""
        lengths = self.columns.lengths[self.alive]
        return float(lengths.mean()) if len(lengths) else 1.0

    def visible(self, visible: Visibility) -> Mask:
        """Mark the documents that a person may read."""
        if visible.everything:
            return self.alive
        admitted = self.dictionary.audiences.known(visible.audiences)
        return self.alive & np.isin(self.columns.audiences, admitted)

    def order(self, sort: Sort) -> Ints:
        """Give all rows in the order of a column, best first."""
        known = self._orders.get(sort)
        if known is None and sort is Sort.TITLE:
            known = self._orders[sort] = self._by_title()
        if known is None:
            key = {Sort.CREATED: self.columns.created, Sort.EVIDENCE: self.columns.evidence}.get(
                sort, self.columns.updated
            )
            known = self._orders[sort] = np.lexsort((-self.columns.ids, -self.columns.updated, -key))
        return known

    def _by_title(self) -> Ints:
        titles = chain.from_iterable(part.segment.titles() for part in self.parts)
        keys = [title_key(each.title, each.keys) for each in titles]
        return np.array(sorted(range(len(keys)), key=keys.__getitem__), np.int64)

    @cached_property
    def _orders(self) -> dict[Sort, Ints]:
        return {}

    def postings(self, field: str, token: str) -> Postings:
        """Find a token in all segments; deleted documents are still among them."""
        found = [(part.segment.postings(field, token), part.start) for part in self.parts]
        return Postings(
            np.concatenate([postings.rows + start for postings, start in found]),
            np.concatenate([postings.counts for postings, _ in found]),
        )

    def frequencies(self, keys: Sequence[bytes]) -> list[int]:
        """Count the documents of words and characters, given with their field, deleted ones too."""
        hashes = np.array([hash(key) for key in keys], np.int64)
        total = np.zeros(len(keys), np.int64)
        for part in self.parts:
            total += part.segment.frequencies(hashes)
        return total.tolist()

    def places(self, pair: str) -> tuple[Rows, Rows]:
        """Find all places of a pair in all segments."""
        rows, places = zip(*(part.segment.places(pair) for part in self.parts), strict=True)
        shifted = [each + part.start for each, part in zip(rows, self.parts, strict=True)]
        return np.concatenate(shifted), np.concatenate(places)

    def pinyin(self, prefix: str) -> tuple[Rows, Rows]:
        """Find the rows with just this pinyin key, and with one that starts with it."""
        found = [(part.start, *part.segment.pinyin.starting_with(prefix)) for part in self.parts]
        exact = np.concatenate([rows + start for start, rows, _ in found])
        return exact, np.concatenate([rows + start for start, _, rows in found])

    def entries(self) -> Iterator[Entry]:
        """Walk the titles, with pinyin and tags."""
        states = self._states()
        audiences = self.dictionary.audiences.keys
        titles = chain.from_iterable(part.segment.titles() for part in self.parts)
        for row, found in enumerate(titles):
            if self.alive[row]:
                yield Entry(
                    id=int(self.columns.ids[row]),
                    title=found.title,
                    keys=tuple(found.keys),
                    tags=tuple(found.tags),
                    audience=audiences[self.columns.audiences[row]],
                    state=states[row],
                    popularity=int(self.columns.views[row]),
                )

    def _states(self) -> dict[int, str]:
        facet = self.columns.facets.get("state")
        if facet is None:
            return {}
        keys = self.dictionary.facets["state"].keys
        return {row: keys[code] for row, code in zip(facet.rows.tolist(), facet.codes.tolist(), strict=True)}

    def _find_not_deleted(self) -> Mask:
        mask = np.ones(self.size, np.bool_)
        for part in self.parts:
            mask[part.deleted + part.start] = False
        return mask


def _lay_out(segments: Sequence[tuple[Segment, Ints]]) -> list[Part]:
    parts: list[Part] = []
    start = 0
    for segment, deleted in segments:
        parts.append(Part(segment, start, deleted))
        start += segment.size
    return parts
