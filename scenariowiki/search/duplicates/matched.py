"""Which stretches two texts have in common, word for word."""

from itertools import pairwise

from scenariowiki.search.duplicates.terms import SPEECH
from scenariowiki.text.chinese import fold, has_han, words

MOST_PHRASES = 8
_MOST_CHARACTERS = 800
_SHORTEST_LATIN = 3


def matched_phrases(text: str, other: str) -> tuple[str, ...]:
    """List the phrases of `text`, as written there, that `other` has too in either script; longest first."""
    folded, sought = fold(text[:_MOST_CHARACTERS]), fold(other[:_MOST_CHARACTERS])
    pairs = set(map("".join, pairwise(sought)))
    phrases: dict[str, str] = {}
    at = 0
    while at < len(folded):
        if folded[at : at + 2] not in pairs:
            at += 1
            continue
        end = _longest(folded, at, sought)
        start, stop = _trimmed(folded, at, end)
        if _tells(folded[start:stop]):
            phrases.setdefault(folded[start:stop], text[start:stop])
        at = end
    return tuple(sorted(phrases.values(), key=len, reverse=True)[:MOST_PHRASES])


def _longest(text: str, at: int, sought: str) -> int:
    end = at + 2
    while end < len(text) and text[end] != "\n" and text[at : end + 1] in sought:
        end += 1
    return end


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Leave out punctuation at the ends and Latin words or numbers that were cut."""
    while start < end and (not text[start].isalnum() or _cuts(text, start)):
        start += 1
    while end > start and (not text[end - 1].isalnum() or _cuts(text, end)):
        end -= 1
    return start, end


def _cuts(text: str, at: int) -> bool:
    return 0 < at < len(text) and all(sign.isascii() and sign.isalnum() for sign in text[at - 1 : at + 1])


def _tells(phrase: str) -> bool:
    """Leave out what everybody says; one character tells nothing."""
    if not has_han(phrase):
        return len(phrase) >= _SHORTEST_LATIN and phrase not in SPEECH
    return len(phrase) > 1 and any(token.text not in SPEECH for token in words(phrase) if len(token.text) > 1)
