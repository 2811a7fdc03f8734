"""XLSX files: refused by their zip directory before anything is unpacked, parsed in a child with limits."""

import json
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from scenariowiki.kernel.errors import Invalid

UNPACKED_MAX = 50 * 1024 * 1024
RATIO_MAX = 100
ENTRIES_MAX = 2_000
SECONDS = 120
ROOT = Path(__file__).resolve().parents[2]


@contextmanager
def opened(path: Path) -> Iterator[Callable[[], Iterator[tuple[int, list[str] | None]]]]:
    """Parse the first sheet once, in a child process with limits; give what walks its rows, ever anew.

    Raises Invalid: `unreadable_file`, `file_too_large`, `too_many_rows`, `too_many_columns`.
    """
    check(path)
    with tempfile.TemporaryFile() as spool:
        _parse(path, spool)
        yield lambda: _lines(spool)


def check(path: Path) -> None:
    """Refuse a hostile archive by its central directory: size, ratio, number of entries, twins."""
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError) as fault:
        raise Invalid("unreadable_file") from fault
    names = [entry.filename for entry in entries]
    if len(entries) > ENTRIES_MAX or sum(entry.file_size for entry in entries) > UNPACKED_MAX:
        raise Invalid("file_too_large")
    if any(entry.file_size > RATIO_MAX * max(entry.compress_size, 1024) for entry in entries):
        raise Invalid("file_too_large")
    if len(set(names)) != len(names) or "[Content_Types].xml" not in names:
        raise Invalid("unreadable_file")


def _parse(path: Path, spool: IO[bytes]) -> None:
    command = [sys.executable, "-m", "scenariowiki.exchange.sheet_reader", str(path.absolute())]
    try:
        done = subprocess.run(  # noqa: S603 - our own module, a path as its one argument
            command, stdout=spool, stderr=subprocess.DEVNULL, timeout=SECONDS, check=False, cwd=ROOT
        )
    except subprocess.TimeoutExpired as fault:
        raise Invalid("unreadable_file") from fault
    if done.returncode != 0:
        raise Invalid(_refusal(spool))


def _refusal(spool: IO[bytes]) -> str:
    """Return the code that the child ended with; one that was stopped by a limit leaves none."""
    spool.seek(0)
    last = b""
    for line in spool:
        last = line
    try:
        number, code = json.loads(last)
    except ValueError:
        return "unreadable_file"
    return str(code) if number < 0 else "unreadable_file"


def _lines(spool: IO[bytes]) -> Iterator[tuple[int, list[str] | None]]:
    spool.seek(0)
    for line in spool:
        number, cells = json.loads(line)
        yield number, cells
