"""What a password must be: long enough, not a well-known one, not the name or the product."""

import unicodedata
from collections.abc import Collection, Iterable
from functools import cache
from importlib import resources

PASSWORD_MIN = 8
PASSWORD_ADVISED = 15
PASSWORD_MAX_BYTES = 1024
CONTEXT_WORDS = ("scenariowiki", "scenario", "qingjingku", "qingjing", "情景库", "情景庫")


def normalised(password: str) -> str:
    """Return the password as it is hashed: composed, nothing else changed or cut."""
    return unicodedata.normalize("NFC", password)


def password_fault(password: str, context: Iterable[str] = ()) -> str | None:
    """Return the code of what is wrong with a new password, or None.

    `context` holds words that an attacker would try first: the person's names, the instance's brand.
    """
    if any("\ud800" <= char <= "\udfff" for char in password):
        return "password_characters"
    if len(password) < PASSWORD_MIN:
        return "password_short"
    if len(password.encode()) > PASSWORD_MAX_BYTES:
        return "password_long"
    if _is_guessable(password.casefold(), [*CONTEXT_WORDS, *context]):
        return "password_common"
    return None


def _is_guessable(password: str, context: Collection[str]) -> bool:
    if password in _common() or len(set(password)) <= 2:
        return True
    core = password.strip("0123456789!@#$%^&*()_-+=.?~ ")
    if core in _common() and len(core) >= len(password) - 6:
        return True
    return any(_is_mostly(password, word.casefold()) for word in context if len(word) >= 3)


def _is_mostly(password: str, word: str) -> bool:
    """Tell whether little is left once a word is taken out; a reversed word is no better."""
    rest = min(len(password.replace(word, "")), len(password.replace(word[::-1], "")))
    return rest <= 4 and rest < len(password)


@cache
def _common() -> frozenset[str]:
    text = resources.files("scenariowiki.accounts").joinpath("common_passwords.txt").read_text("utf-8")
    return frozenset(line.strip().casefold() for line in text.splitlines() if line.strip())
