"""Children of the background process work on the data of the application that starts them."""

import sys
from pathlib import Path
from types import ModuleType

import pytest
from flask import Flask

from scenariowiki.jobs import children, duplicates, imports, points
from tests.points.test_ledger import earned, give

TELL = """
import os, pathlib
told = pathlib.Path(os.environ["DATA_DIR"], "told")
told.write_text(os.environ["DATABASE_URL"] + " " + os.environ["SECRET_KEY"])
"""


@pytest.mark.parametrize("kind", [duplicates, imports, points])
def test_a_child_is_told_where_the_data_are(
    kind: ModuleType, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Left to the environment alone, it would open a database of its own and find no tables in it."""
    for name in ("DATA_DIR", "DATABASE_URL", "SECRET_KEY"):
        monkeypatch.delenv(name, raising=False)
    name = "VERIFY" if kind is points else "COMMAND"
    monkeypatch.setattr(kind, name, [sys.executable, "-c", TELL])
    give(earned())

    {duplicates: duplicates.start_scan, imports: imports._start, points: points.start_verifying}[kind]()
    for child in children._running:
        assert child.wait(30) == 0

    told = Path(app.config["DATA_DIR"], "told").read_text()
    assert told == f"{app.config['DATABASE_URL']} {app.config['SECRET_KEY']}"
