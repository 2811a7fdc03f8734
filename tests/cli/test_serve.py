"""`flask serve`: everything runs, heals and ends together."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import psutil
import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError

from scenariowiki.accounts.models import Account
from scenariowiki.cli import serve
from scenariowiki.runtime import schema
from scenariowiki.runtime.session import write
from tests.ports import free_port

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """Serve an empty instance until the test is over."""
    port = free_port()
    environ = {**os.environ, "DATA_DIR": str(tmp_path), "LANG": "en_GB.UTF-8"}
    command = [sys.executable, "-m", "flask", "--app", "scenariowiki.app", "serve", "--port", str(port)]
    with subprocess.Popen(command, cwd=ROOT, env=environ, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if str(port) in line:
                break
        yield process, port
        process.terminate()
        process.wait(40)


def answers(port: int, path: str) -> int:
    """Ask for a page and return the status."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as response:
        status: int = response.status
        return status


def test_it_serves_restarts_what_died_and_ends_cleanly(served: tuple[subprocess.Popen[str], int]) -> None:
    process, port = served
    assert answers(port, "/healthz") == 200
    assert answers(port, "/readyz") == 200
    _check_that_silence_holds_nobody_up(port)
    _check_that_an_address_too_long_is_refused_as_by_the_api(port)

    background = max(psutil.Process(process.pid).children(), key=lambda child: child.pid)
    background.kill()
    wait_until(lambda: len(psutil.Process(process.pid).children()) == 2 and not background.is_running())
    family = psutil.Process(process.pid).children(recursive=True)
    process.send_signal(signal.SIGINT)

    assert process.wait(40) == 0
    assert [child for child in family if child.is_running() and child.status() != psutil.STATUS_ZOMBIE] == []


def _check_that_silence_holds_nobody_up(port: int) -> None:
    silent = [socket.create_connection(("127.0.0.1", port)) for _ in range(50)]
    began = time.monotonic()
    assert answers(port, "/healthz") == 200
    assert time.monotonic() - began < 4
    for connection in silent:
        connection.close()


def _check_that_an_address_too_long_is_refused_as_by_the_api(port: int) -> None:
    with pytest.raises(urllib.error.HTTPError) as refused:
        answers(port, f"/api/v1/search?q={'a' * 9000}")
    with refused.value as answer:
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert (answer.status, json.load(answer)["code"]) == (414, "uri_too_long")


def wait_until(happened: object) -> None:
    """Wait for something, ten seconds at most."""
    for _ in range(200):
        if happened():  # type: ignore[operator]
            return
        time.sleep(0.05)
    raise AssertionError


def test_a_port_in_use_is_told_at_once(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        command = [sys.executable, "-m", "flask", "--app", "scenariowiki.app", "serve", "--port"]
        done = subprocess.run(
            [*command, str(taken.getsockname()[1])],
            cwd=ROOT,
            env={**os.environ, "DATA_DIR": str(tmp_path)},
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )

    assert done.returncode == 1
    assert re.search(r"127\.0\.0\.1:\d+: Address already in use", done.stderr)


BROKEN = """
import sys
from scenariowiki.app import create_app
from scenariowiki.cli import supervisor

supervisor._Server.run = lambda server: sys.exit("the disk is full")
raise SystemExit(supervisor.run(create_app(), "127.0.0.1", int(sys.argv[1]), on_ready=lambda: print("ready")))
"""


def test_a_server_that_ends_as_it_starts_is_told(tmp_path: Path) -> None:
    """Started again and again in silence, it would leave whoever waits for its address waiting."""
    done = subprocess.run(
        [sys.executable, "-c", BROKEN, str(free_port())],
        cwd=ROOT,
        env={**os.environ, "DATA_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )

    assert done.returncode == 1
    assert "the disk is full" in done.stderr
    assert "The web server ended as it started" in done.stderr
    assert done.stdout == ""


def test_a_data_folder_that_cannot_be_written_to_is_named(tmp_path: Path) -> None:
    Path(tmp_path, "settle.lock").mkdir()  # root writes whatever a mode forbids
    environ = {**os.environ, "DATA_DIR": str(tmp_path), "LANG": "zh_CN.UTF-8"}
    command = [sys.executable, "-m", "flask", "--app", "scenariowiki.app", "serve", "--port", "1"]

    ended = subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, check=False)

    assert ended.returncode == 1
    assert "无法写入数据文件夹" in ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize(
    ("said", "free", "told"),
    [
        ("database or disk is full", 10**9, "The disk is full."),
        ("disk I/O error", 0, "The disk is full."),
        ("connection refused", 10**9, "The database cannot be used: connection refused"),
    ],
)
def test_a_start_without_room_or_database_ends_in_plain_words(
    instance: Flask, monkeypatch: pytest.MonkeyPatch, said: str, free: int, told: str
) -> None:
    def fail() -> None:
        raise OperationalError("SELECT 1", None, Exception(said))

    monkeypatch.setattr(schema, "upgrade", fail)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: SimpleNamespace(free=free))
    result = instance.test_cli_runner().invoke(args=["serve"], env={"LANG": "en_GB.UTF-8"})

    assert (result.exit_code, type(result.exception)) == (1, SystemExit)
    assert told in result.output


@pytest.mark.parametrize(
    ("accounts", "loads"),
    [((), True), ((True,), True), ((True, False), False)],
    ids=["empty", "cut short", "people"],
)
def test_a_demo_that_was_cut_short_is_loaded_again(
    instance: Flask, monkeypatch: pytest.MonkeyPatch, accounts: tuple[bool, ...], loads: bool
) -> None:
    """Else nobody would be told a password, on the second start or ever."""
    loaded: list[bool] = []
    monkeypatch.setattr(serve, "_load_demo", lambda: loaded.append(True))
    with instance.app_context():
        with write() as uow:
            for number, demo in enumerate(accounts):
                name = f"person{number}"
                uow.session.add(
                    Account(name=name, key=name, display_name=name, demo=demo, created_at=uow.now)
                )
        serve._prepare(instance, demo=True)

    assert bool(loaded) is loads
