"""What must not be true of an application that serves people."""

from flask import Flask


def debug_fault(app: Flask) -> str:
    """Say why an application may not be served, or nothing: debug mode tells strangers about its inside."""
    return "Debug mode is for development: unset FLASK_DEBUG to serve." if app.debug else ""
