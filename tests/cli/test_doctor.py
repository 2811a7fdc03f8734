"""`flask doctor`: a line for each check, and a status for scripts."""

import pytest
from flask import Flask

from scenariowiki.cli.doctor import doctor
from scenariowiki.jobs import indexing, schedule
from scenariowiki.runtime import health

pytestmark = pytest.mark.parametrize("make_instance", ["sqlite"], indirect=True)


def test_it_says_what_wants_a_person(instance: Flask) -> None:
    result = instance.test_cli_runner().invoke(doctor)

    assert result.exit_code == 1
    assert "BAD" in result.output


def test_it_is_content_with_an_instance_in_order(instance: Flask) -> None:
    indexing.heal(thoroughly=True)
    schedule.beat(health.HEARTBEAT, every=health.HEARTBEAT_EVERY)

    result = instance.test_cli_runner().invoke(doctor)

    assert result.exit_code == 0, result.output
    assert len(result.output.splitlines()) == len(health.check_all())
