"""Figures of the requests for Prometheus, shared by all workers through files in DATA_DIR."""

import os
import time
from functools import lru_cache
from pathlib import Path

from flask import Flask, Response, g, request
from prometheus_client import CollectorRegistry, Histogram, generate_latest, values
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from scenariowiki.runtime.health import STATES_AS_NUMBERS, Check

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
# More than all series of one worker come to.
ROOM = 4 * 1024 * 1024
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
# The library decides when it is first imported, by a variable that only the settings can fill.
values.ValueClass = values.MultiProcessValue()  # type: ignore[no-untyped-call]

SECONDS = Histogram(
    "scenariowiki_request_seconds",
    "Time to answer a request.",
    ("endpoint", "method", "status"),
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10),
    registry=CollectorRegistry(),
)


def init_metrics(app: Flask) -> None:
    """Measure every request; the library keeps one folder for as long as a process lives."""
    folder = os.environ.setdefault(FOLDER, str(Path(app.config["DATA_DIR"], "metrics")))
    Path(folder).mkdir(parents=True, exist_ok=True)
    app.after_request(_measure)


def exposition(checks: list[Check]) -> bytes:
    """Write all workers' figures, and the checks, as Prometheus reads them."""
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    registry.register(_Checks(checks))
    return generate_latest(registry)


class _Checks(Collector):
    """Health checks as gauges: 0 well, 1 worth a look, 2 wants a person; with their numbers as facts."""

    def __init__(self, checks: list[Check]) -> None:
        self._checks = checks

    def collect(self) -> list[GaugeMetricFamily]:
        state = GaugeMetricFamily(
            "scenariowiki_check", "0 ok, 1 warning, 2 needs a person.", labels=["check"]
        )
        fact = GaugeMetricFamily(
            "scenariowiki_check_fact", "Numbers behind the checks.", labels=["check", "fact"]
        )
        for check in self._checks:
            state.add_metric([check.name], STATES_AS_NUMBERS[check.state])
            for name, value in check.facts.items():
                if isinstance(value, int | float):
                    fact.add_metric([check.name, name], value)
        return [state, fact]


def _measure(response: Response) -> Response:
    began = g.get("started")
    if began is not None and _has_room():
        method = request.method if request.method in METHODS else "other"
        _series(request.endpoint or "none", method, response.status_code).observe(time.perf_counter() - began)
    return response


def _has_room() -> bool:
    """Tell whether the disk has given this process's figures their room.

    The library maps a file with holes: to fill one on a full disk would end the process, not fail.
    """
    pid = os.getpid()
    if pid not in _roomy:
        path = Path(os.environ[FOLDER], f"histogram_{pid}.db")
        try:
            with path.open("ab") as file:
                os.posix_fallocate(file.fileno(), 0, ROOM)
        except OSError:
            path.unlink(missing_ok=True)
            return False
        _roomy.add(pid)
    return True


_roomy: set[int] = set()


@lru_cache(maxsize=2_048)
def _series(endpoint: str, method: str, status: int) -> Histogram:
    """Find a series once: the library looks for it behind a lock."""
    return SECONDS.labels(endpoint, method, str(status))
