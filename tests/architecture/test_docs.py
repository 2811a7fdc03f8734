"""What can be set, run or happen is told in the docs."""

import re
from collections.abc import Iterator

import click
import pytest
from flask import Flask

from config import Config
from scenariowiki.kernel.events import Event
from tests.architecture import ROOT

DOCS = ROOT / "docs"
# The one command of Flask-Migrate that administrators need.
OF_FLASK_MIGRATE = {"db upgrade"}
READS = re.compile(r"""environ(?:\.get\(|\[)["'](\w+)["']""")


def text(*names: str) -> str:
    """Read some of the docs; a missing one is an empty one, and fails the test that asks."""
    return "\n".join((DOCS / name).read_text() for name in names if (DOCS / name).exists())


def settings() -> list[str]:
    """List the environment variables that config.py reads."""
    return sorted(set(READS.findall((ROOT / "config.py").read_text())))


def commands(group: click.Group, context: click.Context, path: str = "") -> Iterator[str]:
    """Walk our commands by the words that one types."""
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        words = f"{path} {name}".strip()
        if isinstance(command, click.Group):
            yield from commands(command, context, words)
        else:
            yield words


def test_config_reads_what_we_think_it_reads() -> None:
    assert {"DATABASE_URL", "SECRET_KEY"} <= set(settings())
    assert Config({"DATA_DIR": "/nowhere", "SECRET_KEY": "x"}).WORKERS == 2


@pytest.mark.parametrize("setting", settings())
def test_every_setting_is_explained_to_administrators(setting: str) -> None:
    assert f"`{setting}`" in text("admin-guide.md")


def test_every_command_is_explained_to_administrators(app: Flask) -> None:
    guide = text("admin-guide.md")
    ours = set(commands(app.cli, click.Context(app.cli)))
    told = {words for words in ours if words in guide}

    assert {words for words in ours - told if not words.startswith("db ")} == set()
    assert all(words in guide for words in OF_FLASK_MIGRATE)


def test_every_event_is_in_the_glossary() -> None:
    glossary = text("glossary.md")
    ours = {name for name, kind in Event.known.items() if kind.__module__.startswith("scenariowiki.")}

    assert {name for name in ours if name not in glossary and not name.endswith("Event")} == set()
