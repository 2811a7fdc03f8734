"""Over the wire, with the server that serves: what is malformed, huge or slow (cases 45-47, 73)."""

import json
import os
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.security.conftest import serving


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, Path]]:
    """Serve an empty instance; give the port and the file of its log."""
    folder = tmp_path_factory.mktemp("served")
    log = folder / "log"
    with log.open("w") as file, serving({**os.environ, "DATA_DIR": str(folder / "data")}, file) as port:
        yield port, log


def ask(port: int, request: bytes) -> int:
    """Send bytes and return the status; 0 when the server hangs up."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as client:
        try:
            client.sendall(request)
            head = client.recv(64)
        except (ConnectionResetError, BrokenPipeError):
            return 0
    return int(head.split()[1]) if head.startswith(b"HTTP/1.") else 0


HOST = b"Host: localhost\r\n"
POST = b"POST /sign-in HTTP/1.1\r\n" + HOST
FORM = b"Content-Type: application/x-www-form-urlencoded\r\n"
ODD = {
    "64-kB header": b"GET /sign-in HTTP/1.1\r\n" + HOST + b"X: " + b"a" * 65_536 + b"\r\n\r\n",
    "64-kB cookie": b"GET /sign-in HTTP/1.1\r\n" + HOST + b"Cookie: session=" + b"a" * 65_536 + b"\r\n\r\n",
    "a thousand headers": b"GET /sign-in HTTP/1.1\r\n" + HOST + b"X: a\r\n" * 1_000 + b"\r\n",
    "64-kB address": b"GET /?" + b"a" * 65_536 + b" HTTP/1.1\r\n" + HOST + b"\r\n",
    "ten thousand parameters": b"GET /sign-in?" + b"a=1&" * 10_000 + b" HTTP/1.1\r\n" + HOST + b"\r\n",
    "control in the address": b"GET /\x01\x1b[31m HTTP/1.1\r\n" + HOST + b"\r\n",
    "no protocol": b"GARBAGE\r\n\r\n",
    "two lengths": POST + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\nab",
    "length and chunks": POST + b"Content-Length: 3\r\nTransfer-Encoding: xchunked\r\n\r\nabc",
    "huge length": POST + FORM + b"Content-Length: 99999999999\r\n\r\n",
    "TRACE": b"TRACE / HTTP/1.1\r\n" + HOST + b"\r\n",
}  # fmt: skip


@pytest.mark.parametrize("kind", ODD)
def test_what_is_odd_is_refused_soon(served: tuple[int, Path], kind: str) -> None:
    began = time.monotonic()

    status = ask(served[0], ODD[kind])

    assert status in (0, 501) or 400 <= status < 500, status
    assert time.monotonic() - began < 5


def test_slow_visitors_hold_nobody_up(served: tuple[int, Path]) -> None:
    port, _log = served
    slow = [socket.create_connection(("127.0.0.1", port), timeout=10) for _ in range(60)]
    for one in slow:
        one.sendall(b"GET /sign-in HTTP/1.1\r\nHost: lo")
    began = time.monotonic()

    status = ask(port, b"GET /healthz HTTP/1.1\r\n" + HOST + b"\r\n")

    took = time.monotonic() - began
    for one in slow:
        one.close()
    assert (status, took < 10) == (200, True)


def test_the_log_of_all_this_is_lines_of_json(served: tuple[int, Path]) -> None:
    _port, log = served
    lines = log.read_text("ascii").splitlines()

    assert lines
    assert all(isinstance(json.loads(line), dict) for line in lines)


def test_a_head_in_pieces_is_heard(served: tuple[int, Path]) -> None:
    with socket.create_connection(("127.0.0.1", served[0]), timeout=10) as client:
        for piece in (b"GET /healthz HT", b"TP/1.1\r\n" + HOST, b"\r\n"):
            client.sendall(piece)
            time.sleep(0.2)
        first = client.recv(2048)
        client.sendall(b"GET /healthz HTTP/1.1\r\n")
        time.sleep(0.2)
        client.sendall(HOST + b"\r\n")
        second = client.recv(2048)

    assert first.startswith(b"HTTP/1.1 200")
    assert second.startswith(b"HTTP/1.1 200")
