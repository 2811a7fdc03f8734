"""What every test can ask for: an application on a fresh database, a browser, the personas."""

from __future__ import annotations

import gc
from collections.abc import Callable, Generator, Iterator
from pathlib import Path

import pytest
from coverage import Coverage
from flask import Flask
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis

from scenariowiki.accounts.rules import Actor
from scenariowiki.app import create_app
from scenariowiki.kernel import clock
from scenariowiki.runtime.session import db
from scenariowiki.scenarios.queries.finding import waiting
from tests import personas
from tests.browser import Browser, session_for
from tests.databases import PostgresTemplate, SqliteTemplate, settings, settle_personas
from tests.postgres import pg_server
from tests.remembered import TEMPLATES, compile_routes_once, compile_statements_once, squeeze_once

__all__ = ["pg_server", "settings"]

TESTS = Path(__file__).parent
# Rooms whose tests go through code that others test by itself, or long.
UNMEASURED = {"architecture", "crash", "e2e", "security"}

# A machine that is busy with something else says nothing about the code.
hypothesis.register_profile("busy", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis.load_profile("busy")

compile_routes_once()
compile_statements_once()
squeeze_once()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Choose the database that the tests run on."""
    parser.addoption("--db", choices=("sqlite", "pg"), default="sqlite", help="database of the tests")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keep to the tests that use the database chosen; begin with the long ones, so none is left alone."""
    if config.getoption("--db") == "pg":
        config.hook.pytest_deselected(items=[item for item in items if not _uses_template(item)])
        items[:] = [item for item in items if _uses_template(item)]
    items.sort(key=lambda item: not _is_unmeasured(item))


def _is_unmeasured(item: pytest.Item) -> bool:
    return item.path.relative_to(TESTS).parts[0] in UNMEASURED or bool(item.get_closest_marker("unmeasured"))


def _uses_template(item: pytest.Item) -> bool:
    return isinstance(item, pytest.Function) and "template" in item.fixturenames


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Leave out of coverage what is marked so, with its fixtures: measuring doubles the time of a test."""
    measured = Coverage.current()
    if measured is None or not _is_unmeasured(item):
        return (yield)
    measured.stop()
    try:
        return (yield)
    finally:
        measured.start()


def pytest_collection_finish() -> None:
    """Keep the collector away from what lives as long as the run."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def template(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> SqliteTemplate | PostgresTemplate:
    """Make the schema and the personas once; every test copies them."""
    folder = tmp_path_factory.mktemp("template")
    made: SqliteTemplate | PostgresTemplate = SqliteTemplate(folder=folder)
    if request.config.getoption("--db") == "pg":
        server = request.getfixturevalue("pg_server")
        made = PostgresTemplate(folder=folder, server=server, name=server.create_database())
    made.fill(settle_personas)
    return made


@pytest.fixture(autouse=True)
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have searches wait a moment, not a second and a half, for saves that no test has anybody index."""
    monkeypatch.setattr(waiting, "PATIENCE", 0.05)


@pytest.fixture
def make_app(tmp_path: Path, template: SqliteTemplate | PostgresTemplate) -> Iterator[Callable[..., Flask]]:
    """Make applications with other settings, on one copy of the template."""
    made: list[Flask] = []
    urls: list[str] = []

    def make(**more: object) -> Flask:
        if not urls:
            urls.append(template.copy(tmp_path))
        app = create_app(settings(tmp_path, DATABASE_URL=urls[0], **more))
        app.test_client_class = Browser
        app.jinja_env.bytecode_cache = TEMPLATES
        made.append(app)
        return app

    yield make
    for app in made:
        with app.app_context():
            db.session.remove()
            db.engine.dispose()
    for url in urls:
        template.drop(url)


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
