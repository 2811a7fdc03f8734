"""Hashing of passwords: argon2id, two at a time, as slow for a name that does not exist."""

import threading
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from scenariowiki.accounts.rules import PASSWORD_MAX_BYTES, normalised
from scenariowiki.kernel.errors import Throttled

# Each hash takes 64 MiB and a fifth of a second, so a crowd at the door must queue, not fill the memory.
_SLOTS = threading.BoundedSemaphore(2)
_PATIENCE = 10
_HASHER = PasswordHasher()


def hash_password(password: str) -> str:
    """Return the hash to store; call it before a write transaction begins."""
    with _slot():
        return _HASHER.hash(normalised(password))


def matches(stored: str | None, password: str) -> bool:
    """Tell whether a password is right; takes equally long when there is nothing to compare with."""
    if len(password.encode("utf-8", "replace")) > PASSWORD_MAX_BYTES:
        return False
    dummy = _dummy()
    with _slot():
        try:
            _HASHER.verify(stored or dummy, normalised(password).encode("utf-8", "replace"))
        except (VerificationError, InvalidHashError):
            return False
    return stored is not None


def is_outdated(stored: str) -> bool:
    """Tell whether a hash was made with weaker parameters than today's."""
    return _HASHER.check_needs_rehash(stored)


@cache
def _dummy() -> str:
    return _HASHER.hash("nobody has this password")


class _slot:  # noqa: N801 - reads as a word in `with`
    """One of the two places; whoever waits too long is asked to come back."""

    def __enter__(self) -> None:
        if not _SLOTS.acquire(timeout=_PATIENCE):
            raise Throttled(retry_after=_PATIENCE)

    def __exit__(self, *_error: object) -> None:
        _SLOTS.release()
