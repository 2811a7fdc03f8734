"""Copies of the database as files: SQLite's online backup, PostgreSQL's own dump."""

import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, func, select, table, text
from sqlalchemy import inspect as inspect_schema
from sqlalchemy.engine import URL
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool

from scenariowiki.runtime import session

MEMBER = {"sqlite": "database.sqlite", "postgresql": "database.dump"}
# The search index lives in schemas of its own, and is never the truth.
NOT_KEPT = "search*"
Found = tuple[str, dict[str, int]]


class Damaged(Exception):
    """A copy that does not open, or breaks its own rules."""


class ToolMissing(Exception):
    """PostgreSQL's client programs are not installed here."""


def copy(engine: Engine, target: Path) -> Found:
    """Copy a database in use to a file, as of one moment; give its revision and the rows by table."""
    if engine.dialect.name == "sqlite":
        return _copy_sqlite(engine, target)
    return _dump_postgresql(engine, target)


def inspect(kind: str, path: Path) -> Found | None:
    """Prove a copy; give revision and counts where they can be read without a server."""
    if kind == "sqlite":
        return _inspect_sqlite(path)
    run_tool("pg_restore", ["--file=/dev/null", str(path)], url=None)
    return None


def load_postgresql(url: URL, path: Path) -> None:
    """Restore a dump into an empty database, all of it or nothing."""
    run_tool(
        "pg_restore",
        [
            "--no-owner",
            "--no-acl",
            "--exit-on-error",
            "--single-transaction",
            f"--dbname={_plain(url)}",
            str(path),
        ],
        url=url,
    )


def is_empty(engine: Engine) -> bool:
    """Tell whether a database holds no table at all."""
    with engine.connect() as connection:
        return not inspect_schema(connection).get_table_names()


def _copy_sqlite(engine: Engine, target: Path) -> Found:
    """Copy in one step: in WAL mode that is one read transaction, and holds up no writer."""
    target.touch(mode=0o600)
    with engine.connect() as connection:
        source: Any = connection.connection.dbapi_connection
        copied = type(source)(str(target))
        try:
            connection.rollback()
            source.backup(copied)
            copied.execute("PRAGMA journal_mode=DELETE")
        finally:
            copied.close()
    return _inspect_sqlite(target)


def _inspect_sqlite(path: Path) -> Found:
    url = f"sqlite:///file:{path}?mode=ro&uri=true"
    engine = create_engine(url, poolclass=NullPool, **session.engine_options(url))
    try:
        with engine.connect() as connection:
            connection.execute(text("PRAGMA trusted_schema=OFF"))
            faults = connection.execute(text("PRAGMA integrity_check(5)")).scalars().all()
            if faults != ["ok"]:
                raise Damaged("; ".join(faults))
            if connection.execute(text("PRAGMA foreign_key_check")).first():
                raise Damaged("broken references")
            return _tell(connection)
    except SQLAlchemyError as error:
        raise Damaged(str(error)) from error


def _dump_postgresql(engine: Engine, target: Path) -> Found:
    with engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
        snapshot = connection.scalar(text("SELECT pg_export_snapshot()"))
        run_tool(
            "pg_dump",
            [
                "--format=custom",
                f"--snapshot={snapshot}",
                f"--exclude-schema={NOT_KEPT}",
                f"--file={target}",
                f"--dbname={_plain(engine.url)}",
            ],
            url=engine.url,
        )
        return _tell(connection)


def _tell(connection: Connection) -> Found:
    names = inspect_schema(connection).get_table_names()
    if "alembic_version" not in names:
        raise Damaged("no schema revision")
    counts = {name: connection.scalar(select(func.count()).select_from(table(name))) or 0 for name in names}
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one(), counts


def run_tool(name: str, arguments: Sequence[str], *, url: URL | None) -> None:
    """Run a PostgreSQL program; a password goes by the environment, where other users cannot read it."""
    program = shutil.which(name, path=_search_path())
    if program is None:
        raise ToolMissing(name)
    secret: Mapping[str, str] = {"PGPASSWORD": str(url.password)} if url is not None and url.password else {}
    done = subprocess.run(  # noqa: S603 - a fixed program and our own arguments
        [program, *arguments], env={**os.environ, **secret}, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise Damaged(done.stderr.strip()[-500:])


def _search_path() -> str:
    """Look where Debian keeps the newest version's programs, too."""
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name))
    return os.pathsep.join([*map(str, reversed(versions)), os.environ.get("PATH", "")])


def _plain(url: URL) -> str:
    return url.set(drivername="postgresql", password=None).render_as_string(hide_password=False)
