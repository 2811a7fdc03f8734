"""The finder of this process: opened once, remembering the words of the index between requests."""

from flask import current_app

from scenariowiki.runtime import indexing
from scenariowiki.scenarios.queries.finding import Finder


def finder() -> Finder:
    """Return this process's finder."""
    kept: Finder | None = current_app.extensions.get("finder")
    if kept is None:
        kept = current_app.extensions["finder"] = Finder(indexing.reader())
    return kept
