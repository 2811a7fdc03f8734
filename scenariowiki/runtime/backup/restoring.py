"""Restores a backup into an empty place."""

import zipfile
from pathlib import Path

from flask import Flask

from scenariowiki.runtime import remasking
from scenariowiki.runtime.backup import archive, databases
from scenariowiki.runtime.backup.archive import Manifest, Refused, verify
from scenariowiki.runtime.session import db


def restore(app: Flask, path: Path) -> Manifest:
    """Prove a backup, then put it where there is no database yet; only settings are overwritten."""
    manifest = verify(path)
    if manifest.engine != db.engine.dialect.name:
        raise Refused("backup_other_engine", engine=manifest.engine)
    data_dir = Path(app.config["DATA_DIR"])
    data_dir.mkdir(parents=True, exist_ok=True)
    if not databases.is_empty(db.engine):
        raise Refused("backup_place_not_empty")
    db.engine.dispose()
    with archive.opened(path) as (source, believed):
        if believed != manifest:
            raise Refused("backup_damaged", detail="changed while it was read")
        for name in manifest.members:
            if name != manifest.database:
                _place_file(source, manifest, name, data_dir / name.removeprefix("settings/"))
        _restore_database(source, manifest, data_dir)
    return manifest


def _restore_database(source: zipfile.ZipFile, manifest: Manifest, data_dir: Path) -> None:
    """Restore the database last: while it is missing, the place counts as empty and can be tried again."""
    url = db.engine.url
    if manifest.engine == "sqlite":
        target = Path(url.database or "")
        for leftover in ("-wal", "-shm", "-journal"):
            target.with_name(target.name + leftover).unlink(missing_ok=True)
        _place(source, manifest, manifest.database, target)
        return
    dump = data_dir / "restore.dump"
    try:
        _place(source, manifest, manifest.database, dump)
        databases.load_postgresql(url, dump)
    except databases.Damaged as error:
        raise Refused("backup_database_damaged", detail=str(error)) from error
    except databases.ToolMissing as error:
        raise Refused("backup_tool_missing", program=str(error)) from error
    finally:
        dump.unlink(missing_ok=True)


def _place_file(source: zipfile.ZipFile, manifest: Manifest, name: str, target: Path) -> None:
    """Place a file; of what was masked, more may be known here than the backup knew."""
    here = remasking.lines(target) if target.name == remasking.NAME else []
    _place(source, manifest, name, target)
    if here:
        remasking.keep(target, dict.fromkeys([*remasking.lines(target), *here]))


def _place(source: zipfile.ZipFile, manifest: Manifest, name: str, target: Path) -> None:
    part = target.with_name(target.name + ".part")
    archive.extract(source, manifest, name, part)
    part.replace(target)
