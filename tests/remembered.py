"""What every application of the tests would make anew, made once: compiled routes, templates, statements.

Each test has an application of its own; nine tenths of making it were its routes, a third of using it was the
compiling of statements for its engine.
"""

from collections.abc import Callable
from typing import Any

from flask_sqlalchemy import SQLAlchemy
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from sqlalchemy import Engine
from sqlalchemy.util import LRUCache
from werkzeug.routing import Rule

STATEMENTS = 5_000


class Compiled(BytecodeCache):
    """Compiled templates by name and source, in memory."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give back what was compiled, if its source is the same."""
        if bucket.key in self._kept:
            bucket.bytecode_from_string(self._kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        self._kept[bucket.key] = bucket.bytecode_to_string()


TEMPLATES = Compiled()


def compile_routes_once() -> None:
    """Have rules of equal texts share what builds their addresses; it is bound to each rule by itself."""
    compile_builder: Callable[..., Any] = Rule._compile_builder
    made: dict[tuple[object, ...], Any] = {}

    def remembered(rule: Rule, append_unknown: bool = True) -> Any:  # noqa: FBT002 - as Werkzeug calls it
        key = (rule.rule, tuple(rule._trace), repr(rule.defaults), append_unknown)
        if key not in made:
            made[key] = compile_builder(rule, append_unknown)
        return made[key]

    Rule._compile_builder = remembered  # type: ignore[method-assign, assignment]


def compile_statements_once() -> None:
    """Have the engines of one kind of database share their dialect and all that was compiled for it."""
    make: Callable[..., Engine] = SQLAlchemy._make_engine
    made: dict[str, Engine] = {}

    def shared(*given: Any) -> Engine:
        engine = make(*given)
        first = made.setdefault(engine.name, engine)
        if first is engine:
            engine._compiled_cache = LRUCache(STATEMENTS)
        else:
            engine.dialect = engine.pool._dialect = first.dialect
            engine._compiled_cache = first._compiled_cache
        return engine

    SQLAlchemy._make_engine = shared  # type: ignore[method-assign, assignment]
