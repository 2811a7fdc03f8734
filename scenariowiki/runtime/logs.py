"""Log lines as JSON on standard error: time, level, request id, message; never what people wrote.

On a terminal only what went wrong is shown, so that the address and the demo accounts stay in sight.
"""

import json
import logging
import logging.config
import sys
from typing import Any

from flask import g, has_request_context

from scenariowiki.kernel import clock

REQUESTS = "scenariowiki.request"


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
        return json.dumps(facts, ensure_ascii=False)


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
