"""Children of the background process work on the data of the application that starts them."""

import sys
from pathlib import Path

import pytest
from flask import Flask

from scenariowiki.jobs import children, duplicates, imports

TELL = """
import os, pathlib
told = pathlib.Path(os.environ["DATA_DIR"], "told")
told.write_text(os.environ["DATABASE_URL"] + " " + os.environ["SECRET_KEY"])
"""


@pytest.mark.parametrize("kind", [duplicates, imports])
def test_a_child_is_told_where_the_data_are(
    kind: object, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Left to the environment alone, it would open a database of its own and find no tables in it."""
    for name in ("DATA_DIR", "DATABASE_URL", "SECRET_KEY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(kind, "COMMAND", [sys.executable, "-c", TELL])

    start = duplicates.start_scan if kind is duplicates else imports._start
    start()
    for child in children._running:
        assert child.wait(30) == 0

    told = Path(app.config["DATA_DIR"], "told").read_text()
    assert told == f"{app.config['DATABASE_URL']} {app.config['SECRET_KEY']}"
