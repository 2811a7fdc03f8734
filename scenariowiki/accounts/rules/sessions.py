"""How long a session lasts, and how failed sign-ins slow the next ones down."""

import datetime as dt
from enum import StrEnum, auto

IDLE_TIMEOUT = dt.timedelta(hours=12)
ABSOLUTE_TIMEOUT = dt.timedelta(days=30)
SEEN_EVERY = dt.timedelta(minutes=5)

THROTTLE_WINDOW = dt.timedelta(hours=1)
LONGEST_WAIT = dt.timedelta(minutes=15)


class ThrottleKind(StrEnum):
    NAME = auto()
    ADDRESS = auto()
    DEVICE = auto()


# From so many failures within the window on, the next try waits so long. A whole centre may share one
# address, so an address is given ten times as many.
_STEPS = ((20, LONGEST_WAIT), (10, dt.timedelta(minutes=5)), (5, dt.timedelta(seconds=30)))
_ALLOWANCE = {ThrottleKind.NAME: 1, ThrottleKind.DEVICE: 1, ThrottleKind.ADDRESS: 10}


def wait_after(kind: ThrottleKind, failures: int) -> dt.timedelta:
    """Return how long the next try has to wait; never longer than fifteen minutes."""
    for limit, wait in _STEPS:
        if failures >= limit * _ALLOWANCE[kind]:
            return wait
    return dt.timedelta(0)
