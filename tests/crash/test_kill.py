"""R1: processes killed in a storm of writes lose nothing that they acknowledged."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, text

from scenariowiki.jobs import process, upkeep
from scenariowiki.kernel.events import EventRow
from scenariowiki.runtime import indexing as index
from scenariowiki.runtime.session import db, read
from scenariowiki.scenarios.models import Revision, Scenario
from tests.conftest import settings

# The long form is for the night: CRASH_KILLS=500.
KILLS = int(os.environ.get("CRASH_KILLS") or 25)
ROOT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.parametrize("make_instance", ["sqlite"], indirect=True)


def rage(folder: Path) -> list[int]:
    """Let the storm rage over an instance; return the numbers it acknowledged."""
    given = json.dumps(settings(folder, SQLITE_SYNCHRONOUS="FULL"))
    done = subprocess.run(
        [sys.executable, "-m", "tests.crash.storm", str(KILLS), given],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    numbers: list[int] = json.loads(done.stdout)
    return numbers


@pytest.mark.timeout(600)
def test_nothing_acknowledged_is_lost_and_the_index_catches_up(instance: Flask) -> None:
    db.session.remove()
    db.engine.dispose()

    acknowledged = rage(Path(instance.config["DATA_DIR"]))

    assert len(acknowledged) > KILLS
    assert read().execute(text("PRAGMA integrity_check")).scalar_one() == "ok"
    assert read().execute(text("PRAGMA foreign_key_check")).first() is None
    assert set(acknowledged) <= set(read().scalars(select(Scenario.no)))
    _check_wholeness()
    process.run_once(instance, upkeep.SCHEDULE)
    assert len(index.audit(read())) == 0


def _check_wholeness() -> None:
    """Every scenario has its revision and its events: a command happened wholly or not at all."""
    scenarios = read().execute(select(Scenario.id, Scenario.head_rev_id, Scenario.state)).all()
    revisions = set(read().scalars(select(Revision.id)))
    events = read().execute(select(EventRow.subject, EventRow.name)).all()
    assert {state for _id, _head, state in scenarios} == {"published"}
    assert {head for _id, head, _state in scenarios} == revisions
    assert {(id_, "ScenarioPublished") for id_, _head, _state in scenarios} <= {tuple(row) for row in events}
