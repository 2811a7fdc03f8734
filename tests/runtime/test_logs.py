"""Log lines are JSON, one a line."""

import json
import logging

from flask import Flask, g

from scenariowiki.runtime.logs import REQUESTS, JsonLines, settings


def record(message: str, name: str = "any") -> logging.LogRecord:
    """Make a record as logging would."""
    return logging.LogRecord(name, logging.WARNING, __file__, 1, message, None, None)


def test_a_line_is_one_object_whatever_the_message() -> None:
    line = JsonLines().format(record("two\nlines \u2028 and 中文"))

    assert "\n" not in line
    assert json.loads(line)["message"] == "two\nlines \u2028 and 中文"


def test_a_line_carries_the_request_it_belongs_to(app: Flask) -> None:
    with app.test_request_context():
        g.request_id = "abc"

        assert json.loads(JsonLines().format(record("x")))["request_id"] == "abc"


def test_the_line_of_a_request_passes_through() -> None:
    assert JsonLines().format(record('{"status": 200}', REQUESTS)) == '{"status": 200}'


def test_the_access_log_of_the_server_is_silent() -> None:
    assert settings()["loggers"]["gunicorn.access"]["level"] == "WARNING"
