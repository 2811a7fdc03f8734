"""What saving cannot be quicker than: one row, one commit, in SQLite with our pragmas and in PostgreSQL."""

import os
import pwd
import shutil
import sqlite3
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path

import psycopg

TEXT = "来电人反映小区停车费问题。" * 40
INSERT = "insert into page (body) values ({})"

Commit = Callable[[], object]


def sqlite_commits(editors: int, seconds: float) -> list[float]:
    """Return the sorted times of commits in ms."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "rows.db")
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("pragma journal_mode=wal")
            connection.execute("create table page (id integer primary key, body text)")

        @contextmanager
        def writer() -> Iterator[Commit]:
            with closing(sqlite3.connect(path, isolation_level=None, timeout=30)) as connection:
                connection.execute("pragma synchronous=full")

                def commit() -> None:
                    connection.execute("begin immediate")
                    connection.execute(INSERT.format("?"), (TEXT,))
                    connection.execute("commit")

                yield commit

        return _together(writer, editors, seconds)


def postgres_commits(editors: int, seconds: float) -> list[float]:
    """Return the sorted times of commits in ms; none where PostgreSQL is not installed."""
    programs = max(Path("/usr/lib/postgresql").glob("*/bin"), default=None)
    if programs is None:
        return []
    with postgres_server(programs) as address:
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute("create table page (id serial primary key, body text)")

        @contextmanager
        def writer() -> Iterator[Commit]:
            with psycopg.connect(address, autocommit=True) as connection:
                yield lambda: connection.execute(INSERT.format("%s"), (TEXT,))

        return _together(writer, editors, seconds)


def _together(
    writer: Callable[[], AbstractContextManager[Commit]],
    editors: int,
    seconds: float,
) -> list[float]:
    times: list[float] = []
    until = time.perf_counter() + seconds

    def work() -> None:
        with writer() as commit:
            while time.perf_counter() < until:
                began = time.perf_counter()
                commit()
                times.append((time.perf_counter() - began) * 1000)

    threads = [threading.Thread(target=work) for _editor in range(editors)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(times)


@contextmanager
def postgres_server(programs: Path) -> Iterator[str]:
    """Start a server of its own that keeps what it acknowledges, as one in production does."""
    folder = Path(tempfile.mkdtemp(prefix="bench-pg-"))
    as_root = os.geteuid() == 0
    # PostgreSQL refuses to run as root.
    become = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] if as_root else []
    if as_root:
        os.chown(folder, pwd.getpwnam("postgres").pw_uid, -1)
    data = f"--pgdata={folder / 'data'}"

    def run(program: str, *arguments: str) -> None:
        command = [*become, str(programs / program), data, *arguments]
        subprocess.run(command, check=True, cwd="/", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    try:
        run("initdb", "--username=postgres", "--auth=trust", "--locale=C", "--encoding=UTF8")
        run(
            "pg_ctl",
            f"--log={folder / 'log'}",
            "--wait",
            f"--options=-c listen_addresses= -k {folder}",
            "start",
        )
        yield f"host={folder} user=postgres dbname=postgres"
        run("pg_ctl", "--mode=fast", "--wait", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
