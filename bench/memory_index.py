"""A BM25 index in memory that answers as a search index does, to measure candidates apart from engines."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from bench.pairs import Floats

_K1 = 1.2
_B = 0.75


class MemoryIndex:
    """BM25 over whatever tokens a function cuts a text into."""

    def __init__(self, texts: Sequence[str], cut: Callable[[str], Sequence[str]]) -> None:
        self.size = len(texts)
        held: dict[str, list[tuple[int, int]]] = defaultdict(list)
        lengths = []
        for at, text in enumerate(texts):
            tokens = cut(text)
            lengths.append(len(tokens))
            for token, count in Counter(tokens).items():
                held[token].append((at, count))
        relative = np.array(lengths) / (sum(lengths) / len(lengths))
        self._postings = {token: self._weighed(rows, relative) for token, rows in held.items()}

    def document_frequency(self, terms: Collection[str]) -> Mapping[str, int]:
        """Count the texts that hold each term."""
        return {term: len(self._postings[term][0]) for term in terms if term in self._postings}

    def candidates(self, terms: Collection[str], k: int) -> list[tuple[int, float]]:
        """Rank the texts that hold any of the terms."""
        scores = np.zeros(self.size)
        for term in terms:
            if term in self._postings:
                places, weights = self._postings[term]
                scores[places] += weights
        best = np.argpartition(-scores, min(k, self.size - 1))[:k]
        ordered = best[np.argsort(-scores[best], kind="stable")]
        return [(int(at), float(scores[at])) for at in ordered if scores[at] > 0]

    def scores_of(self, terms: Collection[str], texts: Sequence[int]) -> list[float]:
        """Score some of the texts only."""
        totals = [0.0] * len(texts)
        for term in terms:
            places, weights = self._postings[term]
            for at, text in enumerate(texts):
                found = int(np.searchsorted(places, text))
                if found < len(places) and places[found] == text:
                    totals[at] += float(weights[found])
        return totals

    def _weighed(self, rows: list[tuple[int, int]], relative: Floats) -> tuple[npt.NDArray[np.int64], Floats]:
        places = np.array([at for at, _ in rows])
        counts = np.array([count for _, count in rows], dtype=float)
        rare = np.log(1 + (self.size - len(rows) + 0.5) / (len(rows) + 0.5))
        return places, rare * counts * (_K1 + 1) / (counts + _K1 * (1 - _B + _B * relative[places]))
