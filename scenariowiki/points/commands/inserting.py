"""The INSERT of the database in use, which knows ON CONFLICT; what is run often is built once for each."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

INSERTS: Mapping[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
Built = Mapping[str, Any]


def dialect_insert(session: Session, table: Any) -> Any:
    """Return the INSERT into a table, to be made ON CONFLICT what it should be."""
    return INSERTS[session.get_bind().dialect.name](table)


def build(table: Any, make: Callable[[Any], Any]) -> Built:
    """Build a statement once for every database, from the INSERT into a table that each one has."""
    return {name: make(insert(table)) for name, insert in INSERTS.items()}


def choose(session: Session, built: Built) -> Any:
    """Return the statement that was built for the database in use."""
    return built[session.get_bind().dialect.name]
