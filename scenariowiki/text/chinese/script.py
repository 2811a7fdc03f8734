"""Which script a text is written in, and how it reads in the other."""

import re
from enum import StrEnum
from functools import cache

from opencc import OpenCC

from scenariowiki.text.chinese.folding import CHARACTERS
from scenariowiki.text.chinese.han import has_han


class Script(StrEnum):
    """Simplified, Traditional, both, or a text that does not tell."""

    HANS = "hans"
    HANT = "hant"
    MIXED = "mixed"
    NONE = "none"


# To Traditional by characters only: s2twp would also swap the writer's words for Taiwan's.
# Its two halves are s2tw in half the time and memory: OpenCC loads the phrases twice for the whole.
_CONVERTERS = {Script.HANS: ("tw2s",), Script.HANT: ("s2t", "t2tw")}

_SIMPLIFIED, _TRADITIONAL = (frozenset(CHARACTERS[name]) for name in ("simplified", "traditional"))
_MARKUP = re.compile(r"""(<(?:[^<>"']|"[^"]*"|'[^']*')*>|&\#?\w+;)""")
_VERBATIM = frozenset({"code", "pre"})
_TAG_NAME = re.compile(r"</?([a-zA-Z][a-zA-Z0-9]*)")


def script_of(text: str) -> Script:
    """Judge the script by the characters which exist in one script only."""
    simplified, traditional = _count_telling(text)
    if simplified and traditional:
        return Script.MIXED
    if simplified or traditional:
        return Script.HANS if simplified else Script.HANT
    return Script.NONE


def language_tag(text: str) -> str:
    """Name the language for a `lang` attribute; a mixed text has the script of most of it."""
    if not has_han(text):
        return "en"
    simplified, traditional = _count_telling(text)
    return "zh-Hant" if traditional > simplified else "zh-Hans"


def to_script(text: str, script: Script) -> str:
    """Convert the text for reading, never for storing; other scripts than the two change nothing."""
    if script not in _CONVERTERS:
        return text
    # The converter ends at a NUL, like any string in C.
    return "\0".join(_convert(part, script) for part in text.split("\0"))


def html_to_script(html: str, script: Script) -> str:
    """Convert the text nodes of safe HTML; tags, attributes, entities, code and pre stay as they are."""
    parts = _MARKUP.split(html)
    verbatim = 0
    for place, part in enumerate(parts):
        if place % 2:
            verbatim += _verbatim_step(part)
        elif not verbatim:
            parts[place] = to_script(part, script)
    return "".join(parts)


def _verbatim_step(markup: str) -> int:
    name = _TAG_NAME.match(markup)
    if name is None or name[1].lower() not in _VERBATIM:
        return 0
    return -1 if markup.startswith("</") else 1


def _count_telling(text: str) -> tuple[int, int]:
    return sum(char in _SIMPLIFIED for char in text), sum(char in _TRADITIONAL for char in text)


def _convert(text: str, script: Script) -> str:
    for config in _CONVERTERS[script]:
        text = _converter(config).convert(text)
    return text


@cache
def _converter(config: str) -> OpenCC:
    return OpenCC(config)
