"""Pinyin keys by which a title or tag is found while typing; import it only where an index is written.

pypinyin takes a hundred megabytes, which web workers must not pay.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice, pairwise, product

from pypinyin import Style, pinyin

from scenariowiki.text import chinese

# Beyond these, more readings make more noise than hits.
_READINGS = 6
_VARIED_SYLLABLES = 6
_CHARACTERS = 64

# The only characters whose other readings are worth a key; the rest have rare ones by the hundred.
_POLYPHONES = frozenset("行重长调还会数差藏处系降率便单传弹盛朝乘校")

_SEPARATORS = re.compile(r"[\W_]+")


def pinyin_keys(text: str) -> tuple[str, ...]:
    """Give the spellings of a title or tag: full pinyin without tones, and its initials.

    缺货 gives `quehuo` and `qh`; letters and digits are kept, ü is v. A short text with characters of several
    readings gives several spellings, the likeliest first; a text without Han characters gives none.
    """
    folded = chinese.fold(text[:_CHARACTERS])
    if not chinese.has_han(folded):
        return ()
    keys: dict[str, None] = {}
    for syllables in islice(product(*_syllables(folded)), _READINGS):
        keys["".join(syllable for syllable, _ in syllables)] = None
        keys["".join(initial for _, initial in syllables)] = None
    return tuple(keys)


def pinyin_pairs(text: str) -> Iterator[str]:
    """Give the syllables of a title or tag, two neighbours together: 小样缺货 gives three such pairs."""
    folded = chinese.fold(text[:_CHARACTERS])
    if chinese.has_han(folded):
        first = [place[0][0] for place in _syllables(folded)]
        yield from (
            f"{left} {right}" for left, right in pairwise(first) if left.isalpha() and right.isalpha()
        )


@lru_cache(maxsize=256)  # tags come again and again, and pairs of a text right after its keys
def _syllables(folded: str) -> list[list[tuple[str, str]]]:
    readings = [
        _readings(run) for run in re.findall(rf"[{chinese.HAN_CLASS}]+|[^{chinese.HAN_CLASS}]+", folded)
    ]
    places = [place for run in readings for place in run]
    return places if len(places) <= _VARIED_SYLLABLES else [place[:1] for place in places]


def _readings(run: str) -> list[list[tuple[str, str]]]:
    if chinese.has_han(run):
        found = pinyin(run, style=Style.NORMAL, heteronym=True, errors=_unknown)  # type: ignore[arg-type]
        kept_places = [
            place if char in _POLYPHONES else place[:1] for char, place in zip(run, found, strict=True)
        ]
        return [[(syllable, syllable[:1]) for syllable in dict.fromkeys(place)] for place in kept_places]
    kept = _SEPARATORS.sub("", run)
    return [[(kept, kept)]] if kept else []


def _unknown(chars: str) -> list[str]:
    # A list, which the type stub does not foresee, keeps one place for each character.
    return [""] * len(chars)
