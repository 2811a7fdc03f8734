"""The command line as a whole."""

import re

import click
import pytest
from flask import Flask

from scenariowiki.cli import COMMANDS, spoken


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_loads_and_explains_itself(app: Flask, name: str) -> None:
    command = app.cli.get_command(click.Context(app.cli), name)

    assert command is not None
    assert command.help


@pytest.mark.parametrize(
    ("environ", "catalogue"),
    [
        ({"LANG": "zh_CN.UTF-8"}, "zh_Hans"),
        ({"LANG": "zh_TW.UTF-8"}, "zh_Hant"),
        ({"LANG": "en_US.UTF-8"}, "en"),
        ({"LANG": "en_US.UTF-8", "LC_ALL": "zh_HK.UTF-8"}, "zh_Hant"),
        ({"LANG": "C"}, "zh_Hans"),
        ({}, "zh_Hans"),
    ],
)
def test_it_speaks_the_language_of_the_terminal(environ: dict[str, str], catalogue: str) -> None:
    assert spoken(environ) == catalogue


def test_jobs_once_and_list(app: Flask) -> None:
    runner = app.test_cli_runner()

    assert runner.invoke(args=["jobs", "run", "--once"]).exit_code == 0
    listed = runner.invoke(args=["jobs", "list"])

    assert listed.exit_code == 0
    lines = dict(line.split(maxsplit=1) for line in listed.output.splitlines())
    moment = r"20\d\d-\d\d-\d\d \d\d:\d\d:\d\dZ"
    for name in ("verify_outcomes", "ripen_awards", "freeze_periods", "expire_points", "check_fraud"):
        assert re.match(rf"last {moment} next {moment}", lines[name]), name
