"""Times the import of real cases, index included, beside plain single-row commits: python -m bench.importing.

The import runs as `flask scenarios import` with `flask jobs run` beside it, both as processes of their own,
on a fresh SQLite database. Everything can be found when the outbox holds no work for the index; what is left
in it then is the search for duplicates, which waits until an import is over. The
baseline commits the same rows to a table of two columns, one a transaction, with the same pragmas.
"""

import gzip
import json
import os
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from bench.report import Row, row, show

ROOT = Path(__file__).resolve().parents[1]
CASES = ROOT / "../shared/data/bulk/hotline_cases.jsonl.gz"
FLASK = [sys.executable, "-m", "flask", "--app", "scenariowiki.app"]
HOW = ["--map", "id=external_id", "--set", "layer=service", "--set", "tags=热线", "--publish"]
BASELINE_ROWS = 1_000
GOAL = 150
FLAT_MIB = 40


def main() -> None:
    """Print the table."""
    if not CASES.exists():
        print("../shared/data/bulk/hotline_cases.jsonl.gz is not there")
        return
    show("Import", measure())


def measure() -> list[Row]:
    """Import a quarter and all of the cases; compare with plain commits."""
    with gzip.open(CASES) as packed:
        lines = packed.readlines()
    with tempfile.TemporaryDirectory() as folder:
        commits = _plain_commits(Path(folder) / "plain.db", lines[:BASELINE_ROWS])
        *_times, small = _import(Path(folder) / "some", lines[: len(lines) // 4])
        written, indexed, compared, large = _import(Path(folder) / "all", lines)
    beside = ("plain commits/s", commits)
    count = len(lines)
    return [
        row(f"import of {count:,} cases", count / written, "cases/s", beside=beside),
        row("the same, until all is found", count / indexed, "cases/s", at_least=GOAL, beside=beside),
        row("the same, until all are compared", count / compared, "cases/s", beside=beside),
        row("peak memory against a quarter", large - small, "MiB more", at_most=FLAT_MIB),
    ]


def _plain_commits(path: Path, lines: list[bytes]) -> float:
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("PRAGMA synchronous=FULL")
        database.execute("CREATE TABLE plain (id TEXT PRIMARY KEY, data TEXT)")
        began = time.perf_counter()
        for line in lines:
            database.execute("BEGIN IMMEDIATE")
            database.execute("INSERT INTO plain VALUES (?, ?)", (json.loads(line)["id"], line.decode()))
            database.execute("COMMIT")
        return len(lines) / (time.perf_counter() - began)


def _import(folder: Path, lines: list[bytes]) -> tuple[float, float, float, float]:
    """Return the seconds until all is written, found, and compared, and the importer's peak memory in MiB."""
    folder.mkdir()
    file = folder / "cases.jsonl"
    file.write_bytes(b"".join(lines))
    environ = {**os.environ, "DATA_DIR": str(folder), "LC_ALL": "C.UTF-8"}
    subprocess.run([*FLASK, "db", "upgrade"], env=environ, cwd=ROOT, check=True, capture_output=True)
    with _background(environ):
        began = time.perf_counter()
        command = [*FLASK, "scenarios", "import", str(file), *HOW]
        quiet = subprocess.DEVNULL
        child = subprocess.Popen(command, env=environ, cwd=ROOT, stdout=quiet, stderr=quiet)
        _pid, _status, usage = os.wait4(child.pid, 0)
        child.returncode = 0
        written = time.perf_counter() - began
        _wait_for(folder / "scenariowiki.db", "kind = 'index'")
        indexed = time.perf_counter() - began
        _wait_for(folder / "scenariowiki.db", "true")
        return written, indexed, time.perf_counter() - began, _peak(usage)


def _peak(usage: resource.struct_rusage) -> float:
    return usage.ru_maxrss / 1024


@contextmanager
def _background(environ: dict[str, str]) -> Iterator[None]:
    jobs = subprocess.Popen([*FLASK, "jobs", "run"], env=environ, cwd=ROOT, stderr=subprocess.DEVNULL)
    time.sleep(4)  # until it leads and has loaded its dictionaries
    try:
        yield
    finally:
        jobs.terminate()
        jobs.wait()


def _wait_for(path: Path, work: str) -> None:
    """Wait until the outbox holds none of some work."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
        while database.execute(f"SELECT count(*) FROM outbox WHERE {work}").fetchone()[0]:
            time.sleep(0.1)


if __name__ == "__main__":
    main()
