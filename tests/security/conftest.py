"""Catalogues with something in every corner, and servers run as they are for real."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from tests import personas, wiki
from tests.ports import free_port

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def scenario_one(app: Flask) -> int:
    """Publish the scenario that the table of routes names."""
    assert app
    no = wiki.publish(personas.CY, "系统显示有货，仓库缺货")
    assert no == 1
    return no


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """Give the environment of an instance of its own."""
    return {**os.environ, "DATA_DIR": str(tmp_path / "data"), "LANG": "en_GB.UTF-8"}


@contextmanager
def serving(environment: dict[str, str], stderr: Any = None) -> Iterator[int]:
    """Serve an instance until the block is left; give the port."""
    port = free_port()
    command = [sys.executable, "-m", "flask", "--app", "scenariowiki.app", "serve", "--port", str(port)]
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=stderr, text=True
    ) as process:
        assert process.stdout is not None
        try:
            for line in process.stdout:
                if str(port) in line:
                    break
            yield port
        finally:
            process.terminate()
            process.wait(40)


Serve = Callable[..., Any]
