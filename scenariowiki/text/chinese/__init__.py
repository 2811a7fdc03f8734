"""Chinese text as values: folding for matching, words, scripts."""

from scenariowiki.text.chinese.folding import fold
from scenariowiki.text.chinese.han import HAN_CLASS, has_han, is_han
from scenariowiki.text.chinese.script import (
    Script,
    html_to_script,
    language_tag,
    script_of,
    to_script,
)
from scenariowiki.text.chinese.tokens import (
    Token,
    add_words,
    analyser_id,
    character_texts,
    characters,
    warm,
    word_texts,
    words,
)

__all__ = [
    "HAN_CLASS",
    "Script",
    "Token",
    "add_words",
    "analyser_id",
    "character_texts",
    "characters",
    "fold",
    "has_han",
    "html_to_script",
    "is_han",
    "language_tag",
    "script_of",
    "to_script",
    "warm",
    "word_texts",
    "words",
]
