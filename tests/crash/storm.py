"""Kills writers and the background process again and again while they work; prints what was acknowledged.

Run as a script, so that the processes are forked from one that has loaded everything but opened nothing.
"""

import json
import os
import random
import select
import signal
import sys
import time
from collections.abc import Callable
from functools import partial
from threading import Event
from typing import NoReturn

from scenariowiki.accounts import queries as people
from scenariowiki.app import create_app
from scenariowiki.jobs import indexing, process, upkeep
from scenariowiki.runtime.session import read
from tests import wiki

LIVES = 0.6  # seconds at most, counted from the first write: a start takes longer on a busy machine
STARTS = 30.0


def main(kills: int, settings: dict[str, object]) -> None:
    """Let the storm rage; the seed is fixed, the moments are not."""
    chance = random.Random(1)
    acknowledged: list[int] = []
    for _ in range(kills):
        pipe, mouth = os.pipe()
        writers = [fork(partial(write_on, settings, mouth)) for _ in range(2)]
        background = fork(lambda: deliver_on(settings))
        os.close(mouth)
        select.select([pipe], [], [], STARTS)
        time.sleep(LIVES * chance.random())
        for pid in (*writers, background):
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
        with os.fdopen(pipe, "rb") as ear:
            # The last line may be cut: it was not said to the end, so nobody was told.
            acknowledged += [int(line) for line in ear.read().split(b"\n")[:-1]]
    print(json.dumps(acknowledged))  # noqa: T201 - that is what the test reads


def fork(work: Callable[[], None]) -> int:
    """Run work in a process of its own."""
    pid = os.fork()
    if pid == 0:
        _run(work)
    return pid


def _run(work: Callable[[], None]) -> NoReturn:
    try:
        work()
    finally:
        os._exit(1)


def write_on(settings: dict[str, object], mouth: int) -> None:
    """Publish one scenario after the other, and say so after each commit."""
    app = create_app(settings)
    with app.app_context():
        system = people.find_actor(read(), "system")
        assert system is not None
        for number in range(10_000):
            no = wiki.publish(system, f"风暴中的情景 {os.getpid()} {number}")
            os.write(mouth, f"{no}\n".encode())


def deliver_on(settings: dict[str, object]) -> None:
    """Index what is written."""
    app = create_app(settings)
    app.extensions["deliverers"] = {"index": indexing.deliver}
    process.run_forever(app, upkeep.SCHEDULE, Event())


if __name__ == "__main__":
    main(int(sys.argv[1]), json.loads(sys.argv[2]))
