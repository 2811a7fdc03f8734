"""Ways of putting what is missing: read from a search, made comparable, and which of them mean the same."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from scenariowiki.feedback.rules.gaps import NEAR
from scenariowiki.scenarios.rules.writing import mask
from scenariowiki.search.duplicates import Candidate, Probe, Statistics, similar
from scenariowiki.search.grammar import parse, wanted
from scenariowiki.text.chinese import fold, is_han

SAYING_MAX = 100
HAN_LEAST, LETTERS_LEAST = 2, 3
COMPARED = 30


@dataclass(frozen=True, kw_only=True)
class Saying:
    """What was typed, customers' data masked, and the same as it is compared."""

    text: str
    folded: str


def searched(query: str) -> Saying | None:
    """Read what a search looked for; None where it only filters, or holds too little to tell anything."""
    found = saying(" ".join(node.text for node in wanted(parse(query).root)))
    return found if _tells(found.folded) and len(found.text) <= SAYING_MAX else None


def saying(text: str) -> Saying:
    """Make a text of one line comparable."""
    shown = mask(" ".join(text.split()))
    return Saying(text=shown, folded=fold(shown))


def _tells(folded: str) -> bool:
    han = sum(map(is_han, folded))
    return han >= HAN_LEAST or sum(sign.isalpha() for sign in folded) - han >= LETTERS_LEAST


class Known:
    """All sayings there are, with the one near to another found by the finder of duplicates."""

    def __init__(self, folded: Iterable[str]) -> None:
        self._texts: list[str] = []
        self._by_sign: defaultdict[str, list[int]] = defaultdict(list)
        # Sayings are short: which words are common in the catalogue matters little.
        self._statistics = Statistics(0, lambda _terms: {})
        for text in folded:
            self.add(text)

    def add(self, folded: str) -> None:
        """Let later ones be compared with it."""
        for sign in set(folded):
            self._by_sign[sign].append(len(self._texts))
        self._texts.append(folded)

    def nearest(self, folded: str) -> str | None:
        """Return the saying that most probably means the same, if that is as probable as not."""
        shared = Counter(at for sign in set(folded) if sign.isalnum() for at in self._by_sign[sign])
        # The likeliest are those that share most and say little else.
        ranked = sorted(shared, key=lambda at: (len(self._texts[at]) - 2 * shared[at], at))[:COMPARED]
        candidates = [Candidate(id=at, title=self._texts[at], text="") for at in ranked]
        if not candidates:
            return None
        best = similar(Probe(title=folded), candidates, self._statistics, limit=1)[0]
        return self._texts[best.id] if best.score >= NEAR else None
