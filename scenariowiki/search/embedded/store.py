"""The index's folder: which generation of files is current, who may write, whether files are whole.

<folder>/current        {"folder": "g-…", "schema": …, "analyser": …}, replaced by rename
<folder>/writer.lock    held by whoever writes
<folder>/g-…/           Whoosh's files, and beside each segment a checksum of it
"""

import fcntl
import json
import os
import re
import shutil
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from scenariowiki.search.index import (
    SCHEMA_ID,
    IndexBusy,
    IndexDamaged,
    IndexMissing,
    IndexOutdated,
)
from scenariowiki.text.chinese import analyser_id

_CHUNK = 1 << 20
_COMMIT = re.compile(r"_MAIN_(\d+)\.toc")


@dataclass(frozen=True, slots=True)
class Current:
    """Which files are the index, and by which schema and analyser they were made."""

    folder: str
    schema: str
    analyser: str

    @property
    def fits(self) -> bool:
        """Tell whether this program made the index."""
        return self.schema == SCHEMA_ID and self.analyser == analyser_id()


def read_current(root: Path) -> Current:
    """Read which files are the index, fitting or not."""
    try:
        text = (root / "current").read_text("utf-8")
    except FileNotFoundError as missing:
        raise IndexMissing(str(root)) from missing
    except (OSError, ValueError) as unreadable:
        raise IndexDamaged(str(root)) from unreadable
    try:
        return Current(**json.loads(text))
    except (TypeError, ValueError) as damaged:
        raise IndexDamaged(str(root)) from damaged


def require_current(root: Path) -> Current:
    """Read which files are the index; refuse those that another schema or analyser made."""
    current = read_current(root)
    if not current.fits:
        raise IndexOutdated(str(root))
    return current


def write_current(root: Path, folder: str) -> None:
    """Make a folder the index, and remove all others."""
    text = json.dumps(asdict(Current(folder, SCHEMA_ID, analyser_id())))
    _write_safely(root / "current", text)
    for other in root.glob("g-*"):
        if other.name != folder:
            shutil.rmtree(other, ignore_errors=True)


@contextmanager
def locked(root: Path, timeout: float) -> Iterator[None]:
    """Hold the writer's lock; the system frees it when the process dies."""
    root.mkdir(parents=True, exist_ok=True)
    with (root / "writer.lock").open("a") as lock:
        deadline = time.monotonic() + timeout
        while not _try_lock(lock.fileno()):
            if time.monotonic() > deadline:
                raise IndexBusy(str(root))
            time.sleep(0.05)
        yield


def newest_commit(folder: Path) -> int:
    """Find the number of the newest commit."""
    numbers = [int(found[1]) for path in folder.iterdir() if (found := _COMMIT.fullmatch(path.name))]
    if not numbers:
        raise IndexDamaged(str(folder))
    return max(numbers)


def sign(folder: Path) -> None:
    """Write checksums of the newest commit and of every segment that has none yet."""
    for segment in {path.name.split(".")[0] for path in folder.glob("MAIN_*.lst")}:
        if not _signature_path(folder, segment).exists():
            _write_safely(_signature_path(folder, segment), json.dumps(_checksums(folder, segment)))
    commit = newest_commit(folder)
    _write_safely(folder / "commit.crc", f"{commit} {_checksum(folder / f'_MAIN_{commit}.toc')}")


def check_segment(folder: Path, segment: str) -> None:
    """Refuse a segment that is not as it was written; one without a checksum passes."""
    try:
        expected = json.loads(_signature_path(folder, segment).read_text("ascii"))
    except FileNotFoundError:
        return
    if _checksums(folder, segment) != expected:
        raise IndexDamaged(segment)


def check_commit(folder: Path, commit: int) -> None:
    """Refuse a commit that is not as it was written; the writer signs it a moment after."""
    try:
        number, expected = (folder / "commit.crc").read_text("ascii").split(" ", 1)
    except FileNotFoundError:
        return
    if number == str(commit) and _checksum(folder / f"_MAIN_{commit}.toc") != expected:
        raise IndexDamaged(str(folder))


def _try_lock(number: int) -> bool:
    try:
        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _signature_path(folder: Path, segment: str) -> Path:
    # Whoosh removes it with the segment, because the name starts alike.
    return folder / f"{segment}.crc"


def _checksums(folder: Path, segment: str) -> dict[str, str]:
    files = [path for path in folder.glob(f"{segment}.*") if ".crc" not in path.name]
    return {path.name: _checksum(path) for path in files}


def _checksum(path: Path) -> str:
    value = 0
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            value = zlib.crc32(chunk, value)
    return f"{value:08x} {path.stat().st_size}"


def _write_safely(path: Path, text: str) -> None:
    fresh = path.with_name(f"{path.name}.new")
    with fresh.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
