"""Notices are rows of the transaction that causes them, so that nothing is told that did not happen."""

from scenariowiki.notifications.reactions.curation import (
    drop_withdrawn,
    tell_author,
    tell_of_decision,
    tell_of_merge,
    tell_of_objection,
    tell_of_unmerge,
)
from scenariowiki.notifications.reactions.feedback import (
    tell_of_gap,
    tell_of_lateness,
    tell_of_ticket,
    untell_gap,
)
from scenariowiki.notifications.reactions.leaving import forget_address
from scenariowiki.notifications.reactions.quality import forget_quality, tell_of_quality
from scenariowiki.notifications.reactions.rewards import (
    tell_of_expiry,
    tell_of_kudos,
    tell_of_prizes,
    tell_of_redemption,
    tell_of_turn,
)
from scenariowiki.notifications.reactions.sops import (
    tell_of_reading,
    tell_of_review,
    tell_of_sop,
)
from scenariowiki.notifications.reactions.watched import tell_of_edit, tell_of_outcome, untell_outcome

__all__ = [
    "drop_withdrawn",
    "forget_address",
    "forget_quality",
    "tell_author",
    "tell_of_decision",
    "tell_of_edit",
    "tell_of_expiry",
    "tell_of_gap",
    "tell_of_kudos",
    "tell_of_lateness",
    "tell_of_merge",
    "tell_of_objection",
    "tell_of_outcome",
    "tell_of_prizes",
    "tell_of_quality",
    "tell_of_reading",
    "tell_of_redemption",
    "tell_of_review",
    "tell_of_sop",
    "tell_of_ticket",
    "tell_of_turn",
    "tell_of_unmerge",
    "untell_gap",
    "untell_outcome",
]
