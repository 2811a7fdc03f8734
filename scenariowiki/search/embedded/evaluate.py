"""Answers a plan from posting lists: which rows match, and how well."""

from dataclasses import dataclass
from functools import partial, reduce

import numpy as np

from scenariowiki.search import ranking
from scenariowiki.search.embedded import fields
from scenariowiki.search.embedded.columns import Floats
from scenariowiki.search.embedded.lists import Rows
from scenariowiki.search.embedded.snapshot import Mask, Snapshot
from scenariowiki.search.plan import Either, Every, Fact, Passage, PlanNode, Step, Without

# Keeps row and place apart in one number, for documents of up to 16 million tokens.
_PLACES = np.int64(1) << 24


@dataclass(frozen=True, slots=True)
class Match:
    """Marks matching rows; rows that do not match have meaningless scores."""

    mask: Mask
    scores: Floats


def evaluate(snapshot: Snapshot, node: PlanNode | None) -> Match:
    """Find what a plan's node matches, deleted rows too."""
    match node:
        case None:
            return Match(np.ones(snapshot.size, np.bool_), np.zeros(snapshot.size))
        case Passage():
            return _passage(snapshot, node)
        case Fact(token):
            return _unranked(snapshot, snapshot.postings(fields.FACTS, token).rows)
        case Without(inner):
            return Match(~evaluate(snapshot, inner).mask, np.zeros(snapshot.size))
        case Every(nodes):
            found = [evaluate(snapshot, inner) for inner in nodes]
            mask = np.logical_and.reduce([each.mask for each in found])
            return Match(mask, np.sum([each.scores for each in found], axis=0))
        case Either(nodes):
            return _either(snapshot, nodes)


def word_scores(snapshot: Snapshot, words: tuple[str, ...]) -> Floats:
    """Score every row by the words, or single Han characters, that it holds."""
    scores = np.zeros(snapshot.size)
    for word in words:
        field = fields.CHARACTERS if ranking.is_character(word) else fields.WORDS
        _add_score(snapshot, scores, field, word)
    return scores


def _either(snapshot: Snapshot, nodes: tuple[PlanNode, ...]) -> Match:
    mask = np.zeros(snapshot.size, np.bool_)
    scores = np.zeros(snapshot.size)
    for node in nodes:
        found = evaluate(snapshot, node)
        mask |= found.mask
        scores += np.where(found.mask, found.scores, 0.0)
    return Match(mask, scores)


def _passage(snapshot: Snapshot, passage: Passage) -> Match:
    rows = _find_steps(snapshot, passage.steps)
    mask = np.zeros(snapshot.size, np.bool_)
    mask[rows] = True
    scores = np.full(snapshot.size, ranking.BARE_MATCH * ranking.rarity(snapshot.documents, len(rows)))
    for word in passage.words:
        _add_score(snapshot, scores, fields.WORDS, word)
    if passage.pinyin:
        _add_pinyin(snapshot, passage.pinyin, mask, scores)
    for spelling in passage.spellings:
        found = [snapshot.postings(fields.FACTS, fact).rows for fact in spelling]
        inside = reduce(partial(np.intersect1d, assume_unique=True), found)
        mask[inside] = True
        scores[inside] += ranking.PINYIN_INSIDE
    return Match(mask, scores)


def _unranked(snapshot: Snapshot, rows: Rows) -> Match:
    mask = np.zeros(snapshot.size, np.bool_)
    mask[rows] = True
    return Match(mask, np.zeros(snapshot.size))


def _add_score(snapshot: Snapshot, scores: Floats, field: str, word: str) -> None:
    found = snapshot.postings(field, word)
    weight = ranking.rarity(snapshot.documents, len(found.rows))
    lengths = snapshot.columns.lengths[found.rows]
    scores[found.rows] += weight * ranking.saturate(found.counts, lengths, snapshot.mean_length)


def _add_pinyin(snapshot: Snapshot, prefix: str, mask: Mask, scores: Floats) -> None:
    exact, starting = snapshot.pinyin(prefix)
    mask[starting] = True
    scores[starting] += ranking.PINYIN_PREFIX
    scores[exact] += ranking.PINYIN_EXACT - ranking.PINYIN_PREFIX


def _find_steps(snapshot: Snapshot, steps: tuple[Step, ...]) -> Rows:
    """Find the rows that hold all steps, pairs in their order."""
    rows: Rows | None = None
    for step in steps:
        field = fields.PAIRS if step.is_pair else fields.CHARACTERS
        found = snapshot.postings(field, step.token).rows
        rows = found if rows is None else np.intersect1d(rows, found, assume_unique=True)
        if not len(rows):
            return rows
    pairs = [step for step in steps if step.is_pair]
    if rows is None or len(pairs) < 2:
        return np.empty(0, np.int64) if rows is None else rows
    return _in_order(snapshot, pairs, rows)


def _in_order(snapshot: Snapshot, pairs: list[Step], rows: Rows) -> Rows:
    """Keep the rows in which the pairs stand at their places from some start."""
    starts: Rows | None = None
    for step in pairs:
        where, places = snapshot.places(step.token)
        wanted = np.isin(where, rows)
        keys = where[wanted] * _PLACES + places[wanted] - (step.place or 0)
        starts = keys if starts is None else np.intersect1d(starts, keys, assume_unique=True)
    return np.unique(starts // _PLACES) if starts is not None else rows
