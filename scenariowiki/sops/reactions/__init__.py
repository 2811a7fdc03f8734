"""What SOPs do when something happened: they follow merges, rest after harm, and are looked at again."""

from scenariowiki.sops.reactions.following import (
    follow_archive,
    follow_merge,
    follow_rehoming,
    follow_unmerge,
    mark_page,
)
from scenariowiki.sops.reactions.reviewing import (
    follow_decision,
    look_at_outcome,
    look_at_source,
    refresh_checked,
    start_clock,
)

__all__ = [
    "follow_archive",
    "follow_decision",
    "follow_merge",
    "follow_rehoming",
    "follow_unmerge",
    "look_at_outcome",
    "look_at_source",
    "mark_page",
    "refresh_checked",
    "start_clock",
]
