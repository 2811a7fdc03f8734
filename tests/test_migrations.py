"""Migrations go up, down and up again on both databases, and end where the models are."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from pytest_alembic import MigrationContext, tests
from pytest_alembic.config import Config
from pytest_alembic.runner import runner
from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.exc import DBAPIError

from scenariowiki.app import create_app
from scenariowiki.kernel import db as kernel_db
from scenariowiki.runtime import schema, session
from scenariowiki.runtime.session import db
from tests.conftest import settings
from tests.postgres import PostgresServer, pg_server

__all__ = ["pg_server"]

ROOT = Path(__file__).resolve().parents[1]
TRIGGERS = {
    "sqlite": "SELECT DISTINCT tbl_name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'refuse_%'",
    "postgresql": (
        "SELECT DISTINCT event_object_table FROM information_schema.triggers "
        "WHERE trigger_name LIKE 'refuse_%'"
    ),
}


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.pg)])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """Open an empty database of each kind."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'empty.db'}"
    else:
        server: PostgresServer = request.getfixturevalue("pg_server")
        url = server.url(server.create_database())
    engine = create_engine(url, **session.engine_options(url))
    kernel_db.configure(engine, synchronous="OFF")
    yield engine
    engine.dispose()


@pytest.fixture
def migrations(engine: Engine) -> Iterator[MigrationContext]:
    """Drive the migrations on that database."""
    config = Config(
        {"script_location": str(ROOT / "migrations"), "file": str(ROOT / "migrations" / "alembic.ini")}
    )
    with runner(config=config, engine=engine) as context:
        yield context


def guarded(connection: Connection) -> set[str]:
    """List the tables that refuse changes."""
    return set(connection.scalars(text(TRIGGERS[connection.dialect.name])))


def test_there_is_one_newest_migration(migrations: MigrationContext) -> None:
    tests.test_single_head_revision(migrations)


def test_migrations_lead_to_the_models(migrations: MigrationContext) -> None:
    tests.test_model_definitions_match_ddl(migrations)


def test_every_migration_can_be_taken_back(migrations: MigrationContext) -> None:
    tests.test_up_down_consistency(migrations)


def test_append_only_tables_are_guarded_after_up_and_after_down_and_up(
    migrations: MigrationContext, engine: Engine
) -> None:
    migrations.migrate_up_to("head", return_current=False)
    with engine.connect() as connection:
        assert guarded(connection) == kernel_db.APPEND_ONLY

    migrations.migrate_down_one()
    migrations.migrate_up_to("head", return_current=False)

    with engine.connect() as connection:
        assert guarded(connection) == kernel_db.APPEND_ONLY


def test_an_event_can_be_neither_changed_nor_taken_away(migrations: MigrationContext, engine: Engine) -> None:
    migrations.migrate_up_to("head", return_current=False)

    for statement in ("UPDATE event SET name = 'x'", "DELETE FROM event"):
        with engine.begin() as connection:
            connection.execute(text(EVENT))
            with pytest.raises(DBAPIError, match="append-only"):
                connection.execute(text(statement))
            connection.rollback()


EVENT = (
    "INSERT INTO event (id, name, payload, actor_id, occurred_at, business_day, correlation_id)"
    " VALUES ('0193a5b0000070008000000000000001', 'Tried', '{}', 1, '2026-01-05 01:00:00', '2026-01-05', 'x')"
)


@pytest.fixture
def empty_app(tmp_path: Path) -> Iterator[Flask]:
    """Give an application whose database does not exist yet."""
    app = create_app(settings(tmp_path))
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def test_an_empty_database_is_brought_up_to_date_without_a_backup(empty_app: Flask, tmp_path: Path) -> None:
    assert schema.standing().at is None

    assert schema.upgrade().current
    assert not (tmp_path / "backups").exists()


def test_a_database_in_use_is_backed_up_before_its_schema_changes(empty_app: Flask, tmp_path: Path) -> None:
    schema.upgrade()
    with db.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0000'"))

    with pytest.raises(SystemExit):  # there is no such revision to go on from
        schema.upgrade()

    assert [path.name[:23] for path in (tmp_path / "backups").iterdir()] == ["before-migration-0000-2"]


def test_an_upgrade_of_a_current_database_touches_nothing(empty_app: Flask, tmp_path: Path) -> None:
    schema.upgrade()
    (tmp_path / "migrate.lock").unlink()

    schema.upgrade()

    assert not (tmp_path / "migrate.lock").exists()
