"""Nothing that is meant for development is ever served (case 39)."""

import subprocess
import sys

import pytest

from tests.security.conftest import ROOT

SERVERS = {
    "serve": [sys.executable, "-m", "flask", "--app", "scenariowiki.app", "serve", "--port", "8299"],
    "gunicorn": [sys.executable, "-m", "gunicorn", "-b", "127.0.0.1:8299"],
}


@pytest.mark.parametrize("server", SERVERS)
def test_debug_mode_stops_the_start(environment: dict[str, str], server: str) -> None:
    done = subprocess.run(
        SERVERS[server],
        cwd=ROOT,
        env={**environment, "FLASK_DEBUG": "1"},
        capture_output=True,
        timeout=60,
        check=False,
        text=True,
    )

    assert done.returncode == 1
    assert "Debug mode" in done.stderr


def test_a_guessable_secret_stops_the_start(environment: dict[str, str]) -> None:
    done = subprocess.run(
        SERVERS["serve"],
        cwd=ROOT,
        env={**environment, "SECRET_KEY": "changeme" * 8},
        capture_output=True,
        timeout=60,
        check=False,
        text=True,
    )

    assert done.returncode != 0
    assert "SECRET_KEY" in done.stderr
    assert "changeme" not in done.stderr
