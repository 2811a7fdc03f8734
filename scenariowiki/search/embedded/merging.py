"""Which segments a commit merges: ten of a size class become one of the next, all in a new index one."""

from collections import defaultdict
from pathlib import Path
from typing import Any

import numpy as np

from scenariowiki.search.embedded.codec import GONE, open_lists
from scenariowiki.search.embedded.lists import Rows
from scenariowiki.search.embedded.store import check_segment

_PER_CLASS = 10
# A commit that merges must still be done in about a second: larger segments are left to the next rebuild.
_MAX_MERGED = 3000


def merge_tiers(writer: Any, segments: list[Any]) -> list[Any]:
    """Merge into the writer what is to be merged, and give the segments that stay.

    Every document is rewritten about once per power of ten, where Whoosh's own policy costs more with each
    commit.
    """
    classes: dict[int, list[Any]] = defaultdict(list)
    for segment in segments:
        classes[len(str(_alive(segment)))].append(segment)
    groups = [size for size in classes.values() if len(size) >= _PER_CLASS]
    groups += [[segment] for segment in segments if _is_mostly_deleted(segment)]
    merged: list[Any] = []
    for group in groups:
        if sum(map(_alive, group)) <= _MAX_MERGED:
            merged += [segment for segment in group if segment not in merged]
    for segment in merged:
        if _alive(segment):
            _merge(writer, segment)
    return [segment for segment in segments if segment not in merged]


def merge_all(writer: Any, segments: list[Any]) -> list[Any]:
    """Merge all there is into the writer: every word is then looked up once."""
    for segment in segments:
        _merge(writer, segment)
    return []


def _merge(writer: Any, segment: Any) -> None:
    folder = Path(writer.storage.folder)
    # Or the damage would be signed as whole.
    check_segment(folder, segment.segment_id())
    start = writer.docnum
    values = segment.codec().per_document_reader(writer.storage, segment)
    moved = writer.write_per_doc(set(writer.schema.names()), values)
    values.close()
    writer.pool.merge(open_lists(folder, segment), _new_rows(segment, start, moved))
    writer._added = True  # noqa: SLF001 - what Whoosh's own add_reader does, or the commit writes no segment


def _new_rows(segment: Any, start: int, moved: dict[int, int] | None) -> Rows:
    size = segment.doc_count_all()
    if moved is None:
        return np.arange(start, start + size, dtype=np.int64)
    rows = np.full(size, GONE, np.int64)
    rows[np.fromiter(moved.keys(), np.int64)] = np.fromiter(moved.values(), np.int64)
    return rows


def _alive(segment: Any) -> int:
    return int(segment.doc_count_all() - segment.deleted_count())


def _is_mostly_deleted(segment: Any) -> bool:
    return _alive(segment) * 2 <= int(segment.doc_count_all())
