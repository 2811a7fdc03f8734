"""Makes of a document what an engine stores; for writers only, because it loads the pinyin dictionary."""

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from scenariowiki.search import tokens
from scenariowiki.search.document import SearchDocument
from scenariowiki.search.tokens import Analysed
from scenariowiki.text.chinese import fold, word_texts
from scenariowiki.text.pinyin import pinyin_keys, pinyin_pairs

# A word in a title tells as much as two in the body.
TITLE_WEIGHT = 2
# Between title, body and tags, so that no phrase reaches over.
_GAP = 2


def analyse(document: SearchDocument) -> Analysed:
    """Cut a document into tokens."""
    titles = (document.title, *document.also_known_as)
    characters: Counter[str] = Counter()
    pairs: dict[str, list[int]] = {}
    place = 0
    for text in (*titles, document.body, *document.tags):
        place = _place_tokens(text, place, characters, pairs) + _GAP
    return Analysed(
        words=_weigh_words(titles, (document.body, *document.tags)),
        characters=characters,
        pairs=pairs,
        facts=frozenset(_facts(document)),
        keys=_keys((*titles, *document.tags)),
    )


def facets_of(document: SearchDocument) -> dict[str, tuple[str, ...]]:
    """Give what is counted and filtered by; the state is always that of the document."""
    facets = {name: tuple(dict.fromkeys(keys)) for name, keys in document.facets.items() if keys}
    return {**facets, "state": (document.state,)}


def _place_tokens(text: str, place: int, characters: Counter[str], pairs: dict[str, list[int]]) -> int:
    for run in tokens.runs(text):
        characters.update(run)
        silent = {token for token in set(run) if not token.isalnum() and tokens.is_silent(token)}
        for left, right in pairwise(run):
            if left not in silent and right not in silent:
                # As `tokens.pair` does: a call for each of a text's characters would take a tenth of all.
                is_han = len(left) == len(right) == 1 and left >= tokens.FIRST_HAN <= right
                joined = left + right if is_han else f"{left} {right}"
                known = pairs.get(joined)
                if known is None:
                    pairs[joined] = [place]
                else:
                    known.append(place)
            place += 1
        place += bool(run)
    return place


def _weigh_words(titles: tuple[str, ...], others: tuple[str, ...]) -> dict[str, int]:
    weights: Counter[str] = Counter()
    for text in titles:
        for word in word_texts(text):
            weights[word[: tokens.MAX_TOKEN]] += TITLE_WEIGHT
    for text in others:
        weights.update(word[: tokens.MAX_TOKEN] for word in word_texts(text))
    return weights


def _facts(document: SearchDocument) -> Iterator[str]:
    yield tokens.fact("no", str(document.id))
    for name, keys in facets_of(document).items():
        for key in keys:
            yield tokens.fact(name, fold(key))
    for label in document.tags:
        yield tokens.fact("tag", fold(label))
    for text in (document.title, *document.also_known_as, *document.tags):
        yield from map(tokens.spelled, pinyin_pairs(text))


def _keys(texts: tuple[str, ...]) -> tuple[str, ...]:
    keys = (key[: tokens.MAX_KEY] for text in texts for key in pinyin_keys(text))
    return tuple(dict.fromkeys(keys))
