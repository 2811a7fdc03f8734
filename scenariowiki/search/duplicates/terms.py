"""Which words of a text are worth asking the index for, and how much each word tells."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from math import log

from scenariowiki.text.chinese import is_han, words

Frequency = Callable[[Sequence[str]], Mapping[str, int]]

MOST_TERMS = 16
FEW_WORDS = 8
COMMON = 0.2
# In a small catalogue 20 % is one or two documents, which would leave nothing to ask for.
NEVER_COMMON = 20
MOST_REMEMBERED = 10_000
_TEXTS_REMEMBERED = 300

# A catalogue of ten scenarios cannot tell what is ordinary speech: pretend to have read some before.
_READ_BEFORE = 200
_SPEECH = """
    的 了 是 我 你 您 他 她 它 们 我们 你们 他们 在 有 和 与 及 就 都 也 还 又 很 这 那 这个 那个 一个 个
    吗 呢 啊 吧 呀 嘛 哦 请 请问 问 你好 您好 麻烦 帮 帮忙 谢谢 想 要 把 被 给 对 从 到 为 上 下 里 中 后 前
    时 时候 可以 可 能 会 怎么 怎 么 什么 什 怎样 样 如何 为什么 为何 哪 哪里 多少 几 没 没有 不 不是
    a an the is are of to in on for and or my i you it do how what
"""
SPEECH = frozenset(_SPEECH.split())


class Statistics:
    """How many documents hold a word, as weights.

    It remembers what it asked, as much as memory should hold, and weights change slowly: keep one per process
    until the catalogue has grown by a tenth, or every request pays for asking anew. Where whoever is asked
    `answers_at_once`, words are asked for as they are met, and remembered all.
    """

    def __init__(
        self, documents: int, document_frequency: Frequency, *, answers_at_once: bool = False
    ) -> None:
        self.documents = documents
        self._answers_at_once = answers_at_once
        self._ask = document_frequency
        self._weights = _Weights(self._ask_one, {})
        # Of all words of a text, remembered: it is compared with many others in a row.
        self.weigh_text = lru_cache(maxsize=_TEXTS_REMEMBERED)(self.weigh)

    def learn(self, *some: Iterable[str]) -> None:
        """Ask for all words not known yet at once."""
        if self._answers_at_once:
            return
        if len(self._weights) > MOST_REMEMBERED:
            kept = {term: weight for term, weight in self._weights.items() if len(term) == 1}
            self._weights = _Weights(self._ask_one, kept)
        unknown = list(set().union(*some).difference(self._weights))
        found = self._ask(unknown) if unknown else {}
        self._weights.update((term, self._weigh(term, found.get(term, 0))) for term in unknown)

    def heaviest(self, terms: Iterable[str]) -> float:
        """Give the weight of the rarest of some words; none weigh nothing."""
        return max(map(self._weights.__getitem__, terms), default=0.0)

    def weigh(self, terms: Iterable[str]) -> float:
        """Add up the weights of words."""
        return sum(map(self._weights.__getitem__, terms))

    def _ask_one(self, term: str) -> float:
        return self._weigh(term, self._ask([term]).get(term, 0))

    def _weigh(self, term: str, found: int) -> float:
        before = _READ_BEFORE / 4 if term in SPEECH else 1
        return log(1 + (self.documents + _READ_BEFORE) / (found + before))


class _Weights(dict[str, float]):
    """Weights by word; one that another thread's learning has pushed out is asked for again."""

    def __init__(self, ask: Callable[[str], float], known: Mapping[str, float]) -> None:
        super().__init__(known)
        self._ask = ask

    def __missing__(self, term: str) -> float:
        self[term] = weight = self._ask(term)
        return weight


def candidate_terms(text: str, document_frequency: Frequency, documents: int) -> tuple[str, ...]:
    """Choose the rarest words of the text that the index holds; characters too when the words are few."""
    cut = dict.fromkeys(token.text for token in words(text))
    chosen = _rarest([word for word in cut if len(word) > 1], document_frequency, documents)
    if len(chosen) >= FEW_WORDS:
        return chosen
    signs = dict.fromkeys(sign for word in cut for sign in word if is_han(sign))
    single = [*signs, *(word for word in cut if len(word) == 1 and not is_han(word))]
    return chosen + _rarest(single, document_frequency, documents)[: MOST_TERMS - len(chosen)]


def _rarest(terms: Sequence[str], document_frequency: Frequency, documents: int) -> tuple[str, ...]:
    found = document_frequency(terms) if terms else {}
    ceiling = max(NEVER_COMMON, COMMON * documents)
    held = sorted((found.get(term, 0), at, term) for at, term in enumerate(terms))
    return tuple(term for count, _, term in held if 0 < count <= ceiling)[:MOST_TERMS]
