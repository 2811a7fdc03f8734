"""Writers take turns: SQLite has the ones that wait try again and again, and the unlucky wait for seconds."""

import fcntl
import os
import threading
from collections import deque
from typing import Any


class _Line:
    """A lock that serves the threads of one process in the order in which they came; a file lock does not."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._waiting: deque[threading.Event] = deque()
        self._taken = False

    def join(self) -> None:
        """Wait until all who came before have left."""
        with self._guard:
            if not self._taken:
                self._taken = True
                return
            called = threading.Event()
            self._waiting.append(called)
        called.wait()

    def leave(self) -> None:
        """Call the next one."""
        with self._guard:
            if self._waiting:
                self._waiting.popleft().set()
            else:
                self._taken = False


class Turns:
    """A lock file beside a database, held from before a write transaction until its connection is back.

    It orders those who wait, that is all: SQLite's own lock still says who may write, so a process that
    does without turns, or a file system without locks, is slower but not wrong.
    """

    def __init__(self, database: str | None) -> None:
        self._path = f"{database}-turns" if database and database != ":memory:" else None
        self._held: dict[int, tuple[int, int]] = {}
        self._line = _Line()

    def take(self, connection: Any) -> None:
        """Wait for a turn; the end of a process gives its turn back, too.

        Whoever has one and asks for another would wait for themselves: they are left to SQLite's time limit.
        """
        me = threading.get_ident()
        if self._path is None or any(holder == me for _file, holder in list(self._held.values())):
            return
        self._line.join()
        try:
            self._held[id(connection)] = (_locked(self._path), me)
        except OSError:
            self._line.leave()

    def give(self, connection: Any) -> None:
        """Give the turn back, if this connection has it."""
        file, _holder = self._held.pop(id(connection), (None, 0))
        if file is not None:
            os.close(file)
            self._line.leave()


def _locked(path: str) -> int:
    file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(file, fcntl.LOCK_EX)
    except OSError:
        os.close(file)
        raise
    return file
