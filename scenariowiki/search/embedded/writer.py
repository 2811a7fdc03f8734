"""Writes the Whoosh index: batches in one commit each, and the whole anew."""

import json
import secrets
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from whoosh.filedb.filestore import FileStorage
from whoosh.index import FileIndex
from whoosh.writing import NO_MERGE

from scenariowiki.search.analysis import analyse, facets_of
from scenariowiki.search.batches import net_effect
from scenariowiki.search.document import INDEXED_STATES, SearchDocument
from scenariowiki.search.embedded import fields, store
from scenariowiki.search.embedded.codec import ListCodec, Pool, open_lists
from scenariowiki.search.embedded.columns import HEAD_ID, pack
from scenariowiki.search.embedded.damage import reporting_damage
from scenariowiki.search.embedded.merging import merge_all, merge_tiers
from scenariowiki.search.tokens import fact

_LOCK_SECONDS = 30.0
# Tokens gathered before a segment is written: some 100 MB.
_POOL_LIMIT = 1_000_000
# Every word is looked up in each.
_SEGMENTS_KEPT = 4
_HEAD = fact("no", str(HEAD_ID))

Prepared = Mapping[str, Any]


class WhooshWriter:
    """The one writer of an index folder."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def upsert(self, documents: Iterable[SearchDocument], watermark: int) -> None:
        """Add or replace documents."""
        self.apply(documents, (), watermark)

    def delete(self, ids: Iterable[int], watermark: int) -> None:
        """Take documents out."""
        self.apply((), ids, watermark)

    def apply(self, upserts: Iterable[SearchDocument], deletes: Iterable[int], watermark: int) -> None:
        """Bring documents in and out in one commit."""
        documents, gone = net_effect(upserts, deletes)
        prepared = [_prepare(document) for document in documents]
        with store.locked(self._root, _LOCK_SECONDS), reporting_damage():
            folder = self._checked()
            with _committing(folder, merge_tiers) as writer:
                held = _take_out(writer, folder, [_HEAD, *(fact("no", str(each)) for each in gone)])
                _add(writer, [*prepared, _head(max(watermark, held))])
            store.sign(folder)

    def rebuild(
        self,
        documents: Iterable[SearchDocument],
        watermark: int,
        progress: Callable[[int], None] | None = None,
    ) -> None:
        """Write a new folder, then make it the index."""
        with store.locked(self._root, _LOCK_SECONDS):
            folder = self._root / f"g-{secrets.token_hex(6)}"
            folder.mkdir()
            try:
                _fill(folder, documents, watermark, progress)
            except BaseException:
                shutil.rmtree(folder, ignore_errors=True)
                raise
            store.sign(folder)
            store.write_current(self._root, folder.name)

    def tidy(self) -> None:
        """Merge a large catalogue's segments, which commits leave alone, once there are some."""
        with store.locked(self._root, _LOCK_SECONDS), reporting_damage():
            folder = self._checked()
            if len(list(folder.glob("*.lst"))) > _SEGMENTS_KEPT:
                _merge_all(folder)
                store.sign(folder)

    def _checked(self) -> Path:
        folder = self._root / store.require_current(self._root).folder
        store.check_commit(folder, store.newest_commit(folder))
        return folder


def _fill(
    folder: Path,
    documents: Iterable[SearchDocument],
    watermark: int,
    progress: Callable[[int], None] | None,
) -> None:
    """Write one segment after the other, each no larger than memory should be, and merge them into one."""
    FileIndex.create(FileStorage(str(folder)), fields.schema())
    left = iter(_once_each(documents, progress))
    written = 1
    while not _write_segment(folder, left, watermark):
        written += 1
    if written > 1:
        _merge_all(folder)


def _merge_all(folder: Path) -> None:
    with _committing(folder, merge_all):
        pass


def _write_segment(folder: Path, left: Iterator[SearchDocument], watermark: int) -> bool:
    """Write as many documents as fit into memory; after the last one the watermark, and say so."""
    with _committing(folder) as writer:
        for document in left:
            _add(writer, [_prepare(document)])
            if writer.pool.size > _POOL_LIMIT:
                return False
        _add(writer, [_head(watermark)])
    return True


def _once_each(
    documents: Iterable[SearchDocument], progress: Callable[[int], None] | None
) -> Iterator[SearchDocument]:
    seen: set[int] = set()
    for number, document in enumerate(documents, start=1):
        if document.state in INDEXED_STATES and document.id not in seen:
            seen.add(document.id)
            yield document
        if progress:
            progress(number)


@contextmanager
def _committing(folder: Path, merge: Callable[..., Any] = NO_MERGE) -> Iterator[Any]:
    """Open Whoosh's writer with our pool in place of its own; commit, or leave everything as it was."""
    index = FileIndex(FileStorage(str(folder)), schema=fields.schema())
    writer = index.writer(timeout=_LOCK_SECONDS, codec=ListCodec(), compound=False)
    writer.pool = Pool()
    try:
        yield writer
        writer.commit(mergetype=merge)
    except BaseException:
        if not writer.is_closed:
            writer.cancel()
        raise


def _take_out(writer: Any, folder: Path, tokens: Sequence[str]) -> int:
    """Delete the documents that the tokens name; give the watermark held so far."""
    held = start = 0
    for segment in writer.segments:
        lists = open_lists(folder, segment)
        for token in tokens:
            index = lists.find((fields.FACTS + token).encode())
            for row in lists.postings(index).rows.tolist() if index is not None else ():
                if token == _HEAD and not segment.is_deleted(row):
                    held = _watermark(segment, writer.storage, row)
                writer.delete_document(start + row)
        start += segment.doc_count_all()
    return held


def _watermark(segment: Any, storage: Any, row: int) -> int:
    values = segment.codec().per_document_reader(storage, segment)
    head = json.loads(values.column_reader(fields.NUMBERS, fields.COLUMN)[row])
    values.close()
    return int(head[1])


def _add(writer: Any, prepared: Iterable[Prepared]) -> None:
    for each in prepared:
        writer.add_document(**each)


def _prepare(document: SearchDocument) -> Prepared:
    analysed = analyse(document)
    numbers = (
        document.id,
        document.version,
        document.views,
        document.updated_at,
        document.created_at,
        document.evidence,
        analysed.length,
    )
    return {
        fields.WORDS: analysed.words,
        fields.CHARACTERS: analysed.characters,
        fields.PAIRS: analysed.pairs,
        fields.FACTS: dict.fromkeys(analysed.facts, 1),
        fields.NUMBERS: pack(numbers, document.audience, facets_of(document)),
        fields.TITLES: _titles(document.title, analysed.keys, document.tags),
    }


def _head(watermark: int) -> Prepared:
    return {
        fields.FACTS: {_HEAD: 1},
        fields.NUMBERS: pack((HEAD_ID, watermark, 0, 0.0, 0.0, 0.0, 0), "", {}),
        fields.TITLES: _titles("", (), ()),
    }


def _titles(title: str, keys: Sequence[str], tags: Sequence[str]) -> bytes:
    return json.dumps([title, keys, tags], separators=(",", ":")).encode()
