"""The backup file: a ZIP whose manifest names every member with size and checksum; nothing else is let in."""

import datetime as dt
import hashlib
import json
import re
import shutil
import stat
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

from scenariowiki.kernel.errors import Conflict
from scenariowiki.runtime import remasking
from scenariowiki.runtime.backup import databases

FORMAT = 1
MANIFEST = "manifest.json"
MANIFEST_LIMIT = 16 * 1024 * 1024
BLOCK = 1024 * 1024
SETTINGS = ("secret_key", "demo-accounts.txt", "instance.json", remasking.NAME)
# A plain relative path of plain names: no drive, no backslash, no "..", no hidden file, no control character.
SAFE_NAME = re.compile(
    r"(?:database\.(?:sqlite|dump)|settings/[\w.-]+|imports/\d{1,12}|files(?:/(?!\.)[^/\\:\x00-\x1f]+)+)",
    re.ASCII,
)


class Refused(Conflict):
    """A backup that cannot be made, believed or restored."""

    code = "backup_refused"


@dataclass(frozen=True, kw_only=True)
class Member:
    size: int
    sha256: str


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """What a backup says of itself; `counts` are rows by table."""

    made_at: dt.datetime
    engine: str
    revision: str
    counts: Mapping[str, int]
    members: Mapping[str, Member]
    format: int = FORMAT

    @property
    def database(self) -> str:
        return databases.MEMBER[self.engine]


def write_manifest(archive: zipfile.ZipFile, manifest: Manifest) -> None:
    """Put the manifest in, last, when everything it tells is known."""
    told = {**asdict(manifest), "made_at": manifest.made_at.isoformat()}
    archive.writestr(MANIFEST, json.dumps(told, indent=1, sort_keys=True))


def verify(path: Path) -> Manifest:
    """Prove a backup: every byte is what was put in, and the database in it opens and counts the same."""
    with opened(path) as (archive, manifest), tempfile.TemporaryDirectory(prefix="scenariowiki-") as folder:
        for name in manifest.members:
            if name != manifest.database:
                _check_bytes(archive, name, manifest.members[name])
        extract(archive, manifest, manifest.database, Path(folder, "database"))
        try:
            found = databases.inspect(manifest.engine, Path(folder, "database"))
        except databases.Damaged as error:
            raise Refused("backup_database_damaged", detail=str(error)) from error
        if found is not None and found != (manifest.revision, dict(manifest.counts)):
            raise Refused("backup_counts_differ")
    return manifest


@contextmanager
def opened(path: Path) -> Iterator[tuple[zipfile.ZipFile, Manifest]]:
    """Open a backup whose members are exactly those of its manifest."""
    try:
        with zipfile.ZipFile(path) as archive:
            manifest = _read_manifest(archive)
            _check_names(archive, manifest)
            yield archive, manifest
    except FileNotFoundError as error:
        raise Refused("backup_missing", file=str(path)) from error
    except (zipfile.BadZipFile, NotImplementedError, EOFError) as error:
        raise Refused("backup_damaged", detail=str(error)) from error


def extract(archive: zipfile.ZipFile, manifest: Manifest, name: str, target: Path) -> None:
    """Write one member to a file of our own naming, checking its bytes on the way."""
    member = manifest.members[name]
    target.parent.mkdir(parents=True, exist_ok=True)
    if member.size > shutil.disk_usage(target.parent).free:
        raise Refused("backup_no_space", needed=member.size)
    target.touch(mode=0o600)
    with target.open("wb") as file:
        _check_bytes(archive, name, member, copy_to=file)


def _read_manifest(archive: zipfile.ZipFile) -> Manifest:
    try:
        info = archive.getinfo(MANIFEST)
        if info.file_size > MANIFEST_LIMIT:
            raise Refused("backup_damaged", detail="manifest too large")
        told = json.loads(archive.read(info))
        if told["format"] != FORMAT:
            raise Refused("backup_other_format", format=told["format"])
        return _manifest(told)
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
        raise Refused("backup_damaged", detail="manifest") from error


def _manifest(told: dict[str, Any]) -> Manifest:
    if told["engine"] not in databases.MEMBER:
        raise ValueError(told["engine"])
    return Manifest(
        made_at=dt.datetime.fromisoformat(told["made_at"]),
        engine=told["engine"],
        revision=str(told["revision"]),
        counts={str(table): int(count) for table, count in told["counts"].items()},
        members={
            name: Member(size=int(member["size"]), sha256=str(member["sha256"]))
            for name, member in told["members"].items()
        },
    )


def _check_names(archive: zipfile.ZipFile, manifest: Manifest) -> None:
    infos = [info for info in archive.infolist() if info.filename != MANIFEST]
    names = [info.filename for info in infos]
    if len(set(names)) != len(names) or set(names) != set(manifest.members) or manifest.database not in names:
        raise Refused("backup_damaged", detail="members")
    for info in infos:
        kind = stat.S_IFMT(info.external_attr >> 16)
        plain = kind in {0, stat.S_IFREG} and not info.flag_bits & 1
        if not plain or not SAFE_NAME.fullmatch(info.filename) or ".." in info.filename.split("/"):
            raise Refused("backup_hostile", member=info.filename[:200])


def _check_bytes(
    archive: zipfile.ZipFile, name: str, member: Member, *, copy_to: IO[bytes] | None = None
) -> None:
    """Read a member, never further than its manifest says, whatever the ZIP's own directory claims."""
    digest = hashlib.sha256()
    size = 0
    with archive.open(name) as source:
        while block := source.read(BLOCK):
            size += len(block)
            if size > member.size:
                break
            digest.update(block)
            if copy_to is not None:
                copy_to.write(block)
    if size != member.size or digest.hexdigest() != member.sha256:
        raise Refused("backup_damaged", detail=name)
