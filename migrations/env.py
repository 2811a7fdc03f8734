"""Runs migrations on both databases: one process at a time, after a backup, triggers put back each step."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any, Literal

from alembic import context
from alembic.operations.ops import CreateTableOp, UpgradeOps
from alembic.runtime.migration import MigrationContext
from flask import Flask, current_app
from sqlalchemy import JSON, Connection, Engine, ForeignKeyConstraint, inspect

from scenariowiki.kernel import db as kernel_db
from scenariowiki.runtime import schema
from scenariowiki.runtime.session import db

ROOT = Path(__file__).resolve().parent.parent / "scenariowiki"


def load_models() -> None:
    """Import every module that declares tables, so that none is missed for not being imported yet."""
    for path in sorted(
        [*ROOT.glob("kernel/*.py"), *ROOT.glob("*/models.py"), *ROOT.glob("*/models/__init__.py")]
    ):
        parts = path.relative_to(ROOT.parent).with_suffix("").parts
        import_module(".".join(part for part in parts if part != "__init__"))


def restore_triggers(*, ctx: MigrationContext, **_: Any) -> None:
    """Put the triggers back, which SQLite's batch operations drop silently with the old table."""
    if ctx.connection is None:
        return
    present = set(inspect(ctx.connection).get_table_names())
    if names := kernel_db.APPEND_ONLY & present:
        kernel_db.create_triggers(ctx.connection, names)


@contextmanager
def without_foreign_keys(connection: Connection) -> Iterator[None]:
    """Let batch operations replace tables on SQLite, then prove that no reference was broken.

    The pragma does nothing inside a transaction, so it goes past SQLAlchemy, which would begin one.
    """
    if connection.dialect.name != "sqlite":
        yield
        return
    raw: Any = connection.connection.dbapi_connection
    raw.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
        if broken := raw.execute("PRAGMA foreign_key_check").fetchall():
            raise RuntimeError(f"the migration broke references: {broken[:5]}")
    finally:
        raw.execute("PRAGMA foreign_keys=ON")


def migrate(connection: Connection) -> None:
    """Run what was asked for; each step is one transaction, so a killed migration can be started again."""
    context.configure(
        connection=connection,
        target_metadata=kernel_db.Base.metadata,
        render_as_batch=True,
        transaction_per_migration=True,
        transactional_ddl=True,
        compare_type=True,
        on_version_apply=restore_triggers,  # type: ignore[arg-type]  # called with keywords
        render_item=render,
        process_revision_directives=number_or_skip,
    )
    with without_foreign_keys(connection), context.begin_transaction():
        context.run_migrations()


def render(kind: str, item: Any, _autogenerating: Any) -> str | Literal[False]:
    """Write our column types by the names that script.py.mako gives them."""
    if kind == "type" and isinstance(item, kernel_db.Utc):
        return "Utc()"
    if kind == "type" and isinstance(item, JSON):
        return "Json"
    return False


def number_or_skip(_context: Any, _revision: Any, directives: list[Any]) -> None:
    """Give a new migration the number after the newest; write none when nothing changed."""
    if not getattr(context.config.cmd_opts, "autogenerate", False):
        return
    if directives[0].upgrade_ops.is_empty():
        directives[:] = []
        return
    directives[0].rev_id = f"{int(context.script.get_current_head() or 0) + 1:04d}"
    _keep_keys_with_their_tables(directives[0].upgrade_ops)


def _keep_keys_with_their_tables(operations: UpgradeOps) -> None:
    """Undo `use_alter`: PostgreSQL would make the table without the key and nobody would add it later."""
    for operation in operations.ops:
        if isinstance(operation, CreateTableOp):
            for part in operation.columns:
                if isinstance(part, ForeignKeyConstraint):
                    part.use_alter = False


def changes_the_schema() -> bool:
    """Tell upgrade and downgrade from `check`, `current` and others, which go nowhere."""
    try:
        going_to = context.get_revision_argument()
    except KeyError:
        return False
    return going_to != schema.standing().at


def run() -> None:
    """Use what tests give, or the application's database, locked and backed up."""
    load_models()
    given = context.config.attributes.get("connection")
    if isinstance(given, Connection):
        migrate(given)
        return
    if isinstance(given, Engine):
        with given.connect().execution_options(write=True) as connection:
            migrate(connection)
        return
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001 - Flask's own way
    with schema.exclusive(app):
        if changes_the_schema():
            schema.back_up(app)
        with db.engine.connect().execution_options(write=True) as connection:
            migrate(connection)


run()
