"""Templates that tests get copies of, in a file or on a server."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from scenariowiki.app import create_app
from scenariowiki.kernel import db as kernel_db
from scenariowiki.runtime.session import db, write
from tests import personas
from tests.postgres import PostgresServer

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


@dataclass(frozen=True, kw_only=True)
class SqliteTemplate:
    """A file, copied."""

    folder: Path

    def fill(self, with_what: Callable[[], object]) -> None:
        """Make it."""
        _fill(settings(self.folder), with_what)

    def copy(self, folder: Path) -> str:
        """Copy it into a test's folder and give the URL."""
        shutil.copyfile(self.folder / "test.db", folder / "test.db")
        return f"sqlite:///{folder / 'test.db'}"

    def drop(self, url: str) -> None:
        """Leave it to the folder's end."""


@dataclass(frozen=True, kw_only=True)
class PostgresTemplate:
    """A database on the tests' server, which copies it itself."""

    folder: Path
    server: PostgresServer
    name: str

    def fill(self, with_what: Callable[[], object]) -> None:
        """Make it."""
        _fill(settings(self.folder, DATABASE_URL=self.server.url(self.name)), with_what)

    def copy(self, folder: Path) -> str:
        """Copy it for a test and give the URL."""
        del folder
        return self.server.url(self.server.create_database(self.name))

    def drop(self, url: str) -> None:
        """Take a test's copy away."""
        self.server.drop_database(url.partition("@/")[2].partition("?")[0])


def settle_personas() -> None:
    """Make the schema from the models, and the personas."""
    db.create_all()
    with db.engine.begin() as connection:
        kernel_db.create_triggers(connection)
    with write(now=personas.BEGAN) as uow:
        personas.settle(uow)


def _fill(given: dict[str, object], with_what: Callable[[], object]) -> None:
    app = create_app(given)
    with app.app_context():
        with_what()
        db.session.remove()
        if db.engine.dialect.name == "sqlite":
            with db.engine.connect() as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        db.engine.dispose()
