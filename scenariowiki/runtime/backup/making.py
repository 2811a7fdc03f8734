"""Makes a backup of a running instance."""

import hashlib
import os
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

from flask import Flask

from scenariowiki.kernel import clock
from scenariowiki.runtime import uploads
from scenariowiki.runtime.backup import archive, databases
from scenariowiki.runtime.backup.archive import Manifest, Member, Refused
from scenariowiki.runtime.session import db


def create(app: Flask, path: Path) -> Manifest:
    """Write a backup of database, settings and uploads to a new file, readable by its owner alone."""
    if path.exists():
        raise Refused("backup_exists", file=str(path))
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + ".part")
    part.touch(mode=0o600)
    try:
        manifest = _write(app, part)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return manifest


def _write(app: Flask, part: Path) -> Manifest:
    made_at = clock.now()
    kind = db.engine.dialect.name
    with tempfile.TemporaryDirectory(dir=part.parent, prefix=".backup-") as folder:
        copied = Path(folder, "database")
        revision, counts = _copy_database(copied)
        with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as target:
            members = {databases.MEMBER[kind]: _add(target, databases.MEMBER[kind], copied)}
            for name, file in _instance_files(Path(app.config["DATA_DIR"])):
                if added := _add_if_there(target, name, file):
                    members[name] = added
            manifest = Manifest(
                made_at=made_at, engine=kind, revision=revision, counts=counts, members=members
            )
            archive.write_manifest(target, manifest)
    with part.open("rb") as written:
        os.fsync(written.fileno())
    return manifest


def _copy_database(target: Path) -> databases.Found:
    try:
        return databases.copy(db.engine, target)
    except databases.Damaged as error:
        raise Refused("backup_database_damaged", detail=str(error)) from error
    except databases.ToolMissing as error:
        raise Refused("backup_tool_missing", program=str(error)) from error


def _instance_files(data_dir: Path) -> Iterator[tuple[str, Path]]:
    for name in archive.SETTINGS:
        if (data_dir / name).is_file():
            yield f"settings/{name}", data_dir / name
    for path in sorted((data_dir / "files").rglob("*")):
        if path.is_file() and not path.is_symlink() and not path.name.startswith("."):
            yield path.relative_to(data_dir).as_posix(), path

    for path in sorted((data_dir / uploads.FOLDER).glob("*")):
        if path.name.isdecimal() and path.is_file() and not path.is_symlink():
            yield f"{uploads.FOLDER}/{path.name}", path


def _add_if_there(target: zipfile.ZipFile, name: str, path: Path) -> Member | None:
    """Add a file that may be forgotten while the others are read: what nobody wants any more is no loss."""
    try:
        return _add(target, name, path)
    except FileNotFoundError:
        return None


def _add(target: zipfile.ZipFile, name: str, path: Path) -> Member:
    """Add a file as it is read, so that size and checksum are those of what went in."""
    digest = hashlib.sha256()
    size = 0
    with path.open("rb") as source, target.open(name, "w", force_zip64=True) as member:
        while block := source.read(archive.BLOCK):
            digest.update(block)
            size += len(block)
            member.write(block)
    return Member(size=size, sha256=digest.hexdigest())
