"""How matches are ordered: BM25 over words, with gentle factors for recency and evidence."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from scenariowiki.search import tokens
from scenariowiki.text.chinese import fold, has_han, is_han

K1 = 1.2
B = 0.6

# A match whose words are unknown to the segmenter still counts, by its rarity.
BARE_MATCH = 0.2
PINYIN_EXACT = 3.0
PINYIN_PREFIX = 1.0
PINYIN_INSIDE = 0.5

# The newest text is worth at most a tenth more than a very old one, a well proven one up to a quarter.
RECENCY = 0.10
RECENCY_HALF_LIFE = 180 * 86400.0
EVIDENCE = 0.25

Floats = npt.NDArray[np.float64]


def rarity(documents: int, holding: int) -> float:
    """Weigh a token by how few documents hold it."""
    return float(np.log1p((documents - min(holding, documents) + 0.5) / (holding + 0.5)))


def saturate(weights: npt.NDArray[np.int64], lengths: Floats, mean_length: float) -> Floats:
    """Weigh occurrences: each adds less than the one before, and less in longer documents."""
    norm = K1 * (1 - B + B * lengths / max(mean_length, 1.0))
    return weights * (K1 + 1) / (weights + norm)


def gentle_factors(updated: Floats, evidence: Floats, newest: float) -> Floats:
    """Give the factors for recency, measured from the newest document, and evidence."""
    ages = np.maximum(newest - updated, 0.0)
    return (1 + RECENCY * np.exp2(-ages / RECENCY_HALF_LIFE)) * (1 + EVIDENCE * np.clip(evidence, 0.0, 1.0))


def is_character(term: str) -> bool:
    """Tell a single Han character, which is counted as such and not as a word."""
    return len(term) == 1 and is_han(term)


def title_key(title: str, keys: Sequence[str]) -> tuple[str, str]:
    """Order titles as a dictionary does, Chinese ones by the first of their pinyin keys."""
    return keys[0] if keys and has_han(title) else fold(title), title


def as_token(term: str) -> str:
    """Shorten a word as the index did."""
    return term[: tokens.MAX_TOKEN]
