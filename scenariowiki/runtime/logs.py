"""Log lines as JSON on standard error: time, level, request id, message; never what people wrote.

On a terminal only what went wrong is shown, so that the address and the demo accounts stay in sight.
"""

import json
import logging
import logging.config
import sys
import traceback
from collections.abc import Iterator
from types import TracebackType
from typing import Any

from flask import g, has_request_context

from scenariowiki.kernel import clock

REQUESTS = "scenariowiki.request"
# Faults whose words are about code or the disk; those of others may quote what people wrote.
ABOUT_US = (OSError, ImportError, AttributeError, NameError, TypeError)
OURS_BY_MODULE = ("sqlite3", "pysqlite3", "jinja2")
CHAIN = 5

Fault = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class JsonLines(logging.Formatter):
    """One JSON object a line; a request's own line arrives as JSON and passes through."""

    def format(self, record: logging.LogRecord) -> str:
        """Write a record as one line."""
        if record.name == REQUESTS:
            return record.getMessage()
        facts: dict[str, Any] = {
            "at": clock.now().isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "pid": record.process,
            "request_id": g.get("request_id") if has_request_context() else None,
            "message": record.getMessage(),
        }
        if record.exc_info:
            facts["exception"] = self.formatException(record.exc_info)
        # In ASCII: no sign of any script can break the line or turn a terminal's direction.
        return json.dumps(facts, ensure_ascii=True)

    def formatException(self, ei: Fault) -> str:  # noqa: N802 - logging's name
        """Write where a fault happened and what kind it was, and what caused it."""
        return "caused\n".join(_told(error) for error in reversed(list(_chain(ei[1]))))


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    for _ in range(CHAIN):
        if error is None:
            return
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _told(error: BaseException) -> str:
    kind = type(error)
    told = f"{kind.__module__}.{kind.__qualname__}"
    if isinstance(error, ABOUT_US) or kind.__module__.partition(".")[0] in OURS_BY_MODULE:
        told += f": {error}"
    elif state := getattr(error, "sqlstate", None):
        told += f": SQLSTATE {state}"
    return "".join(traceback.format_tb(error.__traceback__)) + told + "\n"


def settings() -> dict[str, Any]:
    """Return the logging settings of every process of ours, gunicorn's included."""
    quiet = {"level": "WARNING", "handlers": ["stderr"], "propagate": False}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": {"()": JsonLines}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
        "root": {"level": "WARNING" if sys.stderr.isatty() else "INFO", "handlers": ["stderr"]},
        "loggers": {
            "alembic": {"level": "WARNING"},
            "jieba": {"level": "WARNING"},
            "gunicorn.access": quiet,
            "gunicorn.error": quiet,
        },
    }


def configure() -> None:
    """Let this process log as the others do."""
    logging.config.dictConfig(settings())
