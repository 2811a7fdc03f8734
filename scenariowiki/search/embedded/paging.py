"""Makes a page of what matched: filtered, counted by facet, sorted, cut."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from scenariowiki.search.embedded.columns import Floats, Ints
from scenariowiki.search.embedded.evaluate import Match, evaluate
from scenariowiki.search.embedded.lists import Rows
from scenariowiki.search.embedded.snapshot import Mask, Snapshot
from scenariowiki.search.index import Hit, Request, Sort, effective_filters
from scenariowiki.search.plan import plan


@dataclass(frozen=True, slots=True)
class Answer:
    hits: tuple[Hit, ...]
    total: int
    facets: Mapping[str, Mapping[str, int]]


def answer(snapshot: Snapshot, request: Request) -> Answer:
    """Search one snapshot."""
    planned = plan(request.query)
    match = evaluate(snapshot, planned.root)
    matched = match.mask & snapshot.visible(request.visible)
    filters = _masks(snapshot, effective_filters(request, names_state=planned.names_state))
    kept = _all(matched, filters.values())
    by_score = request.sort is Sort.RELEVANCE and planned.ranks
    return Answer(
        hits=_rank(snapshot, match, kept, request) if by_score else _list(snapshot, kept, request),
        total=int(np.count_nonzero(kept)),
        facets={name: _count(snapshot, name, matched, filters) for name in request.facets},
    )


def best(rows: Rows, scores: Floats, ids: Ints, count: int) -> Rows:
    """Give the best rows in order; of equal ones the newer document first."""
    if len(rows) > 4 * count:
        threshold = np.partition(scores[rows], -count)[-count] if count else np.inf
        rows = rows[scores[rows] >= threshold]
    return rows[np.lexsort((-ids[rows], -scores[rows]))][:count]


def _masks(snapshot: Snapshot, filters: Mapping[str, tuple[str, ...]]) -> dict[str, Mask]:
    return {name: _mask(snapshot, name, keys) for name, keys in filters.items()}


def _mask(snapshot: Snapshot, name: str, keys: tuple[str, ...]) -> Mask:
    mask = np.zeros(snapshot.size, np.bool_)
    facet = snapshot.columns.facets.get(name)
    if facet is not None:
        codes = snapshot.dictionary.facets[name].known(keys)
        mask[facet.rows[np.isin(facet.codes, codes)]] = True
    return mask


def _all(mask: Mask, others: Iterable[Mask]) -> Mask:
    for other in others:
        mask = mask & other
    return mask


def _count(snapshot: Snapshot, name: str, matched: Mask, filters: Mapping[str, Mask]) -> dict[str, int]:
    facet = snapshot.columns.facets.get(name)
    if facet is None:
        return {}
    counted = _all(matched, [mask for other, mask in filters.items() if other != name])
    keys = snapshot.dictionary.facets[name].keys
    counts = np.bincount(facet.codes[counted[facet.rows]], minlength=len(keys))
    ordered = sorted((-int(counts[code]), keys[code]) for code in np.flatnonzero(counts).tolist())
    return {key: -count for count, key in ordered}


def _rank(snapshot: Snapshot, match: Match, kept: Mask, request: Request) -> tuple[Hit, ...]:
    rows = np.flatnonzero(kept)
    scores = match.scores * snapshot.gentle
    rows = best(rows, scores, snapshot.columns.ids, request.offset + request.limit)
    return tuple(
        Hit(int(snapshot.columns.ids[row]), round(float(scores[row]), 4)) for row in rows[request.offset :]
    )


def _list(snapshot: Snapshot, kept: Mask, request: Request) -> tuple[Hit, ...]:
    order = snapshot.order(request.sort)
    rows = order[kept[order]][request.offset : request.offset + request.limit]
    return tuple(Hit(id_, 0.0) for id_ in snapshot.columns.ids[rows].tolist())
