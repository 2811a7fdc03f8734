"""The words of the content standard: its list, what is drawn, and what coaches write."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _

EVENTS: Mapping[str, Any] = {
    "ChecklistChanged": _("Content checklist changed"),
    "SampleDrawn": _("Sample drawn for a coach"),
    "PickPassedOver": _("Drawn scenario left to somebody else"),
    "QualityReviewed": _("Reviewed by the content standard"),
    "QualityReviewWithdrawn": _("Review by the content standard taken back"),
}

# The names of facts in their payloads.
FACTS: Mapping[str, Any] = {
    "coach_id": _("Coach"),
    "pick_id": _("Drawn scenario"),
    "review_id": _("Content review"),
    "sample_id": _("Sample"),
    "scenario_ids": _("Scenarios"),
}

NOTICES: Mapping[str, Any] = {
    "quality_reviewed": _("%(by)s looked at your S-%(no)s by the content standard and wrote to you."),
}

STATES: Mapping[str, Mapping[str, Any]] = {
    "Answer": {
        "yes": _("Met"),
        "no": _("Not met"),
        "not_applicable": _("Does not apply"),
    },
    "PassReason": {
        "conflict": _("I had a hand in it"),
        "unfamiliar": _("I do not know this work"),
        "being_written": _("It is being rewritten"),
    },
}

ERRORS: Mapping[str, Any] = {
    "no_checklist": _("There is no such version of the checklist."),
    "same_checklist": _("Nothing is different from the version in force."),
    "unknown_criterion": _("The list has no such criterion."),
    "criterion_twice": _("There is a criterion of this name already."),
    "weight_range": _("Between 1 and 5, please."),
    "no_pick": _("This is not waiting for you: it is done, was left to somebody else, or is gone."),
    "sample_waits": _("Please look through what was drawn first, or leave it to somebody else."),
    "nothing_to_draw": _("There is nothing to draw: all that you may look at was looked at of late."),
    "own_content": _("You had a hand in this scenario. Leave it to another coach."),
    "checklist_moved": _("The list has changed meanwhile. Look at what is new and send it once more."),
    "pick_moved": _(
        "This scenario was merged meanwhile. Look at the page it is on now and send it once more."
    ),
    "say_how": _("Something is not met: write how to mend it."),
    "no_quality_review": _("There is no such review, or it is not for you."),
    "withdrawn_already": _("It was taken back already."),
}
