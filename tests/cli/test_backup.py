"""`flask backup`: what administrators type, and read."""

from pathlib import Path

import click
import pytest
from flask import Flask
from sqlalchemy import select

from scenariowiki.cli.backup import backup
from scenariowiki.cli.scenarios import scenarios
from scenariowiki.runtime import health, remasking
from scenariowiki.runtime.session import read
from scenariowiki.scenarios.models import Scenario
from tests import personas, wiki
from tests.instances import MakeInstance

pytestmark = pytest.mark.parametrize("make_instance", ["sqlite"], indirect=True)


def run(app: Flask, *words: str, status: int = 0, group: click.Group = backup) -> str:
    """Run a command and return what it says."""
    result = app.test_cli_runner().invoke(group, list(words), env={"LANG": "en_GB.UTF-8"})
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


def test_d1_what_was_masked_after_a_backup_is_told_and_masked_again(
    instance: Flask, make_instance: MakeInstance, tmp_path: Path
) -> None:
    """A restore brings it back, and says so (59): what was masked before is not named."""
    secret, file = "王小二13800138000", str(tmp_path / "one.zip")
    words = tmp_path / "words.txt"
    mask = ("mask", "1", "--text-file", str(words), "--yes", "--reason", "客户资料")
    wiki.publish(personas.SYSTEM, f"客户{secret}停机", f"张三丰来电，{secret}很急。")
    words.write_text("张三丰")
    run(instance, *mask, group=scenarios)
    run(instance, "create", file)
    words.write_text(secret)
    run(instance, *mask, group=scenarios)
    noted = (Path(instance.config["DATA_DIR"]) / remasking.NAME).read_text()
    there = make_instance("there")
    (Path(there.config["DATA_DIR"]) / remasking.NAME).write_text(noted)

    with there.app_context():
        told = run(there, "restore", file)
        assert secret in read().scalars(select(Scenario.title)).one()
        assert (secret in noted, "1 text was masked" in told, "S-1" in told) == (False, True, True)
        assert "masked_back" in {check.code for check in health.check_all()}

        assert secret in run(there, "mask-again", "--yes", group=scenarios)

        assert read().scalars(select(Scenario.title)).one() == f"客户{'█' * len(secret)}停机"
        assert "masked_ok" in {check.code for check in health.check_all()}
        assert run(there, "mask-again", "--yes", group=scenarios) == ""
