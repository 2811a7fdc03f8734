"""What curation does when something happened: pairs are looked for, and the queue follows."""

from scenariowiki.curation.reactions.auditing import audit_override, audit_undoing, drop_audit
from scenariowiki.curation.reactions.detecting import look_for_duplicates
from scenariowiki.curation.reactions.queue import follow, follow_both, forget_appeal, note_decision

__all__ = [
    "audit_override",
    "audit_undoing",
    "drop_audit",
    "follow",
    "follow_both",
    "forget_appeal",
    "look_for_duplicates",
    "note_decision",
]
