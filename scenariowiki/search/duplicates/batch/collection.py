"""A collection of texts, each reduced to what finds its likes, and the pairs worth a closer look."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import count

import numpy as np

from scenariowiki.search.duplicates.batch import joining, signatures
from scenariowiki.search.duplicates.batch.gate import Gate
from scenariowiki.search.duplicates.prepared import MOST_CHARACTERS, Cut
from scenariowiki.search.duplicates.sayings import plainly
from scenariowiki.search.duplicates.terms import Statistics
from scenariowiki.text.chinese import fold, word_texts

_NOISE = re.compile(r"[\W_]+")


class Collection:
    """Takes texts one by one and keeps about two kilobytes of each; the texts themselves may go.

    What is added first comes first in pairs. `candidates` is a union of two joins, since copies are found by
    their runs of characters and retellings by their rare words.
    """

    def __init__(self) -> None:
        self.ids: list[int] = []
        self._signatures: list[signatures.Signature] = []
        self._bags: list[joining.Bag] = []
        self._words: dict[str, int] = defaultdict(count().__next__)  # a new word gets the next number
        self._signs: Counter[str] = Counter()
        self._lengths: list[int] = []
        self._texts: list[joining.Bag] = []
        self._places: dict[int, int] = {}

    def __len__(self) -> int:
        return len(self.ids)

    def add(self, id_: int, text: str) -> None:
        """Take in one text, with its title in front."""
        plain = plainly(fold(text[:MOST_CHARACTERS]))
        condensed = _NOISE.sub("", plain)
        words = word_texts(plain)
        numbers = np.fromiter(map(self._words.__getitem__, words), dtype=np.uint32, count=len(words))
        self._places[hash(plain)] = len(self.ids)
        self._texts.append(numbers)
        self.ids.append(id_)
        self._signatures.append(signatures.sign(condensed))
        self._bags.append(_each_once(numbers))
        self._signs.update(set(condensed))
        self._lengths.append(len(condensed))

    def statistics(self) -> Statistics:
        """Weigh words by how many of the texts hold them."""
        counts = joining.frequencies(self._bags, len(self._words))

        def ask(terms: Sequence[str]) -> Mapping[str, int]:
            held = {term: int(counts[self._words[term]]) for term in terms if term in self._words}
            return held | {term: self._signs[term] for term in terms if term in self._signs}

        return Statistics(len(self), ask, answers_at_once=True)

    def cutter(self) -> Cut:
        """Give what cuts a text into words: those that were taken in have been cut already."""
        words = list(self._words)

        def cut(plain: str) -> Sequence[str]:
            place = self._places.get(hash(plain))
            if place is None:
                return word_texts(plain)
            return [words[number] for number in self._texts[place].tolist()]

        return cut

    def candidates(self, since: int = 0) -> Iterator[tuple[int, list[int]]]:
        """Walk the texts from place `since` on: the id of each, and of the earlier ones that may be alike."""
        copies: dict[int, set[int]] = defaultdict(set)
        for one, other in signatures.alike(self._signatures):
            copies[other].add(one)
        counts = joining.frequencies(self._bags, len(self._words))
        gate = Gate(self._bags, self._signatures, self._lengths, counts)
        for place, partners in joining.sharing(self._bags, counts, since):
            places = dict.fromkeys([*sorted(copies.get(place, ())), *partners])
            yield self.ids[place], [self.ids[one] for one in places if gate.lets_through(place, one)]


def _each_once(numbers: joining.Bag) -> joining.Bag:
    return np.fromiter(dict.fromkeys(numbers.tolist()), dtype=np.uint32)
