"""XLSX files: refused by their zip directory before anything is unpacked, parsed in a child with limits."""

import json
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

from scenariowiki.kernel.errors import Invalid

UNPACKED_MAX = 50 * 1024 * 1024
RATIO_MAX = 100
ENTRIES_MAX = 2_000
SECONDS = 120


def check(path: Path) -> None:
    """Refuse a hostile archive by its central directory: size, ratio, number of entries, paths."""
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as fault:
        raise Invalid("unreadable_file") from fault
    names = [entry.filename for entry in entries]
    if len(entries) > ENTRIES_MAX or sum(entry.file_size for entry in entries) > UNPACKED_MAX:
        raise Invalid("file_too_large")
    if any(entry.file_size > RATIO_MAX * max(entry.compress_size, 1024) for entry in entries):
        raise Invalid("file_too_large")
    if len(set(names)) != len(names) or "[Content_Types].xml" not in names:
        raise Invalid("unreadable_file")


def read(path: Path) -> Iterator[tuple[int, list[str] | None]]:
    """Read the first sheet's rows from a child process with limits on memory and time."""
    command = [sys.executable, "-m", "scenariowiki.exchange.sheet_reader", str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as child:  # noqa: S603 - our own module, a path as its one argument
        assert child.stdout is not None  # noqa: S101 - asked for a pipe
        for line in child.stdout:
            number, cells = json.loads(line)
            if number < 0:
                child.kill()
                raise Invalid(cells)
            yield number, cells
        if child.wait(timeout=SECONDS) != 0:
            raise Invalid("unreadable_file")
