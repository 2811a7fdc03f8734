"""The whole product on PostgreSQL: served, written to, indexed by its background process, searched."""

import json
import os
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from tests.cli.test_serve import ROOT, answers
from tests.ports import free_port
from tests.postgres import PostgresServer

FLASK = [sys.executable, "-m", "flask", "--app", "scenariowiki.app"]
SITUATION = {
    "title": "节前缺货",
    "situation": "客人很急。",
    "layer": "service",
    "tags": ["缺货"],
    "fields": {"business_line": "ecommerce"},
}


@pytest.fixture
def environ(tmp_path: Path, pg_server: PostgresServer) -> Iterator[dict[str, str]]:
    """Give the settings of an instance on a database of its own."""
    name = pg_server.create_database()
    url = pg_server.url(name)
    yield {**os.environ, "DATA_DIR": str(tmp_path), "DATABASE_URL": url, "LANG": "en_GB.UTF-8"}
    pg_server.drop_database(name)


@pytest.fixture
def port(environ: dict[str, str]) -> Iterator[int]:
    """Serve it until the test is over."""
    number = free_port()
    command = [*FLASK, "serve", "--port", str(number)]
    with subprocess.Popen(command, cwd=ROOT, env=environ, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert any(str(number) in line for line in process.stdout)
        yield number
        process.terminate()
        assert process.wait(40) == 0


def flask(environ: dict[str, str], *words: str) -> str:
    """Run a command and give what it says."""
    done = subprocess.run([*FLASK, *words], cwd=ROOT, env=environ, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def call(port: int, token: str, path: str, body: object = None) -> Any:
    """Ask the API."""
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/api/v1{path}",
        data=None if body is None else json.dumps(body).encode(),
        headers={"Authorization": f"Bearer {token}", "Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=30) as response:  # noqa: S310 - our own address
        return json.loads(response.read())


def test_what_is_written_on_postgresql_is_found_by_its_writers_next_search(
    environ: dict[str, str], port: int
) -> None:
    flask(environ, "accounts", "add", "ann", "--role", "contributor")
    token = flask(environ, "accounts", "token", "ann", "--days", "1")

    made = call(port, token, "/scenarios", SITUATION)
    call(port, token, f"/scenarios/{made['no']}/transitions", {"to": "submitted"})

    for words in ("缺貨", "quehuo"):  # the search waits for its person's last save to be indexed
        found = call(port, token, f"/scenarios?q={quote(words)}&state=submitted")
        assert [item["no"] for item in found["items"]] == [made["no"]]
    assert [answers(port, path) for path in ("/readyz", "/sign-in")] == [200, 200]
