"""Starts children of the background process, on the data that its own application works on, and ends them."""

import os
import subprocess
from collections.abc import Sequence

from flask import current_app

# What says where an application's data lie; everything else a child reads from the environment as it is.
PLACES = ("DATA_DIR", "DATABASE_URL", "SEARCH_URL", "SECRET_KEY")

# What they are at is left undone and taken up by the next one; one that does not end is killed.
END_SECONDS = 5.0

_running: list[subprocess.Popen[bytes]] = []


def running(command: Sequence[str]) -> list[subprocess.Popen[bytes]]:
    """List the children of this process that are at a command."""
    return [one for one in _running if one.args == command and one.poll() is None]


def start(command: Sequence[str]) -> subprocess.Popen[bytes]:
    """Start a command beside this process.

    What it tells of its progress is for whoever types the command; its faults are heard.
    """
    own = {name: str(current_app.config[name]) for name in PLACES if current_app.config.get(name)}
    child = subprocess.Popen(  # noqa: S603 - our own commands
        command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, env={**os.environ, **own}
    )
    _running[:] = [*(one for one in _running if one.poll() is None), child]
    return child


def end_all() -> None:
    """End the children that are at work: nobody who stops the wiki wants some of it to go on."""
    left = [one for one in _running if one.poll() is None]
    for child in left:
        child.terminate()
    for child in left:
        try:
            child.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
    _running.clear()
