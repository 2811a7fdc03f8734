"""Works out what a batch of changes comes to, whichever engine applies it."""

from collections.abc import Iterable

from scenariowiki.search.document import INDEXED_STATES, SearchDocument


def net_effect(
    upserts: Iterable[SearchDocument], deletes: Iterable[int]
) -> tuple[list[SearchDocument], frozenset[int]]:
    """Give the documents to add, one per id, and the ids that must go first: those and the deleted ones.

    The last document of an id counts, a delete beats it, and one in a state that is not indexed is a delete.
    """
    latest = {document.id: document for document in upserts}
    dropped = frozenset(deletes)
    kept = [
        document
        for document in latest.values()
        if document.id not in dropped and document.state in INDEXED_STATES
    ]
    return kept, dropped | latest.keys()
