"""Cutting text into sentences and diff tokens; joining the parts gives the text back."""

import re

_ENDS = "。！？；…!?;"
_CLOSERS = "”’」』】》〉〕］）｝\"')\\]}"

# A full stop ends a sentence only before space or the end of the text: 3.5 and example.org go on.
# Line breaks are parts of their own, so that writing on below a sentence does not change the sentence.
_SENTENCE = re.compile(
    rf"""
      \s*\n
    | (?:[^\S\n]*\d{{1,3}}\.(?=[^\S\n]))?                  # the number of a list item stays with its text
      (?:[^{_ENDS}.\n]++|\.(?![{_CLOSERS}]*+(?:\s|\Z)))*+
      (?:(?:[{_ENDS}]|\.(?=[{_CLOSERS}.]*+(?:\s|\Z)))++[{_CLOSERS}]*+)*+
    """,
    re.VERBOSE,
)

# Accents, variation selectors and joiners: cut off from its base character, each would break the glyph.
_MARKS = r"(?:[\u0300-\u036f\ufe00-\ufe0f\u20e3\U0001f3fb-\U0001f3ff\U000e0100-\U000e01ef]|\u200d.)*+"

_TOKEN = re.compile(
    rf"""
      \d{{1,3}}(?:,\d{{3}})++(?!\d)(?:\.\d++)?+[%％‰]?+
    | \d++(?:\.\d++)?+[%％‰]?+
    | [A-Za-z_\u00aa-\u1fff](?:[\w\u0300-\u036f](?<![\u2e80-\U000323af])|['’](?=[A-Za-z]))*+
    | \s++
    | .{_MARKS}
    """,
    re.VERBOSE | re.DOTALL,
)


def split_sentences(text: str) -> list[str]:
    """Cut after every sentence end (D2); line breaks are parts of their own and closing quotes stay.

    Spaces between two sentences go with the second one.
    """
    parts = _SENTENCE.findall(text)
    parts.pop()  # the pattern also matches the nothing at the end
    return parts


def diff_tokens(text: str) -> list[str]:
    """Cut into Chinese characters, Latin words, numbers, runs of space and single punctuation marks."""
    return _TOKEN.findall(text)
