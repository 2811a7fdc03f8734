"""The reasons a person can read: why a pair counts as alike, or what speaks against it."""

from collections.abc import Sequence
from enum import StrEnum

from scenariowiki.search.duplicates.features import NAMES, Regime


class Reason(StrEnum):
    """Why a pair counts as alike, or what speaks against it."""

    SAME_TITLE = "same_title"
    SAME_WORDS = "same_words"
    CONTAINED = "contained"
    SAME_CATEGORY = "same_category"
    NUMBERS_DIFFER = "numbers_differ"
    NEGATION_DIFFERS = "negation_differs"
    DIRECTION_DIFFERS = "direction_differs"
    ROLES_DIFFER = "roles_differ"
    QUESTION_DIFFERS = "question_differs"


def reasons_of(features: Sequence[float], kind: Regime) -> tuple[Reason, ...]:
    """Read the reasons out of the features of a pair."""
    found = dict(zip(NAMES, features, strict=True))
    holds = {
        Reason.SAME_TITLE: found["title_ratio" if kind is Regime.CASE else "ratio"] >= 0.7,
        Reason.SAME_WORDS: found["words_shared"] >= 0.5,
        Reason.CONTAINED: found["pairs_within"] >= 0.7,
        Reason.SAME_CATEGORY: found["same_category"] > 0,
        Reason.NUMBERS_DIFFER: found["numbers_differ"] >= 0.5,
        Reason.NEGATION_DIFFERS: found["negation_differs"] >= 0.5 or found["denied"] >= 0.5,
        Reason.DIRECTION_DIFFERS: found["direction_differs"] > 0,
        Reason.ROLES_DIFFER: found["roles_differ"] >= 0.5,
        Reason.QUESTION_DIFFERS: found["question_differs"] > 0,
    }
    return tuple(reason for reason, held in holds.items() if held)
