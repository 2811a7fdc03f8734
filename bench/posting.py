"""Posting by eight processes at once, one in ten a replay: python -m bench.posting [WRITERS SECONDS].

The baseline is a commit of one row by as many threads, with the same care for power loss.
"""

import datetime as dt
import json
import os
import random
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path

from bench.commits import postgres_commits, postgres_server, sqlite_commits
from bench.corpus import ROOT
from bench.report import quantile, row, show
from scenariowiki.app import create_app
from scenariowiki.points.commands.posting import Entry, post
from scenariowiki.points.queries.checking import verify
from scenariowiki.points.rules.ledger import Class, Code, PurseKind
from scenariowiki.runtime.session import read, write

PEOPLE, BEFORE = 500, 20_000
DAY = dt.date(2026, 11, 27)
REPLAYED = 10


def main(writers: int, seconds: float) -> None:
    """Print a table for each database."""
    with tempfile.TemporaryDirectory() as folder:
        own = {"DATA_DIR": folder, "DATABASE_URL": f"sqlite:///{folder}/bench.db"}
        _measure("SQLite", own, sqlite_commits(writers, seconds), writers, seconds)
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        programs = max(Path("/usr/lib/postgresql").glob("*/bin"), default=None)
        if programs is not None:
            commits = postgres_commits(writers, seconds)
            address = stack.enter_context(postgres_server(programs))
            host = dict(part.split("=") for part in address.split())["host"]
            own = {"DATA_DIR": folder, "DATABASE_URL": f"postgresql+psycopg://postgres@/postgres?host={host}"}
            _measure("PostgreSQL", own, commits, writers, seconds)


def _measure(name: str, own: Mapping[str, str], commits: list[float], writers: int, seconds: float) -> None:
    env = {**os.environ, **own}
    subprocess.run(
        [sys.executable, "-m", "bench.ledger", str(PEOPLE), str(BEFORE)], check=True, cwd=ROOT, env=env
    )
    flask = [sys.executable, "-m", "flask", "--app", "scenariowiki.app", "points", "rebuild"]
    subprocess.run(flask, check=True, cwd=ROOT, env=env, stdout=subprocess.DEVNULL)
    work = [sys.executable, "-m", "bench.posting", "work"]
    children = [
        subprocess.Popen([*work, str(number), str(seconds)], cwd=ROOT, env=env, stdout=subprocess.PIPE)
        for number in range(writers)
    ]
    times = sorted(one for child in children for one in json.loads(child.communicate()[0]))
    os.environ.update(own)
    with create_app().app_context():
        wrong = len(list(verify(read())))
    show(
        f"{writers} processes post on {name}",
        [
            row("a post, p50", quantile(times, 0.5), "ms", beside=("one row", quantile(commits, 0.5))),
            row(
                "a post, p95",
                quantile(times, 0.95),
                "ms",
                at_most=50,
                beside=("one row", quantile(commits, 0.95)),
            ),
            row("a post, p99", quantile(times, 0.99), "ms", beside=("one row", quantile(commits, 0.99))),
            row("posts a second", len(times) / seconds, "/s", beside=("one row", len(commits) / seconds)),
            row("what points verify finds", wrong, "", at_most=0),
        ],
    )


def _work(number: int, seconds: float) -> None:
    """Post until the time is over, and print what each took in ms."""
    dice = random.Random(number)
    times: list[float] = []
    keys: list[tuple[str, int, int]] = []
    with create_app().app_context():
        until = time.perf_counter() + seconds
        while time.perf_counter() < until:
            if keys and len(times) % REPLAYED == 0:
                key, account, amount = dice.choice(keys)
            else:
                key, account, amount = (
                    f"bench:{number}:{len(times)}",
                    dice.randint(1, PEOPLE),
                    dice.randint(1, 50),
                )
                keys.append((key, account, amount))
            began = time.perf_counter()
            with write() as uow:
                post(uow, _entry(key, account, amount))
            times.append((time.perf_counter() - began) * 1000)
    print(json.dumps(times))


def _entry(key: str, account: int, amount: int) -> Entry:
    return Entry(
        debit=PurseKind.ISSUE,
        credit=PurseKind.WALLET,
        account_id=account,
        amount=amount,
        code=Code.MANUAL,
        idem_key=key,
        actor_id=1,
        event_id=uuid.uuid4(),
        effective_day=DAY,
        posted_day=DAY,
        tariff=0,
        earns=Class.OUTCOME,
        scored=1,
    )


if __name__ == "__main__":
    if sys.argv[1:2] == ["work"]:
        _work(int(sys.argv[2]), float(sys.argv[3]))
    elif len(sys.argv) > 2:
        main(int(sys.argv[1]), float(sys.argv[2]))
    else:
        main(8, 10)
