"""The words of SOPs and of the reviews that keep pages true."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _

EVENTS: Mapping[str, Any] = {
    "SopProposed": _("SOP proposed"),
    "SopVersionDrafted": _("SOP version drafted"),
    "SopSubmitted": _("SOP submitted"),
    "SopSentBack": _("SOP sent back"),
    "SopApproved": _("SOP approved"),
    "SopBecameEffective": _("SOP took effect"),
    "SopVersionSuperseded": _("SOP version superseded"),
    "SopVersionRetired": _("SOP version retired"),
    "SopRenewed": _("SOP renewed"),
    "SopSuspended": _("SOP suspended"),
    "SopCleared": _("SOP may be followed again"),
    "SopReplacedByMerge": _("SOP replaced by a merge"),
    "SopRestored": _("SOP restored"),
    "SopUndecided": _("SOP undecided"),
    "SopSettled": _("SOP settings changed"),
    "SopAcknowledged": _("SOP read"),
    "SopReadingReminded": _("Reminded of reading an SOP"),
    "SopApproversSaved": _("Approvers of SOPs saved"),
    "PageReviewed": _("Still right"),
    "ReviewAsked": _("Review asked for"),
}

# The names of facts in their payloads.
FACTS: Mapping[str, Any] = {
    "account_ids": _("Accounts"),
    "approver_ids": _("Approvers"),
    "by_version_id": _("By version"),
    "due": _("Due"),
    "effective_at": _("In force since"),
    "final": _("The last one"),
    "first": _("The first one"),
    "owner_id": _("Owner"),
    "review_due": _("Review due"),
    "situation_author_id": _("Author of the situation"),
    "sop_id": _("SOP"),
    "source_rev_id": _("Source revision"),
    "successor_id": _("Successor"),
    "version_id": _("Version"),
    "wrong": _("Was wrong"),
}
