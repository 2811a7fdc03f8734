"""What monitoring asks, and who may ask."""

import errno
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import pytest
from flask import Flask

from scenariowiki.web import metrics
from tests.browser import Browser

MakeApp = Callable[..., Flask]
REMOTE = {"REMOTE_ADDR": "192.0.2.7"}
TOKEN = {"METRICS_TOKEN": "a token for monitoring"}
BEARER = {"Authorization": "Bearer a token for monitoring"}


def test_the_process_says_that_it_is_there(client: Browser) -> None:
    assert client.get("/healthz").data == b"ok\n"


def test_an_instance_whose_schema_is_old_is_not_ready(client: Browser) -> None:
    answer = client.get("/readyz")  # the tests' tables were not made by migrations

    assert answer.status_code == 503
    assert answer.get_json()["checks"] == {"database": "ok", "schema": "bad", "index": "warn"}


def test_strangers_learn_no_details(client: Browser) -> None:
    assert set(client.get("/readyz", environ_base=REMOTE).get_json()) == {"ready", "checks"}


def test_figures_are_for_this_machine(client: Browser) -> None:
    client.get("/healthz")

    answer = client.get("/metrics")

    assert answer.status_code == 200
    assert (
        b'scenariowiki_request_seconds_count{endpoint="health.healthz",method="GET",status="200"}'
        in answer.data
    )
    assert b'scenariowiki_check{check="database"} 0.0' in answer.data


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded", "X-Real-IP"])
def test_figures_are_not_for_whoever_comes_through_a_proxy(client: Browser, header: str) -> None:
    assert client.get("/metrics", headers={header: "127.0.0.1"}).status_code == 404


def test_figures_are_not_for_other_machines(client: Browser) -> None:
    assert client.get("/metrics", environ_base=REMOTE).status_code == 404


def test_with_a_token_only_the_token_counts(make_app: MakeApp) -> None:
    browser = make_app(**TOKEN).test_client()

    assert browser.get("/metrics").status_code == 404
    assert browser.get("/metrics", headers={"Authorization": "Bearer another"}).status_code == 404
    assert browser.get("/metrics", headers=BEARER, environ_base=REMOTE).status_code == 200


def test_r3_figures_have_their_room_before_they_are_mapped(
    client: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(metrics.FOLDER, str(tmp_path))
    monkeypatch.setattr(metrics, "_roomy", set())

    client.get("/healthz")

    kept = Path(tmp_path, f"histogram_{os.getpid()}.db").stat()
    assert kept.st_blocks * 512 >= kept.st_size == metrics.ROOM


def test_r3_a_full_disk_ends_the_figures_and_not_the_answers(
    client: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "figures"
    folder.mkdir()
    monkeypatch.setenv(metrics.FOLDER, str(folder))
    monkeypatch.setattr(metrics, "_roomy", set())
    monkeypatch.setattr(os, "posix_fallocate", _no_space)

    assert client.get("/healthz").status_code == 200
    assert list(folder.iterdir()) == []


def test_methods_made_up_are_one_series(client: Browser) -> None:
    for method in ("BREW", "PROPFIND"):
        client.open("/healthz", method=method)

    assert b"BREW" not in client.get("/metrics").data


def _no_space(*_given: Any) -> NoReturn:
    raise OSError(errno.ENOSPC, "No space left on device")
