"""What SOPs do when something happened: they follow merges, rest after harm, and are looked at again."""

from scenariowiki.sops.reactions.asking import follow_verdict, follow_versions, note_verdict
from scenariowiki.sops.reactions.following import (
    follow_archive,
    follow_handover,
    follow_merge,
    follow_parting,
    follow_rehoming,
    follow_restore,
    follow_unmerge,
    mark_page,
    release_approver,
)
from scenariowiki.sops.reactions.reviewing import (
    follow_decision,
    look_at_outcome,
    look_at_rival,
    look_at_source,
    refresh_checked,
    start_clock,
)
from scenariowiki.sops.reactions.reviewing import take_decision_back as forget_decision

__all__ = [
    "follow_archive",
    "follow_decision",
    "follow_handover",
    "follow_merge",
    "follow_parting",
    "follow_rehoming",
    "follow_restore",
    "follow_unmerge",
    "follow_verdict",
    "follow_versions",
    "forget_decision",
    "look_at_outcome",
    "look_at_rival",
    "look_at_source",
    "mark_page",
    "note_verdict",
    "refresh_checked",
    "release_approver",
    "start_clock",
]
