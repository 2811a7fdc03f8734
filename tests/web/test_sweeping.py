"""What the limits count with: nothing is counted wrongly, and no hit makes a thread."""

import time
from threading import active_count

import pytest
from limits import RateLimitItemPerSecond
from limits.strategies import MovingWindowRateLimiter

from scenariowiki.web import sweeping
from scenariowiki.web.sweeping import SweptStorage


def test_hits_are_counted_and_forgotten_when_their_window_is_over() -> None:
    limiter = MovingWindowRateLimiter(SweptStorage())
    two_a_second = RateLimitItemPerSecond(2)

    taken = [limiter.hit(two_a_second, "ann") for _time in range(3)]
    other = limiter.hit(two_a_second, "bea")
    time.sleep(1.01)

    assert (taken, other) == ([True, True, False], True)
    assert limiter.hit(two_a_second, "ann")


def test_a_hit_makes_no_thread_until_a_sweep_is_due(monkeypatch: pytest.MonkeyPatch) -> None:
    storage = SweptStorage()
    storage.acquire_entry("old", 5, 0)
    time.sleep(0.1)
    before = active_count()

    storage.acquire_entry("new", 5, 60)
    quiet = active_count()
    moment = time.monotonic() + sweeping.SWEEP_SECONDS
    monkeypatch.setattr(time, "monotonic", lambda: moment)
    storage.acquire_entry("new", 5, 60)
    time.sleep(0.1)

    assert quiet == before
    assert not storage.events["old"]
    assert len(storage.events["new"]) == 2
