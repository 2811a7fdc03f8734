"""The limits' memory, swept now and then instead of after every hit."""

import threading
import time

from limits.storage import MemoryStorage

SCHEME = "swept"
SWEEP_SECONDS = 30.0


class _Sweep:
    """A timer that counts as running until the next sweep is due."""

    def __init__(self, timer: threading.Timer) -> None:
        self._timer = timer
        self._next = time.monotonic() + SWEEP_SECONDS

    def start(self) -> None:
        self._timer.start()

    def is_alive(self) -> bool:
        return self._timer.is_alive() or time.monotonic() < self._next


class SweptStorage(MemoryStorage):
    """Forgets what is over every half minute.

    The library looks through the hits of everybody a hundredth of a second after each hit, in a thread made
    for it: with two thousand people that costs more than what is limited. What counts does not depend on it.
    """

    STORAGE_SCHEME = [SCHEME]  # noqa: RUF012 - as the library has it

    @property  # type: ignore[override]  # what the library asks of it, a sweep answers
    def timer(self) -> _Sweep:
        """Return what the library asks whether a sweep is under way."""
        return self._sweep

    @timer.setter
    def timer(self, timer: threading.Timer) -> None:
        self._sweep = _Sweep(timer)
