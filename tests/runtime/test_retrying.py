"""Two writes that wait for each other: PostgreSQL breaks one off, and it is done again unseen."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask, g
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from scenariowiki.app import create_app
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.runtime.retrying import init_app
from scenariowiki.runtime.session import db, write
from tests.conftest import settings
from tests.postgres import PostgresServer


class BrokenOff(Exception):
    """What the driver raises."""

    sqlstate = "40P01"


def app_of(*answers: object, commits: bool = False) -> tuple[Flask, list[object]]:
    """Make an application with one view that meets these fates in turn."""
    app = Flask("trying")
    calls: list[object] = []
    app.config["SQLALCHEMY_DATABASE_URI"] = "sqlite://"
    db.init_app(app)

    @app.post("/")
    def view() -> str:
        calls.append(answers[len(calls)])
        if commits:
            g.committed = True
        if isinstance(calls[-1], Exception):
            raise calls[-1]
        return str(calls[-1])

    init_app(app)
    return app, calls


def broken(state: str = "40P01") -> DBAPIError:
    fault = BrokenOff()
    fault.sqlstate = state
    return DBAPIError("UPDATE", {}, fault)


@pytest.mark.parametrize("state", ["40P01", "40001"])
def test_what_was_broken_off_is_done_again(state: str) -> None:
    app, calls = app_of(broken(state), broken(state), "done")

    assert app.test_client().post("/").text == "done"
    assert len(calls) == 3


def test_three_times_at_most() -> None:
    app, calls = app_of(*[broken()] * 4)

    assert app.test_client().post("/").status_code == 500
    assert len(calls) == 3


def test_any_other_fault_is_told_at_once() -> None:
    app, calls = app_of(broken("23505"), "done")

    assert app.test_client().post("/").status_code == 500
    assert len(calls) == 1


def test_what_has_committed_something_is_not_done_twice() -> None:
    app, calls = app_of(broken(), "done", commits=True)

    assert app.test_client().post("/").status_code == 500
    assert len(calls) == 1


@pytest.fixture
def crossing(pg_server: PostgresServer, tmp_path: Path) -> Iterator[Flask]:
    """Give an application whose one view takes two rows in the order asked for, a moment apart."""
    url = pg_server.url(pg_server.create_database())
    app = create_app(settings(tmp_path, DATABASE_URL=url, SEARCH_URL="postgresql"))
    both = threading.Barrier(2, timeout=20)
    waited: set[int] = set()

    def cross(one: int, other: int) -> str:
        with write() as uow:
            take(uow, one)
            if one not in waited:
                waited.add(one)
                both.wait()
            take(uow, other)
        return "done"

    def take(uow: UnitOfWork, row: int) -> None:
        uow.session.execute(text("UPDATE crossing SET n = n + 1 WHERE id = :id"), {"id": row})

    app.add_url_rule("/cross/<int:one>/<int:other>", "crossing", cross)
    init_app(app)
    with app.app_context():
        with db.engine.begin() as connection:
            connection.execute(text("CREATE TABLE crossing (id int PRIMARY KEY, n int)"))
            connection.execute(text("INSERT INTO crossing VALUES (1, 0), (2, 0)"))
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.mark.pg
def test_two_writes_that_wait_for_each_other_both_come_through(crossing: Flask) -> None:
    view = crossing.view_functions["crossing"]
    met: list[str] = []

    def run(one: int, other: int) -> None:
        with crossing.test_request_context("/", method="POST"):
            met.append(str(view(one=one, other=other)))
            db.session.remove()

    threads = [threading.Thread(target=run, args=pair) for pair in ((1, 2), (2, 1))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert met == ["done", "done"]
    with db.engine.connect() as connection:
        assert [row.n for row in connection.execute(text("SELECT n FROM crossing"))] == [2, 2]
