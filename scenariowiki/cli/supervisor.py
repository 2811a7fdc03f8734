"""Web server and background process as children of one parent: started, watched and ended together.

Both are forked from a process that has loaded the application, so they share its memory.
"""

import contextvars
import ctypes
import logging
import os
import signal
import socket
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn

import click
from flask import Flask
from flask.cli import ScriptInfo
from gunicorn.app.base import Application

from scenariowiki.runtime import warming

LOG = logging.getLogger(__name__)
SETTINGS = Path(__file__).resolve().parents[2] / "gunicorn.conf.py"
PARENT_GONE = 1  # prctl's PR_SET_PDEATHSIG
TICK_SECONDS = 0.05
READY_SECONDS = 60.0
STOP_SECONDS = 30.0
RESTART_SECONDS = (0.0, 1.0, 5.0, 15.0)
# A process that lived this long is not counted as failing again and again.
STEADY_SECONDS = 60.0


class _Server(Application):  # type: ignore[misc]  # gunicorn has no types
    """Gunicorn around an application that is loaded already."""

    def __init__(self, app: Flask, bind: str) -> None:
        self._loaded = app
        self._bind = bind
        super().__init__()

    def load_config(self) -> None:
        self.load_config_from_file(str(SETTINGS))
        self.cfg.set("bind", self._bind)

    def load(self) -> Flask:
        return self._loaded


class _Child:
    """A forked process that is started again when it ends unasked, ever more slowly."""

    def __init__(self, name: str, work: Callable[[], Any]) -> None:
        self.name = name
        self.pid = 0
        self._work = work
        self._failures = 0
        self._started = 0.0
        self._start_at = 0.0

    def start_if_due(self) -> None:
        """Fork when nothing runs and the pause is over."""
        if not self.pid and time.monotonic() >= self._start_at:
            self._started = time.monotonic()
            self.pid = _fork(self._work)

    def ended(self, status: int) -> None:
        """Note that the process ended, and when the next one may begin."""
        lived = time.monotonic() - self._started
        self._failures = 0 if lived > STEADY_SECONDS else self._failures + 1
        pause = RESTART_SECONDS[min(self._failures, len(RESTART_SECONDS) - 1)]
        self._start_at = time.monotonic() + pause
        self.pid = 0
        LOG.warning("%s ended (%s); starting it again in %s s.", self.name, status, pause)


def run(app: Flask, host: str, port: int, *, on_ready: Callable[[], None]) -> int:
    """Serve until told to stop; return the exit status. `on_ready` is called once requests are answered."""
    if fault := _port_fault(host, port):
        click.echo(fault, err=True)
        return 1
    told: list[int] = []

    def stop(number: int, _frame: FrameType | None) -> None:
        told.append(number)

    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, stop)
    bind = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    web = _Child("The web server", lambda: _Server(app, bind).run())
    jobs = _Child("The background process", lambda: _run_jobs(app))
    warming.share(app)
    web.start_if_due()
    ready = _wait_until_ready(host, port, lambda: bool(told) or not _lives(web))
    if not web.pid and not told:
        click.echo("The web server ended as it started; what it said stands above.", err=True)
        return 1
    jobs.start_if_due()
    if ready and not told:
        on_ready()
    while not told:
        _reap((web, jobs))
        web.start_if_due()
        jobs.start_if_due()
        time.sleep(TICK_SECONDS)
    return _end((web, jobs))


def _run_jobs(app: Flask) -> None:
    """Call the command by its words: `jobs` is a delivery beside this one, which may not be imported."""
    info = ScriptInfo(create_app=lambda: app)
    context = click.Context(app.cli, obj=info)
    group = app.cli.get_command(context, "jobs")
    assert group is not None  # noqa: S101 - the application registers it
    group.main(["run"], obj=info, standalone_mode=False)


def _fork(work: Callable[[], Any]) -> int:
    """Run work in a child of its own process group that ends when this process does."""
    sys.stdout.flush()
    pid = os.fork()
    if not pid:
        _run_child(work)
    return pid


def _run_child(work: Callable[[], Any]) -> NoReturn:
    status = 1
    try:
        os.setpgid(0, 0)
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, signal.SIG_DFL)
        _end_with_parent()
        # Without a context of our own the command's application context would lie under every request.
        contextvars.Context().run(work)
        status = 0
    except SystemExit as ending:
        status = ending.code if isinstance(ending.code, int) else 1
        if isinstance(ending.code, str):
            click.echo(ending.code, err=True)
    except BaseException:
        LOG.exception("A process of ours failed.")
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


def _end_with_parent() -> None:
    """Have Linux end this process when the parent is killed; elsewhere the parent has to end it."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PARENT_GONE, signal.SIGTERM)


def _port_fault(host: str, port: int) -> str:
    try:
        family, kind, protocol, _name, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        return f"{host}:{port}: {error.strerror or error}"
    return ""


def _wait_until_ready(host: str, port: int, stopped: Callable[[], bool]) -> bool:
    """Wait until a request is answered; an address for all interfaces is asked on this one."""
    target = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - the address given, not ours
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline and not stopped():
        try:
            with socket.create_connection((target, port), timeout=1) as client:
                client.settimeout(READY_SECONDS)
                client.sendall(b"GET /healthz HTTP/1.0\r\nHost: localhost\r\n\r\n")
                if client.recv(12).startswith(b"HTTP/1."):
                    return True
        except OSError:
            pass
        time.sleep(TICK_SECONDS)
    return False


def _lives(child: _Child) -> bool:
    _reap((child,))
    return child.pid != 0


def _reap(children: tuple[_Child, ...]) -> None:
    for child in children:
        if child.pid:
            pid, status = os.waitpid(child.pid, os.WNOHANG)
            if pid:
                child.ended(os.waitstatus_to_exitcode(status))


def _end(children: tuple[_Child, ...]) -> int:
    """Ask every process to end what it is doing, and kill what does not."""
    running = [child.pid for child in children if child.pid]
    for pid in running:
        os.kill(pid, signal.SIGTERM)
    deadline = time.monotonic() + STOP_SECONDS
    while running and time.monotonic() < deadline:
        running = [pid for pid in running if not os.waitpid(pid, os.WNOHANG)[0]]
        time.sleep(TICK_SECONDS)
    for pid in running:
        os.killpg(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
    return 1 if running else 0
