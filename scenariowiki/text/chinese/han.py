"""Which characters are Han."""

import re

# For use inside a regular expression's brackets: 々, 〇, the unified ideographs with their extensions A to I,
# and the compatibility ideographs.
HAN_CLASS = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"

_HAN = re.compile(f"[{HAN_CLASS}]")


def is_han(char: str) -> bool:
    """Tell whether the one character is Han."""
    return _HAN.fullmatch(char) is not None


def has_han(text: str) -> bool:
    """Tell whether any character of the text is Han."""
    return _HAN.search(text) is not None
