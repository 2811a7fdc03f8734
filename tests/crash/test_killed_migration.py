"""R8: a migration killed midway is done by starting it again; nothing that was there is lost."""

import json
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from flask import Flask
from flask_migrate import downgrade
from sqlalchemy import MetaData, func, select, text

from scenariowiki.accounts import queries as people
from scenariowiki.runtime import schema
from scenariowiki.runtime.session import db, read
from tests import wiki
from tests.conftest import settings
from tests.instances import MakeInstance

ROOT = Path(__file__).resolve().parents[2]
FIRST = "0001"
KILLS = 5
DEAD = -signal.SIGKILL

pytestmark = pytest.mark.parametrize("make_instance", ["sqlite"], indirect=True)


def migrate(folder: Path, kill_at: int = 0) -> subprocess.CompletedProcess[str]:
    """Migrate in a process of its own; it dies before a statement if one is named."""
    words = [sys.executable, "-m", "tests.crash.migration", json.dumps(settings(folder)), str(kill_at)]
    return subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.mark.timeout(300)
def test_a_migration_killed_midway_goes_on(
    instance: Flask, make_instance: MakeInstance, tmp_path: Path
) -> None:
    old = _old_database(instance)
    before = _counts()
    db.session.remove()
    db.engine.dispose()
    folders = [_copied(old, tmp_path / f"copy-{number}") for number in range(KILLS + 1)]
    whole = migrate(folders[0])
    statements = int(whole.stdout)

    for number, folder in enumerate(folders[1:]):
        assert migrate(folder, 1 + number * (statements - 1) // (KILLS - 1)).returncode == DEAD
        assert migrate(folder).returncode == 0

    for number, folder in enumerate(folders):
        app = make_instance(f"look-{number}", DATABASE_URL=f"sqlite:///{_database(folder)}")
        with app.app_context():
            assert schema.standing().current
            assert read().execute(text("PRAGMA integrity_check")).scalar_one() == "ok"
            after = _counts()
            assert {name: after[name] for name in before} == before


def _old_database(instance: Flask) -> Path:
    """Write a few scenarios, then go back to the first schema with them."""
    system = people.find_actor(read(), "system")
    assert system is not None
    for number in range(3):
        wiki.publish(system, f"升级前的情景 {number}")
    db.session.remove()
    downgrade(revision=FIRST)
    return _database(Path(instance.config["DATA_DIR"]))


def _database(folder: Path) -> Path:
    (found,) = (path for path in folder.iterdir() if path.suffix in {".db", ".sqlite", ".sqlite3"})
    return found


def _copied(database: Path, folder: Path) -> Path:
    folder.mkdir()
    shutil.copy(database, folder / database.name)
    return folder


def _counts() -> dict[str, int]:
    """Count the rows of every table, as it stands in the database."""
    tables = MetaData()
    tables.reflect(db.engine)
    counted = {
        name: read().scalar(select(func.count()).select_from(one)) or 0 for name, one in tables.tables.items()
    }
    return {name: count for name, count in counted.items() if name != "alembic_version"}
