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
    "SopApproverLeft": _("An approver has left"),
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
    "ReviewWithdrawn": _("Review taken back"),
    "ReviewAsked": _("Review asked for"),
}

# The names of facts in their payloads.
FACTS: Mapping[str, Any] = {
    "account_ids": _("Accounts"),
    "at": _("At"),
    "approver_ids": _("Approvers"),
    "by_version_id": _("By version"),
    "due": _("Due"),
    "effective_at": _("In force since"),
    "was_next": _("Was the next to approve"),
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

NOTICES: Mapping[str, Any] = {
    "sop_in_force": _("SOP of S-%(no)s: v%(version)s is in force. Please read it."),
    "sop_unread": _("SOP of S-%(no)s: you have not confirmed yet that you read v%(version)s."),
    "sop_waits": _("SOP of S-%(no)s: v%(version)s waits for your approval."),
    "sop_sent_back": _("SOP of S-%(no)s: v%(version)s was not approved; see the note there."),
    "sop_suspended": _("SOP of S-%(no)s is suspended: do not follow it for now."),
    "sop_cleared": _("SOP of S-%(no)s may be followed again."),
    "sop_review": _("SOP of S-%(no)s should be looked at again: %(reason)s."),
}

STATES: Mapping[str, Mapping[str, Any]] = {
    "VersionState": {
        "draft": _("Draft"),
        "in_review": _("In review"),
        "approved": _("Approved"),
        "effective": _("In force"),
        "superseded": _("Superseded"),
        "retired": _("Retired"),
    },
    "Standing": {
        "draft": _("Draft"),
        "in_review": _("In review"),
        "approved": _("Approved"),
        "effective": _("In force"),
        "suspended": _("Suspended"),
        "replaced": _("Rests since a merge"),
        "undecided": _("To be decided"),
        "retired": _("Retired"),
    },
    "Check": {
        "customer_oriented": _("It begins with what the customer needs."),
        "lawful": _("It keeps to the law and to our rules."),
        "operable": _("Anybody on shift can do it as written."),
        "reviewed": _("People who do this work have read it."),
    },
    "Lack": {
        "sample": _("More verified outcomes"),
        "teams": _("Outcomes from more teams"),
        "rate": _("A surer success rate"),
        "harm": _("A harmful outcome has to be settled first"),
    },
    "ReviewReason": {
        "harmful_outcome": _("A harmful outcome was verified"),
        "failed_outcome": _("A failed outcome was verified"),
        "source_edited": _("What it was made from was edited"),
        "better_rival": _("Another solution does clearly better"),
        "contradiction": _("Something like it gives other numbers, amounts or times"),
        "merged": _("Its scenario took part in a merge"),
        "unmerged": _("Its solution left with an undone merge"),
        "undecided": _("Two SOPs are left after an undone merge"),
        "source_gone": _("Its scenario was archived"),
        "overdue": _("Its review is overdue"),
        "unused": _("Nobody used it for a long time"),
        "owner_left": _("Its owner has left"),
    },
    "Due": {"fresh": _("Trustworthy"), "soon": _("Due soon"), "overdue": _("Overdue")},
    "Found": {
        "still_right": _("Still right"),
        "to_revise": _("To be revised"),
        "archived": _("Archived"),
    },
}

ERRORS: Mapping[str, Any] = {
    "one_target": _("It can be about a solution or about an SOP, not both."),
    "no_sop": _("There is no such SOP, or you may not see it."),
    "sop_needs_review": _("An SOP is in force here: use Edit to suggest a change, a curator looks at it."),
    "sop_exists": _("There is an SOP of this scope already. Write its next version instead."),
    "sop_in_force": _("Another SOP of this scope is in force for this scenario. Retire that one first."),
    "sop_rests": _("This SOP is suspended or rests since a merge. Decide about that first."),
    "no_draft": _("There is no version being worked on."),
    "draft_exists": _("A version is being worked on already."),
    "sop_suspended": _("This SOP is suspended: nobody has to read it for now."),
    "not_in_force": _("No version of this SOP is in force."),
    "already_in_force": _("This SOP is in force already."),
    "own_sop": _("Nobody approves what they mostly wrote or submitted. Another SOP owner has to."),
    "not_your_turn": _("Somebody else has to approve first."),
    "approved_already": _("You have approved this already."),
    "suspended_already": _("It is suspended already."),
    "not_suspended": _("It is not suspended."),
    "reminded_already": _("They were reminded a short while ago."),
    "evidence_short": _("The evidence falls short. Say in the note why it should be an SOP all the same."),
    "checklist_incomplete": _("Please tick everything; what is not so has to be mended first."),
    "in_the_past": _("This day is over."),
    "too_late": _("This day is too far away."),
    "approver_twice": _("One person is named twice. Each approver is asked once."),
    "no_approver": _("An approver has to be an SOP owner with an open account."),
    "no_successor": _("The successor has to be another SOP in force."),
    "review_days_range": _("Between 7 and 1095 days, please."),
    "second_role_needed": _("The second to agree has to be an SOP owner as well."),
}
