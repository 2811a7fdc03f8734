"""A PostgreSQL server of the tests' own: in a temporary folder, on a Unix socket, gone at the end.

Import the fixture into a conftest: `from tests.postgres import pg_server`. Wherever it is imported, a
process (each worker of pytest-xdist is one) starts one server.
"""

import atexit
import os
import pwd
import secrets
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

_SUPERUSER = "postgres"
_QUICK = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "150",
    "shared_buffers": "64MB",
    "max_wal_size": "128MB",
}
ROOM = 4 * 1024**3


@dataclass(frozen=True, kw_only=True)
class PostgresServer:
    """A running server; `socket` is the folder of its Unix socket."""

    socket: Path
    programs: Path

    def url(self, dbname: str = "postgres") -> str:
        """Give SQLAlchemy's URL of a database."""
        return f"postgresql+psycopg://{_SUPERUSER}@/{dbname}?host={self.socket}"

    def create_database(self, template: str | None = None) -> str:
        """Create an empty database, or a copy of one that nobody is connected to, and give its name."""
        name = f"test_{secrets.token_hex(6)}"
        statement = sql.SQL("create database {} template {} encoding 'UTF8'").format(
            sql.Identifier(name), sql.Identifier(template or "template0")
        )
        with psycopg.connect(self._conninfo(), autocommit=True) as connection:
            connection.execute(statement)
        return name

    def drop_database(self, name: str) -> None:
        """Remove a database and throw out whoever is connected to it."""
        statement = sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name))
        with psycopg.connect(self._conninfo(), autocommit=True) as connection:
            connection.execute(statement)

    def _conninfo(self) -> str:
        return f"host={self.socket} user={_SUPERUSER} dbname=postgres"


@pytest.fixture(scope="session")
def pg_server() -> PostgresServer:
    """Give the process's server; fail without PostgreSQL in CI, skip elsewhere."""
    programs = _find_programs()
    if programs is None:
        message = "PostgreSQL is not installed: nothing in /usr/lib/postgresql and PATH"
        (pytest.fail if os.environ.get("CI") else pytest.skip)(message)
    return _start(programs)


@cache
def _start(programs: Path) -> PostgresServer:
    folder = Path(tempfile.mkdtemp(prefix="scw-pg-", dir=_memory()))
    if os.geteuid() == 0:
        owner = pwd.getpwnam(_SUPERUSER)
        os.chown(folder, owner.pw_uid, owner.pw_gid)
    where = f"--pgdata={folder / 'data'}"
    _run(
        programs / "initdb",
        where,
        "--encoding=UTF8",
        "--locale=C",
        f"--username={_SUPERUSER}",
        "--auth=trust",
    )
    settings = " ".join(f"-c {name}={value!r}" for name, value in _QUICK.items())
    atexit.register(_stop, programs, folder)
    log = f"--log={folder / 'log'}"
    _run(programs / "pg_ctl", where, log, "--wait", f"--options={settings} -k {folder}", "start")
    return PostgresServer(socket=folder, programs=programs)


def _memory() -> Path | None:
    """Find room in memory: a database copied onto a disk for every test takes three times as long."""
    there = Path("/dev/shm")  # noqa: S108 - the folder made there is this process's alone
    has_room = there.is_dir() and os.access(there, os.W_OK) and shutil.disk_usage(there).free > ROOM
    return there if has_room else None


def _stop(programs: Path, folder: Path) -> None:
    where = f"--pgdata={folder / 'data'}"
    _run(programs / "pg_ctl", where, "--mode=immediate", "--wait", "stop", check=False)
    shutil.rmtree(folder, ignore_errors=True)


def _run(program: Path, *arguments: str, check: bool = True) -> None:
    # PostgreSQL refuses to run as root.
    as_root = os.geteuid() == 0
    become = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] if as_root else []
    # Into a file, not a pipe: the server keeps it open.
    with tempfile.TemporaryFile("w+") as output:
        done = subprocess.run(
            [*become, program, *arguments],
            check=False,
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        output.seek(0)
        if check and done.returncode:
            pytest.fail(f"{program.name}: {output.read()}")


def _find_programs() -> Path | None:
    installed = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    newest_first = sorted(installed, key=lambda path: int(path.parts[-3]), reverse=True)
    if newest_first:
        return newest_first[0].parent
    in_path = shutil.which("initdb")
    return Path(in_path).parent if in_path else None
