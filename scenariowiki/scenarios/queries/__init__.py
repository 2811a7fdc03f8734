"""The only reads of the wiki, one module a question; none has side effects."""

from scenariowiki.scenarios.queries.access import (
    find_scenario,
    get_readable,
    get_scenario,
    visibility,
    visible_to,
)
from scenariowiki.scenarios.queries.revisions import base_revision, head, same_content
from scenariowiki.scenarios.queries.templates import Template, current_template, get_template

__all__ = [
    "Template",
    "base_revision",
    "current_template",
    "find_scenario",
    "get_readable",
    "get_scenario",
    "get_template",
    "head",
    "same_content",
    "visibility",
    "visible_to",
]
