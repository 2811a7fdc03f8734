"""Writers take turns: SQLite has the ones that wait try again and again, and the unlucky wait for seconds."""

import fcntl
import os
import threading
from typing import Any


class Turns:
    """A lock file beside a database, held from before a write transaction until its connection is back.

    It orders those who wait, that is all: SQLite's own lock still says who may write, so a process that
    does without turns, or a file system without locks, is slower but not wrong.
    """

    def __init__(self, database: str | None) -> None:
        self._path = f"{database}-turns" if database and database != ":memory:" else None
        self._held: dict[int, tuple[int, int]] = {}

    def take(self, connection: Any) -> None:
        """Wait for a turn; the end of a process gives its turn back, too.

        Whoever has one and asks for another would wait for themselves: they are left to SQLite's time limit.
        """
        me = threading.get_ident()
        if self._path is None or any(holder == me for _file, holder in list(self._held.values())):
            return
        file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(file, fcntl.LOCK_EX)
        except OSError:
            os.close(file)
            return
        self._held[id(connection)] = (file, me)

    def give(self, connection: Any) -> None:
        """Give the turn back, if this connection has it."""
        file, _holder = self._held.pop(id(connection), (None, 0))
        if file is not None:
            os.close(file)
