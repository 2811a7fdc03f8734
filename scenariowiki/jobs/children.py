"""Starts children of the background process, on the data that its own application works on."""

import os
import subprocess
from collections.abc import Sequence

from flask import current_app

# What says where an application's data lie; everything else a child reads from the environment as it is.
PLACES = ("DATA_DIR", "DATABASE_URL", "SEARCH_URL", "SECRET_KEY")

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
