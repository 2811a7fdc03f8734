"""Servers under load: started as in production, asked in turn, their CPU read from the process tree."""

import http.client
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parent.parent


@dataclass
class Server:
    """A running server and what was asked of it."""

    name: str
    port: int
    process: psutil.Process
    headers: Mapping[str, str] = field(default_factory=dict)

    def cpu(self) -> float:
        """Return user and system seconds of the whole process tree."""
        total = 0.0
        for one in [self.process, *self.process.children(recursive=True)]:
            times = one.cpu_times()
            total += times.user + times.system
        return total

    def memory(self) -> float:
        """Return the proportional set size of the tree in MiB."""
        tree = [self.process, *self.process.children(recursive=True)]
        return sum(one.memory_full_info().pss for one in tree) / 2**20


@dataclass(frozen=True, kw_only=True)
class Round:
    """One round of requests: how many a second, server CPU a request, latencies in ms, failures, bytes."""

    rate: float
    cpu_ms: float
    latencies: Sequence[float]
    failures: int
    size: int


@contextmanager
def gunicorn(name: str, target: str, env: Mapping[str, str], *, workers: int = 2) -> Iterator[Server]:
    """Serve a WSGI application the way the product is served."""
    port = _free_port()
    command = [
        *(sys.executable, "-m", "gunicorn", "--config", str(ROOT / "gunicorn.conf.py")),
        *("--bind", f"127.0.0.1:{port}", "--workers", str(workers), target),
    ]
    process = subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, **env}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        _wait(port)
        yield Server(name=name, port=port, process=psutil.Process(process.pid))
    finally:
        process.terminate()
        process.wait(timeout=20)


def ask(server: Server, paths: Sequence[str], *, connections: int = 8, seconds: float = 2.0) -> Round:
    """Keep some connections busy for a while."""
    latencies: list[float] = []
    failures: list[int] = []
    sizes: list[int] = []
    until = time.perf_counter() + seconds
    before, began = server.cpu(), time.perf_counter()
    turns = [[*paths[number:], *paths[:number]] for number in range(connections)]
    kept = (latencies, failures, sizes)
    threads = [threading.Thread(target=_client, args=(server, turn, until, kept)) for turn in turns]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = time.perf_counter() - began
    count = max(len(latencies), 1)
    return Round(
        rate=len(latencies) / took,
        cpu_ms=(server.cpu() - before) * 1000 / count,
        latencies=sorted(latencies),
        failures=len(failures),
        size=max(sizes, default=0),
    )


def _client(
    server: Server,
    paths: Sequence[str],
    until: float,
    kept: tuple[list[float], list[int], list[int]],
) -> None:
    latencies, failures, sizes = kept
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    at = 0
    while time.perf_counter() < until:
        began = time.perf_counter()
        connection.request("GET", paths[at % len(paths)], headers=dict(server.headers))
        answer = connection.getresponse()
        body = answer.read()
        latencies.append((time.perf_counter() - began) * 1000)
        if answer.status != 200:
            failures.append(answer.status)
        sizes.append(len(body))
        at += 1
    connection.close()


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _wait(port: int) -> None:
    for _try in range(200):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("the server did not start")
