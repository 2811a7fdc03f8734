"""Pages drawn before processes are forked leave nothing behind but memory."""

import gc
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import event, func, select

from scenariowiki.runtime import rehearsal, telemetry, warming
from scenariowiki.runtime.session import db, read
from scenariowiki.scenarios.models import ViewCount
from tests import personas
from tests.scenarios.writing import published


@pytest.fixture
def collector() -> Iterator[None]:
    """Give the collector back what the test takes from it."""
    usual = gc.get_threshold()
    yield
    gc.unfreeze()
    gc.set_threshold(*usual)


def test_it_draws_every_page_and_writes_nothing(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    no = published(personas.ANN)
    said: list[str] = []
    event.listen(db.engine, "before_cursor_execute", lambda *given: said.append(given[2]))

    rehearsal.rehearse(app)

    assert f"/scenarios/{no}/edit" in rehearsal.pages(app)
    assert rehearsal.LOG.name not in {record.name for record in caplog.records}
    assert said
    assert not [one for one in said if one.split()[0].upper() in {"INSERT", "UPDATE", "DELETE"}]
    telemetry.drain(app)
    assert read().scalar(select(func.count()).select_from(ViewCount)) == 0


@pytest.mark.usefixtures("collector")
def test_what_is_shared_is_loaded_once(app: Flask) -> None:
    warming.share(app)
    said: list[str] = []
    event.listen(db.engine, "before_cursor_execute", lambda *given: said.append(given[2]))
    warming.share(app)

    assert not said
    assert gc.get_freeze_count() > 0
