"""R7: a backup made while others write is whole, and holds all that was acknowledged before it."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from scenariowiki.runtime import backup
from scenariowiki.runtime.session import db, read
from scenariowiki.scenarios.models import Revision, Scenario
from tests.conftest import settings
from tests.instances import MakeInstance

# The long form is for the night: BACKUPS=20.
BACKUPS = int(os.environ.get("BACKUPS") or 3)
ROOT = Path(__file__).resolve().parents[2]
WRITE = "import json, sys; from tests.crash import storm; storm.write_on(json.loads(sys.argv[1]), 1)"

pytestmark = pytest.mark.parametrize("make_instance", ["sqlite"], indirect=True)


@contextmanager
def writing(folder: Path, acknowledged: Path) -> Iterator[None]:
    """Have two processes publish one scenario after the other, and note each when it is in."""
    given = json.dumps(settings(folder))
    with acknowledged.open("ab") as ear:
        writers = [
            subprocess.Popen([sys.executable, "-c", WRITE, given], cwd=ROOT, stdout=ear)
            for _writer in range(2)
        ]
    try:
        yield
    finally:
        for writer in writers:
            writer.kill()
            writer.wait()


def heard(acknowledged: Path) -> set[int]:
    return {int(line) for line in acknowledged.read_bytes().split(b"\n")[:-1]}


@pytest.mark.timeout(300)
def test_a_backup_in_the_storm_is_whole(instance: Flask, make_instance: MakeInstance, tmp_path: Path) -> None:
    told = tmp_path / "acknowledged"
    before: list[set[int]] = []

    with writing(Path(instance.config["DATA_DIR"]), told):
        for number in range(BACKUPS):
            _wait_for_more(told, before[-1] if before else set())
            before.append(heard(told))
            backup.create(instance, tmp_path / f"{number}.zip")

    assert heard(told) > before[-1]
    for number, acknowledged in enumerate(before):
        there = make_instance(f"there-{number}")
        with there.app_context():
            backup.restore(there, tmp_path / f"{number}.zip")
            _check(acknowledged)


def _wait_for_more(told: Path, known: set[int]) -> None:
    deadline = time.monotonic() + 60
    while len(heard(told)) < len(known) + 5:
        assert time.monotonic() < deadline, "nobody writes"
        time.sleep(0.05)


def _check(acknowledged: set[int]) -> None:
    assert acknowledged <= set(read().scalars(select(Scenario.no)))
    heads = set(read().scalars(select(Scenario.head_rev_id)))
    assert heads == set(read().scalars(select(Revision.id)))
    db.session.remove()
