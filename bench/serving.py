"""Servers under load: started as in production, asked in turn, their CPU read from the process tree."""

import http.client
import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import psutil

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, kw_only=True)
class Request:
    """What a client sends; with a body it is a form."""

    path: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None
    status: int = 200


@dataclass(frozen=True, kw_only=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass
class Server:
    """A running server."""

    name: str
    port: int
    process: psutil.Process
    log: IO[bytes]

    def said(self, words: bytes) -> int:
        """Count how often words stand in what the server has logged."""
        return os.pread(self.log.fileno(), os.fstat(self.log.fileno()).st_size, 0).count(words)

    def cpu(self) -> float:
        """Return user and system seconds of the whole process tree."""
        total = 0.0
        for one in [self.process, *self.process.children(recursive=True)]:
            times = one.cpu_times()
            total += times.user + times.system
        return total

    def rest(self, seconds: float = 60.0) -> None:
        """Wait until the work of a start is over: the first look for duplicates, in a child of its own."""
        until = time.monotonic() + seconds
        time.sleep(1)
        while time.monotonic() < until and any(map(_scans, self.process.children(recursive=True))):
            time.sleep(0.5)

    def memory(self) -> tuple[float, float]:
        """Return the proportional set size in MiB: of those that work, and with their parents."""
        tree = [self.process, *self.process.children(recursive=True)]
        sizes = {one.pid: one.memory_full_info().pss / 2**20 for one in tree}
        parents = {one.ppid() for one in tree}
        return sum(size for pid, size in sizes.items() if pid not in parents), sum(sizes.values())

    def fetch(self, request: Request) -> Answer:
        """Send one request over a connection of its own."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        answer = send(connection, request)
        connection.close()
        return answer


@dataclass(frozen=True, kw_only=True)
class Round:
    """One round: answers a second, server CPU an answer, latencies in ms (sorted), failures, most bytes."""

    rate: float
    cpu_ms: float
    latencies: Sequence[float]
    failures: int
    size: int


@contextmanager
def gunicorn(
    name: str, env: Mapping[str, str], *, config: str = "gunicorn.conf.py", more: Sequence[str] = ()
) -> Iterator[Server]:
    """Serve an application, the product or what `config` names, as the product is served."""
    port = _free_port()
    command = [
        *(sys.executable, "-m", "gunicorn", "--config", str(ROOT / config)),
        *("--bind", f"127.0.0.1:{port}", "--log-level", "error", *more),
    ]
    with _running(name, command, env, port) as server:
        yield server


@contextmanager
def whole(name: str, env: Mapping[str, str]) -> Iterator[Server]:
    """Serve the product with its background process, as `make run` does."""
    port = _free_port()
    command = [sys.executable, "-m", "flask", "--app", "scenariowiki.app", "serve", "--port", str(port)]
    with _running(name, command, env, port) as server:
        yield server


@contextmanager
def _running(name: str, command: Sequence[str], env: Mapping[str, str], port: int) -> Iterator[Server]:
    # As `make run` does: modules are compiled once, not at every start.
    environ = {**os.environ, "PYTHONDONTWRITEBYTECODE": "", **env}
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(command, cwd=ROOT, env=environ, stdout=log, stderr=log)
        try:
            _wait(port)
            yield Server(name=name, port=port, process=psutil.Process(process.pid), log=log)
        finally:
            process.terminate()
            process.wait(timeout=40)


def ask(server: Server, requests: Sequence[Request], *, connections: int = 8, seconds: float = 2.0) -> Round:
    """Keep some connections busy for a while; each begins at another one of the requests."""
    kept = _Kept()
    until = time.perf_counter() + seconds
    before, began = server.cpu(), time.perf_counter()
    step = max(1, len(requests) // connections)
    threads = [
        threading.Thread(
            target=_client, args=(server, [*requests[at * step :], *requests[: at * step]], until, kept)
        )
        for at in range(connections)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = time.perf_counter() - began
    count = len(kept.latencies)
    return Round(
        rate=count / took,
        cpu_ms=(server.cpu() - before) * 1000 / max(count, 1),
        latencies=sorted(kept.latencies),
        failures=kept.failures,
        size=kept.size,
    )


@dataclass
class _Kept:
    latencies: list[float] = field(default_factory=list)
    failures: int = 0
    size: int = 0


def _client(server: Server, requests: Sequence[Request], until: float, kept: _Kept) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    at = 0
    while time.perf_counter() < until:
        request = requests[at % len(requests)]
        began = time.perf_counter()
        answer = send(connection, request)
        kept.latencies.append((time.perf_counter() - began) * 1000)
        if answer.status != request.status:
            kept.failures += 1
        kept.size = max(kept.size, len(answer.body))
        at += 1
    connection.close()


def send(connection: http.client.HTTPConnection, request: Request) -> Answer:
    """Send a request over a connection that stays open."""
    headers = dict(request.headers)
    if request.body is not None:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    connection.request("GET" if request.body is None else "POST", request.path, request.body, headers)
    answer = connection.getresponse()
    body = answer.read()
    return Answer(status=answer.status, headers=dict(answer.getheaders()), body=body)


def _scans(process: psutil.Process) -> bool:
    try:
        return "scan" in process.cmdline()
    except psutil.Error:  # it has just ended
        return False


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _wait(port: int) -> None:
    for _try in range(3_000):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.02)
        else:
            return
    raise RuntimeError("the server did not start")
