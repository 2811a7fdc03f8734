"""Applications on databases made by the migrations, as they are run for real: `instance` of both kinds."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from scenariowiki.accounts import commands as accounts
from scenariowiki.app import create_app
from scenariowiki.jobs import indexing
from scenariowiki.runtime import schema
from scenariowiki.runtime.session import db, write
from tests.conftest import settings
from tests.postgres import PostgresServer

SQLITE_AND_POSTGRESQL = ("sqlite", pytest.param("postgresql", marks=pytest.mark.pg))
MakeInstance = Callable[..., Flask]


@pytest.fixture(params=SQLITE_AND_POSTGRESQL)
def make_instance(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[MakeInstance]:
    """Make applications on empty databases, each in a folder of its own."""
    made: list[Flask] = []

    def make(name: str = "here", **more: object) -> Flask:
        folder = tmp_path / name
        folder.mkdir()
        if request.param == "postgresql":
            server: PostgresServer = request.getfixturevalue("pg_server")
            more = {"DATABASE_URL": server.url(server.create_database()), "SEARCH_URL": "postgresql", **more}
        app = create_app(settings(folder, **more))
        app.extensions["deliverers"] = {"index": indexing.deliver}
        made.append(app)
        return app

    yield make
    for app in made:
        with app.app_context():
            db.session.remove()
            db.engine.dispose()


@pytest.fixture
def instance(make_instance: MakeInstance) -> Iterator[Flask]:
    """Give one in use: schema made, built-in account there; its context is open."""
    app = make_instance()
    with app.app_context():
        schema.upgrade()
        with write() as uow:
            accounts.settle_instance(uow)
        yield app
