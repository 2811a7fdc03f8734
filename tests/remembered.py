"""What every application of the tests would make anew, made once: routes, templates, statements, files.

Each test has an application of its own; nine tenths of making it were its routes, a third of using it was the
compiling of statements for its engine.
"""

import gzip
from collections.abc import Callable
from functools import cache
from types import MethodType, SimpleNamespace
from typing import Any

from flask_sqlalchemy import SQLAlchemy
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from sqlalchemy import Engine
from sqlalchemy.util import LRUCache
from werkzeug.routing import Rule

from scenariowiki.web import assets

STATEMENTS = 5_000
READ = ("arguments", "_converters", "_parts", "_trace")
BUILDERS = ("_build", "_build_unknown")


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
    """Have rules of equal texts share all that is read from them, and what builds their addresses."""
    compile_rule: Callable[[Rule], None] = Rule.compile
    made: dict[tuple[object, ...], dict[str, Any]] = {}

    def remembered(rule: Rule) -> None:
        key = (rule.rule, rule.subdomain, rule.host, rule.merge_slashes, repr(rule.defaults))
        if key not in made:
            compile_rule(rule)
            made[key] = {name: getattr(rule, name) for name in READ} | {
                name: getattr(rule, name).__func__ for name in BUILDERS
            }
        vars(rule).update({name: made[key][name] for name in READ})
        vars(rule).update({name: MethodType(made[key][name], rule) for name in BUILDERS})

    Rule.compile = remembered  # type: ignore[method-assign, assignment]


def squeeze_once() -> None:
    """Have static files of equal bytes be compressed by the first application that holds them."""
    assets.gzip = SimpleNamespace(compress=cache(gzip.compress))  # type: ignore[attr-defined, assignment]


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
