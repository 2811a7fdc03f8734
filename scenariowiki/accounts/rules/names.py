"""Names of people: what may be in one, and the skeleton by which twins are told."""

import re
import unicodedata
from enum import StrEnum, auto

from scenariowiki.text.chinese import fold

LOCALES = ("zh-Hans", "zh-Hant", "en")
SYSTEM = "system"
SYSTEM_SHOWN = "系统"  # what people read for the built-in account

NAME_MAX = 40
DISPLAY_MAX = 60
MARKS_IN_A_ROW = 2

_NAME = re.compile(r"[^\W_](?:[\w.@'·-]*[^\W_])?")
# Letters of other alphabets, and digits, that pass for Latin ones.
_TWINS = str.maketrans(
    "аеорсухіјѕԁһӏвкмнтгпαβεικνορτυχωϲ01|",
    "aeopcyxijsdhlbkmhtrnabeikvoptuxwcoll",
)


class BoardVisibility(StrEnum):
    PUBLIC = auto()
    INITIALS = auto()
    HIDDEN = auto()


def skeleton(name: str) -> str:
    """Give a name as it looks to a hurried eye: case, width, script, accents and look-alikes folded."""
    plain = unicodedata.normalize("NFKD", name.strip())
    bare = "".join(char for char in plain if unicodedata.category(char) not in ("Mn", "Me", "Cf"))
    return fold(unicodedata.normalize("NFKC", bare).casefold()).translate(_TWINS)[: NAME_MAX * 2]


def name_fault(name: str) -> str | None:
    """Return the code of what is wrong with a sign-in name, or None."""
    if not name or len(name) > NAME_MAX:
        return "name_length"
    if name != unicodedata.normalize("NFKC", name) or not _NAME.fullmatch(name):
        return "name_characters"
    return _letters_fault(name)


def display_fault(name: str) -> str | None:
    """Return the code of what is wrong with a name that people read, or None."""
    if not name.strip() or len(name) > DISPLAY_MAX:
        return "name_length"
    return _letters_fault(name)


def pseudonym(account_id: int) -> tuple[str, str]:
    """Return what a forgotten name gives way to: one that nobody can sign in with, and one to read."""
    return f"#{account_id}", f"离职同事{account_id}"


def is_pseudonym(name: str) -> bool:
    """Tell whether a sign-in name stands for a forgotten one."""
    return name.startswith("#")


def _letters_fault(name: str) -> str | None:
    marks = 0
    for char in name:
        kind = unicodedata.category(char)
        if kind[0] == "C" or kind in ("Zl", "Zp"):
            return "name_characters"
        marks = marks + 1 if kind in ("Mn", "Me") else 0
        if marks > MARKS_IN_A_ROW:
            return "name_characters"
    return None
