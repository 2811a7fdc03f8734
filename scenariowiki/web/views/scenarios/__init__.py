"""Scenarios: the catalogue and search, the page, writing, history, discussion."""

from scenariowiki.web.views.scenarios import (
    archiving,
    catalogue,
    discussion,
    edit,
    expired,
    hinting,
    history,
    new,
    outcomes,
    personal,
    redacting,
    show,
    similar,
    solutions,
    suggesting,
    taking,
    transitions,
)
from scenariowiki.web.views.scenarios.blueprint import bp

__all__ = [
    "archiving",
    "bp",
    "catalogue",
    "discussion",
    "edit",
    "expired",
    "hinting",
    "history",
    "new",
    "outcomes",
    "personal",
    "redacting",
    "show",
    "similar",
    "solutions",
    "suggesting",
    "taking",
    "transitions",
]
