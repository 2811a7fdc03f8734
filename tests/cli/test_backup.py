"""`flask backup`: what administrators type, and read."""

from pathlib import Path

import pytest
from flask import Flask

from scenariowiki.cli.backup import backup
from tests.instances import MakeInstance

pytestmark = pytest.mark.parametrize("make_instance", ["sqlite"], indirect=True)


def run(app: Flask, *words: str, status: int = 0) -> str:
    """Run a command and return what it says."""
    result = app.test_cli_runner().invoke(backup, list(words), env={"LANG": "en_GB.UTF-8"})
    assert result.exit_code == status, result.output
    return result.output


def test_a_backup_is_made_proved_and_restored(
    instance: Flask, make_instance: MakeInstance, tmp_path: Path
) -> None:
    file = str(tmp_path / "one.zip")

    assert "schema" in run(instance, "create", file)
    assert run(instance, "verify", file)
    there = make_instance("there")
    with there.app_context():
        assert "db upgrade" in run(there, "restore", file)


def test_a_refusal_is_a_sentence_and_a_status(instance: Flask, tmp_path: Path) -> None:
    said = run(instance, "verify", str(tmp_path / "gone.zip"), status=1)

    assert "gone.zip" in said
    assert "Traceback" not in said


def test_a_place_in_use_is_left_alone(instance: Flask, tmp_path: Path) -> None:
    file = str(tmp_path / "one.zip")
    run(instance, "create", file)

    run(instance, "restore", file, status=1)
