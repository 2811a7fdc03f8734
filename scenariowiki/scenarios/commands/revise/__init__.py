"""Saving a page: one command for the situation and all its solutions, with three-way merges."""

from scenariowiki.scenarios.commands.revise.preparing import prepare_page
from scenariowiki.scenarios.commands.revise.saving import revise_page
from scenariowiki.scenarios.commands.revise.values import (
    EditConflict,
    EntityConflict,
    PreparedEntity,
    PreparedPage,
    changed_paths,
)

__all__ = [
    "EditConflict",
    "EntityConflict",
    "PreparedEntity",
    "PreparedPage",
    "changed_paths",
    "prepare_page",
    "revise_page",
]
