"""What refusals in curation say, and the words of the queue: kinds, verdicts, reasons, effects, its log."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _

CURATION: Mapping[str, Any] = {
    "no_item": _("There is no such item in the queue, or you may not see it."),
    "no_merge": _("There is no such merge, or you may not see it."),
    "no_object": _("That was not written to either side since the merge."),
    "claimed": _(
        "Somebody else is deciding this now. Take another one, or come back in a quarter of an hour."
    ),
    "item_closed": _("This was decided already. Nothing is left to do here."),
    "awaiting_second": _("This was decided already and waits for a second curator in the queue."),
    "own_decision": _("You decided first. A second curator has to agree."),
    "conflict_of_interest": _("You had a hand in this, so another curator has to decide."),
    "lease_lost": _("Somebody else has taken this item meanwhile. What you had decided is kept for you."),
    "stale_preview": _(
        "A side was changed while you were looking. This is how it stands now; your choices are kept."
    ),
    "failed_dependency": _("What this was about has changed, so nothing was done. It is back in the queue."),
    "audience_differs": _("The two may not be read by the same people. Change one side's readers first."),
    "other_scenario": _("Solutions can be merged only inside one scenario."),
    "unmerge_conflict": _("Passages have changed since the merge. Say that the present text may stay there."),
    "rebase_needed": _(
        "The text has changed in the same place since. Reject this, or change the page yourself."
    ),
    "one_loser_only": _("Texts can be chosen only when two are merged."),
    "note_too_short": _("Please write ten characters or more, so that others can follow."),
    "choice_required": _("The numbers differ: please choose one side."),
    "cannot_combine": _("Only one side can be taken here."),
    "cannot_edit": _("This cannot be reworded here; take one side."),
    "unknown_choice": _("Please choose one of those offered."),
    "not_identical": _("Only word for word duplicates can be decided together."),
    "look_first": _("What is ticked has changed. Look once more at what would happen."),
    "not_in_bulk": _("This cannot be decided for several at once."),
    "not_your_decision": _("Only who decided can take it back."),
    "not_your_work": _("Only its author can object."),
    "too_late": _("The minute is over. Undo the merge from its page instead."),
    "cannot_withdraw": _("This decision cannot be taken back like this."),
    "appeal_over": _("The time to object is over."),
    "appealed_already": _("An objection is under review already."),
    "merged_further": _(
        "The kept one was itself merged into another one since. Turn that merge round first."
    ),
    "second_curator": _("Another curator has to turn this round: merging these two takes two of you."),
    "target_moved": _("The page was merged into another one meanwhile."),
    "same_number": _("That is this scenario itself, or one that is part of it already. Give another number."),
}

STATES: Mapping[str, Mapping[str, Any]] = {
    "ItemKind": {
        "publish": _("Newly submitted"),
        "revision": _("Edit to review"),
        "dup_scenario": _("Likely duplicate"),
        "dup_solution": _("Likely duplicate solution"),
        "unmerge_appeal": _("Objection to a merge"),
        "stale_review": _("To be reviewed"),
        "sop": _("SOP"),
        "points_appeal": _("Objection about points"),
        "fraud": _("Unusual activity"),
        "audit": _("Spot check"),
    },
    "ItemState": {
        "open": _("Open"),
        "claimed": _("Being decided"),
        "awaiting_second": _("Waits for a second curator"),
        "applied": _("Decided"),
        "appealed": _("Objected to"),
        "upheld": _("Upheld"),
        "overturned": _("Overturned"),
        "stale": _("No longer needed"),
    },
    "Verdict": {
        "duplicate": _("Merged"),
        "related": _("Related, both kept"),
        "distinct": _("Not a duplicate"),
        "publish": _("Published"),
        "needs_work": _("Sent back"),
        "reject": _("Rejected"),
        "accept": _("Accepted"),
        "approve": _("Approved"),
        "uphold": _("The merge stays"),
        "overturn": _("The merge was undone"),
        "keep": _("Still holds"),
        "revise": _("To be revised"),
        "archive": _("Archived"),
        "release": _("Released"),
        "void": _("Voided"),
        "agree": _("Agreed"),
        "disagree": _("Disagreed"),
        "unsure": _("Skipped"),
    },
    "MergeReason": {
        "same_situation": _("Same situation"),
        "copy": _("A copy"),
        "special_case": _("A special case"),
        "outdated": _("Out of date"),
        "other": _("Another reason"),
    },
    "UnmergeReason": {
        "not_the_same": _("Not the same"),
        "mistake": _("Merged by mistake"),
        "objection": _("An objection"),
        "swapped": _("Merged the other way round"),
        "other": _("Another reason"),
    },
}

# The sentence that a chosen reason writes into an empty note; a reason without one wants words of one's own.
NOTES: Mapping[str, Any] = {
    "same_situation": _("Both tell of the same situation."),
    "copy": _("One is a copy of the other and adds nothing."),
    "special_case": _("One is a special case of the other and is easier to find there."),
    "outdated": _("One is out of date; the other one holds."),
    "not_the_same": _("They are two situations that need different answers."),
    "mistake": _("The two were merged by mistake."),
    "objection": _("The objection is right: they are not the same."),
    "stays": _("The merge stays: both tell of the same situation."),
    "unclear": _("Please tell more of the situation: who, when, and what happened."),
    "vague": _("Please say in the steps exactly what to do and what to say."),
    "no_effect": _("Please add what came of it, with figures where there are any."),
    "personal": _("Please take out names, numbers and other personal data."),
    "not_plain": _("Please word the steps so that a new colleague can follow them without asking."),
    "not_shown": _("Please wait for more verified outcomes, or say why it should be the standard already."),
    "not_allowed": _("Please bring what it says and promises in line with the rules that hold now."),
    "check": _("Please check whether the steps still hold, and bring them up to date."),
    "changed": _("Please bring this up to date: the rules or the product have changed."),
}

# Why something is sent back: the word of the button; its sentence is in NOTES.
SEND_BACK: Mapping[str, Any] = {
    "unclear": _("Situation unclear"),
    "vague": _("Steps too vague"),
    "no_effect": _("Result missing"),
    "personal": _("Personal data"),
}
SEND_SOP_BACK: Mapping[str, Any] = {
    "not_plain": _("Steps not plain"),
    "not_shown": _("Not shown to work"),
    "not_allowed": _("Against the rules"),
}
REVISE: Mapping[str, Any] = {"check": _("Steps to be checked"), "changed": _("Rules have changed")}

# What may be given to the other side of a merge by itself (U7).
PARTS: Mapping[str, Any] = {"solution": _("Solution"), "comment": _("Comment"), "outcome": _("Outcome")}

# What is decided about several at once (Q7).
SEVERAL: Mapping[str, Any] = {
    "distinct": _("Not duplicates"),
    "duplicate": _("Merge the copies"),
    "keep": _("They still hold"),
}

EFFECTS: Mapping[str, Any] = {
    "redirect": _("S-%(from)s will lead to S-%(to)s; its number and its history stay."),
    "solutions": _("Solutions that come along, none merged by this: %(count)s"),
    "outcomes": _("Outcomes that come along: %(count)s"),
    "comments": _("Comments that come along: %(count)s"),
    "watchers": _("People who watch it will watch the kept one: %(count)s"),
    "items": _("Open queue items that will point to the kept one: %(count)s"),
    "pending": _("Edits awaiting review that move to the kept one: %(count)s"),
    "points_taken": _("Points for adoption that are taken back: %(count)s"),
    "points_divided": _("Points for use from now on are shared among those whose words the kept text holds."),
    "effective_sop": _("The SOP “%(title)s” stays in force, and is looked at again."),
    "sop_rests": _("The SOP “%(title)s” will rest: the kept scenario has “%(kept)s” in force."),
}
# What undoing a merge does beside the texts (U8, PM3).
UNDOING: Mapping[str, Any] = {
    "sop_goes": _("The SOP “%(title)s” goes with B and stays in force there."),
    "sop_returns": _("The SOP “%(title)s”, which rests since the merge, is in force again."),
    "sop_undecided": _("The SOP “%(title)s” rests until somebody decides: its side has another one."),
    "sop_apart": _("The SOP “%(title)s” is looked at again: its solution goes to the other side."),
    "points_back": _("Points for adoption that come back: %(count)s"),
    "points_of_deciders": _("Points that are taken back from those who decided the merge: %(count)s"),
    "points_divided_anew": _("Points for use that are shared anew, their sum unchanged: %(count)s"),
}
SOLUTION_EFFECTS: Mapping[str, Any] = {
    **EFFECTS,
    "redirect": _("The merged solution is shown as part of the kept one; its history stays."),
}

# Why a second curator must agree (M32).
SECOND: Mapping[str, Any] = {
    "many_outcomes": _("One side has ten or more verified outcomes."),
    "many_points": _("Many points would move."),
    "unmerged_before": _("This pair was merged before, and that was undone."),
    "low_score": _("The two are not very much alike."),
    "many_merges": _("You have merged more than twenty today."),
    "effective_sop": _("An SOP in force is concerned."),
    "sop_rests": _("Two SOPs meet: an SOP owner has to agree."),
}

# What the detector saw.
LIKENESS: Mapping[str, Any] = {
    "same_title": _("Titles alike"),
    "same_words": _("Many words in common"),
    "contained": _("One contains the other"),
    "same_category": _("Same category"),
    "numbers_differ": _("Numbers differ"),
    "negation_differs": _("One says the opposite"),
    "direction_differs": _("The direction differs"),
    "roles_differ": _("The roles differ"),
    "question_differs": _("They ask different things"),
}

LOG: Mapping[str, Any] = {
    "opened": _("Put into the queue"),
    "claimed": _("Taken up"),
    "released": _("Given back"),
    "skipped": _("Skipped"),
    "escalated": _("Made urgent: several skipped it"),
    "awaiting_second": _("Decided; a second curator has to agree"),
    "second_refused": _("The second curator did not agree"),
    "decided": _("Decided"),
    "withdrawn": _("Taken back"),
    "retargeted": _("Points to another scenario since a merge"),
    "stale": _("Closed: no longer needed"),
    "reopened": _("Opened again"),
    "stale_preview": _("A side had changed; shown again"),
    "failed_dependency": _("Could not be done; back in the queue"),
    "conflict_of_interest": _("Given back: conflict of interest"),
    "appealed": _("Objected to"),
    "upheld": _("The merge stays"),
    "overturned": _("The merge was undone"),
}
