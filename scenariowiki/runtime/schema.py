"""The database's schema: where it stands, how it is brought up to date."""

from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from alembic.script import ScriptDirectory
from flask import Flask, current_app
from flask_migrate import upgrade as run_upgrade
from sqlalchemy import inspect, text

from scenariowiki.kernel import clock
from scenariowiki.runtime import backup, locks
from scenariowiki.runtime.session import db

KEPT_BACKUPS = 5


@dataclass(frozen=True, kw_only=True)
class Standing:
    """The schema in the database and the newest one this code knows; `at` is None in an empty database."""

    at: str | None
    head: str | None

    @property
    def current(self) -> bool:
        return self.at == self.head


def standing() -> Standing:
    """Compare the database's schema with the newest migration."""
    Path(current_app.config["DATA_DIR"]).mkdir(parents=True, exist_ok=True)
    with db.engine.connect() as connection:
        known = inspect(connection).has_table("alembic_version")
        at = connection.scalar(text("SELECT version_num FROM alembic_version")) if known else None
    script = ScriptDirectory(str(current_app.extensions["migrate"].directory))
    return Standing(at=at, head=script.get_current_head())


def upgrade() -> Standing:
    """Bring the schema up to date; does nothing, and costs nothing, when it is."""
    before = standing()
    if before.current:
        return before
    run_upgrade()
    return standing()


def exclusive(app: Flask) -> AbstractContextManager[locks.Lock]:
    """Let one process migrate at a time; the others wait and then find nothing left to do."""
    return locks.hold(app, "migrate")


def back_up(app: Flask) -> Path | None:
    """Keep a backup of the database before its schema changes; None when there is nothing in it yet."""
    before = standing().at
    if before is None:
        return None
    folder = Path(app.config["DATA_DIR"], "backups")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / f"before-migration-{before}-{clock.now():%Y%m%dT%H%M%S}.zip"
    backup.create(app, path)
    _forget_old(folder)
    return path


def _forget_old(folder: Path) -> None:
    kept = sorted(folder.glob("before-migration-*.zip"), key=lambda path: path.stat().st_mtime)
    for path in kept[:-KEPT_BACKUPS]:
        path.unlink()
