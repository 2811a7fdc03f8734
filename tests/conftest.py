"""What every test can ask for: an application on a fresh database, a browser, the personas."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from scenariowiki.accounts.rules import Actor
from scenariowiki.app import create_app
from scenariowiki.kernel import clock
from scenariowiki.kernel import db as kernel_db
from scenariowiki.runtime.session import db, write
from tests import personas
from tests.browser import Browser, session_for

SECRET = "a test's secret key, long enough to be taken"


def settings(folder: Path, **more: object) -> dict[str, object]:
    """Give the settings of a test application that keeps everything in one folder."""
    return {
        "DATA_DIR": str(folder),
        "DATABASE_URL": f"sqlite:///{folder / 'test.db'}",
        "SECRET_KEY": SECRET,
        "SQLITE_SYNCHRONOUS": "OFF",
        "TESTING": True,
        "PROPAGATE_EXCEPTIONS": True,
        "RATELIMIT_ENABLED": False,
        **more,
    }


def _not_built_yet(_error: object, endpoint: str, _values: object) -> str:
    return f"/not-built/{endpoint}"


@pytest.fixture(scope="session")
def template_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make the schema and the personas once; every test copies the file."""
    folder = tmp_path_factory.mktemp("template")
    app = create_app(settings(folder))
    with app.app_context():
        db.create_all()
        with db.engine.begin() as connection:
            kernel_db.create_triggers(connection)
        with write(now=personas.BEGAN) as uow:
            personas.settle(uow)
        with db.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        db.engine.dispose()
    return folder / "test.db"


@pytest.fixture
def make_app(tmp_path: Path, template_database: Path) -> Iterator[Callable[..., Flask]]:
    """Make applications with other settings, on one copy of the template."""
    made: list[Flask] = []

    def make(**more: object) -> Flask:
        if not (tmp_path / "test.db").exists():
            shutil.copyfile(template_database, tmp_path / "test.db")
        app = create_app(settings(tmp_path, **more))
        app.test_client_class = Browser
        app.url_build_error_handlers.append(_not_built_yet)
        made.append(app)
        return app

    yield make
    for app in made:
        with app.app_context():
            db.session.remove()
            db.engine.dispose()


@pytest.fixture
def app(make_app: Callable[..., Flask]) -> Iterator[Flask]:
    """Give the application on a fresh database that knows the personas; its context is open."""
    app = make_app()
    with app.app_context():
        yield app


@pytest.fixture
def client(app: Flask) -> Browser:
    """Give a browser that nobody has signed in on."""
    browser = app.test_client()
    assert isinstance(browser, Browser)
    return browser


@pytest.fixture
def sign_in(app: Flask) -> Callable[[Actor], Browser]:
    """Sign a persona in, on a browser of their own."""

    def browse(person: Actor) -> Browser:
        browser = app.test_client()
        assert isinstance(browser, Browser)
        browser.use(session_for(person, at=clock.now()))
        return browser

    return browse


@pytest.fixture
def ann() -> Actor:
    """Be a contributor of the red team."""
    return personas.ANN


@pytest.fixture
def cy() -> Actor:
    """Be a curator of the red team."""
    return personas.CY


@pytest.fixture
def pat() -> Actor:
    """Be an owner of SOPs, red team."""
    return personas.PAT


@pytest.fixture
def zoe() -> Actor:
    """Be an outsider: a contributor of the blue team."""
    return personas.ZOE


@pytest.fixture
def ada() -> Actor:
    """Be an administrator without a team."""
    return personas.ADA


@pytest.fixture
def rea() -> Actor:
    """Be a reader of the red team."""
    return personas.REA


@pytest.fixture
def lee() -> Actor:
    """Be a contributor who leads the red team."""
    return personas.LEE
