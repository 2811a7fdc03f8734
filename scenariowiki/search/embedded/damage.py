"""Tells damaged files from other troubles."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from scenariowiki.search.index import IndexDamaged, IndexUnavailableError

# The machine's troubles, which no rebuild heals.
_MACHINE = frozenset(
    {
        errno.ENOSPC,
        errno.EDQUOT,
        errno.EMFILE,
        errno.ENFILE,
        errno.EACCES,
        errno.EPERM,
        errno.EROFS,
        errno.ENOMEM,
    }
)


@contextmanager
def reporting_damage() -> Iterator[None]:
    """Raise `IndexDamaged` for whatever Whoosh trips over in files that are missing, cut short or altered."""
    try:
        yield
    except IndexUnavailableError:
        raise
    except OSError as error:
        if error.errno in _MACHINE:
            raise
        raise IndexDamaged from error
    except Exception as error:  # Whoosh raises five kinds on damage, a bare Exception among them
        raise IndexDamaged from error
