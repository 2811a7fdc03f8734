"""What refusals about scenarios say."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _

CONTENT: Mapping[str, Any] = {
    "required": _("Please fill this in."),
    "too_long": _("This is too long."),
    "too_many": _("These are too many."),
    "wrong_type": _("This is not the kind of value asked for."),
    "not_a_choice": _("Please choose one of those offered."),
    "not_a_number": _("Please give a number."),
    "not_a_date": _("Please give a date like 2026-11-23."),
    "unknown_field": _("The template has no such field."),
    "in_the_future": _("This day is still to come."),
    "too_early": _("This day is too long ago."),
    "taken": _("This name is taken."),
    "two_needed": _("At least two are needed."),
    "too_deep": _("The tree has three levels at most."),
    "characters_nul": _("It holds a character that cannot be stored."),
    "characters_surrogate": _("It holds a character that cannot be stored."),
    "characters_noncharacter": _("It holds a character that cannot be stored."),
    "characters_control": _("It holds a control character."),
    "characters_stacked_marks": _("It holds too many marks on one character."),
    "characters_bidi": _("It holds hidden signs that turn the direction of the text."),
    "characters_invisible": _("It holds invisible characters."),
    "characters_mixed_scripts": _("It mixes letters of different alphabets in one word."),
    "characters_in_name": _("A name holds no hidden or look-alike characters."),
    "outcome_needs_solution": _("Write the solution that this came of."),
    "result_missing": _("Please choose how it went."),
}

REFUSALS: Mapping[str, Any] = {
    "no_successor_page": _("There is no other published scenario of that number, or you may not see it."),
    "no_scenario": _("There is no such scenario, or you may not see it."),
    "no_solution": _("There is no such solution, or you may not see it."),
    "no_outcome": _("There is no such outcome, or you may not see it."),
    "no_notice": _("There is no such notice."),
    "no_comment": _("There is no such comment, or you may not see it."),
    "no_revision": _("There is no such revision."),
    "no_category": _("There is no such category."),
    "no_tag": _("There is no such tag."),
    "no_template": _("There is no such version of the template."),
    "no_team": _("There is no such team."),
    "foreign_team": _("Only your own teams can be chosen."),
    "team_missing": _("Please choose the team that may read it."),
    "bad_state": _("This is not possible in its present state. Look at the page again."),
    "not_editable": _("This is closed to editing in its present state."),
    "edit_conflict": _("Somebody has saved meanwhile. Look at the present revision and try again."),
    "edits_need_review": _("Auditors read, and change nothing."),
    "own_work": _("Nobody decides about their own work. Another curator has to."),
    "own_outcome": _("Nobody verifies their own report. A curator or your team's lead does."),
    "incomplete": _("Something required is still missing: %(missing)s."),
    "note_needed": _("Please say in the note what is to be done."),
    "dispute_needs_note": _("Please say what is wrong with this report."),
    "reason_needed": _("Please choose a reason."),
    "scenario_not_published": _("Its scenario has to be published first."),
    "already_same": _("The two are one already."),
    "inactive": _("There is nothing to take back."),
    "category_cycle": _("A category cannot stand below itself."),
    "category_has_children": _("There are categories below it; move them first."),
    "too_many_copies": _("You have too many unsaved texts. Save or discard some first."),
}

WIKI: Mapping[str, Any] = {**CONTENT, **REFUSALS}

STATES: Mapping[str, Mapping[str, Any]] = {
    "Flaw": {
        "customer_data": _("Looks like a customer's data; leave it out"),
        "no_deadline": _("By when? Give a time"),
        "no_amount": _("How much? Give an amount"),
        "vague": _("Vague; say exactly what, when or who"),
        "long": _("A long sentence; make two of it"),
    },
    "State": {
        "draft": _("Draft"),
        "submitted": _("Submitted"),
        "needs_work": _("Needs work"),
        "published": _("Published"),
        "rejected": _("Rejected"),
        "archived": _("Archived"),
        "merged": _("Merged"),
    },
    "Audience": {"all": _("Everyone signed in"), "team": _("One team only")},
    "Layer": {"service": _("Service skill"), "management": _("Management process")},
    "Confidence": {
        "in_progress": _("No solution yet"),
        "not_validated": _("Not validated"),
        "validated": _("Validated"),
    },
    "Result": {
        "solved": _("Solved"),
        "partly": _("Partly solved"),
        "failed": _("Did not work"),
        "harmful": _("Did harm"),
    },
    "OutcomeState": {
        "reported": _("Reported"),
        "verified": _("Verified"),
        "disputed": _("Disputed"),
        "retracted": _("Retracted"),
    },
    "RevisionKind": {
        "edit": _("Edit"),
        "merge": _("Merge"),
        "unmerge": _("Unmerge"),
        "revert": _("Revert"),
        "redaction": _("Redaction"),
        "import": _("Import"),
    },
    "RevisionState": {
        "pending": _("Waiting for a curator"),
        "current": _("Current"),
        "superseded": _("Superseded"),
        "rejected": _("Rejected"),
        "hidden": _("Hidden"),
    },
    "ArchiveReason": {
        "outdated": _("Out of date"),
        "fabricated": _("Made up"),
        "plagiarism": _("Copied without saying so"),
    },
    "RejectReason": {
        "spam": _("Spam"),
        "fabricated": _("Made up"),
        "private_data": _("Private data"),
        "out_of_scope": _("Out of scope"),
    },
    "By": {"author": _("Author"), "curator": _("Curator")},
    "FieldKind": {
        "text": _("Text"),
        "long_text": _("Long text"),
        "choice": _("Choice"),
        "multi_choice": _("Several choices"),
        "number": _("Number"),
        "date": _("Date"),
    },
    "Script": {
        "hans": _("Simplified characters"),
        "hant": _("Traditional characters"),
        "mixed": _("Both scripts"),
        "none": _("Neither script"),
    },
}

# Words beside figures, as `text.numbers` names them.
DIRECTIONS: Mapping[str, Any] = {
    "at most": _("at most"),
    "at least": _("at least"),
    "above": _("more than"),
    "below": _("less than"),
    "up": _("raised"),
    "down": _("lowered"),
    "before": _("earlier"),
    "after": _("later"),
}
