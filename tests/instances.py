"""Applications on databases made by the migrations, as they are run for real: `instance` of both kinds.

The migrations run once a process and kind; every instance gets a copy of what they made.
"""

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from flask import Flask

from scenariowiki.accounts import commands as accounts
from scenariowiki.app import create_app
from scenariowiki.jobs import indexing
from scenariowiki.runtime import schema
from scenariowiki.runtime.session import db, write
from tests.conftest import settings
from tests.databases import PostgresTemplate, SqliteTemplate
from tests.postgres import PostgresServer

SQLITE_AND_POSTGRESQL = ("sqlite", pytest.param("postgresql", marks=pytest.mark.pg))
MakeInstance = Callable[..., Flask]


@cache
def _migrated(server: PostgresServer | None, folder: Path) -> SqliteTemplate | PostgresTemplate:
    made: SqliteTemplate | PostgresTemplate = SqliteTemplate(folder=folder)
    if server:
        made = PostgresTemplate(folder=folder, server=server, name=server.create_database())
    made.fill(schema.upgrade)
    return made


@pytest.fixture(params=SQLITE_AND_POSTGRESQL)
def make_instance(
    request: pytest.FixtureRequest, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[MakeInstance]:
    """Make applications on databases, each in a folder of its own; empty ones unless `migrated`."""
    made: list[Flask] = []
    server: PostgresServer | None = None
    if request.param == "postgresql":
        server = request.getfixturevalue("pg_server")

    def make(name: str = "here", *, migrated: bool = False, **more: object) -> Flask:
        folder = tmp_path / name
        folder.mkdir()
        if migrated:
            template = _migrated(server, tmp_path_factory.getbasetemp() / "migrated")
            more = {"DATABASE_URL": template.copy(folder), **more}
        elif server:
            more = {"DATABASE_URL": server.url(server.create_database()), **more}
        if server:
            more = {"SEARCH_URL": "postgresql", **more}
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
    app = make_instance(migrated=True)
    with app.app_context():
        with write() as uow:
            accounts.settle_instance(uow)
        yield app
