"""What masking text says: its refusals, and what each table is to whoever masks."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _

ERRORS: Mapping[str, Any] = {
    "text_too_short": _("At least two characters, or far too much would be masked."),
    "text_not_found": _("This text stands nowhere here. Check how it is written."),
    "stale_mask": _("Something has changed since you looked. Check the places once more, then confirm."),
}

EVENTS: Mapping[str, Any] = {"TextMasked": _("Text masked")}

FACTS: Mapping[str, Any] = {
    "rows": _("Rows changed"),
    "tag_ids": _("Tags"),
}

PLACES: Mapping[str, Any] = {
    "revision": _("Situations and solutions, all revisions"),
    "scenario": _("Origin and number in another system"),
    "comment": _("Discussion"),
    "outcome": _("Outcomes"),
    "reuse": _("Uses of solutions"),
    "feedback_ticket": _("Feedback"),
    "ticket_answer": _("Answers to feedback"),
    "sop": _("Titles and notes of SOPs"),
    "sop_version": _("Versions of SOPs"),
    "sop_approval": _("Approvals of SOPs"),
    "page_review": _("Reviews of pages"),
    "review_note": _("Notes of reviews"),
    "quality_review": _("Coaches' notes"),
    "kudos": _("Thanks"),
    "queue_item": _("Decisions in the queue"),
    "merge_op": _("Notes of merges"),
    "tag": _("Tags"),
    "tag_alias": _("Other names of tags"),
    "working_copy": _("Unsaved text of people"),
    "search_log": _("Words that were searched for"),
    "gap": _("Wanted board"),
    "gap_saying": _("Words of the wanted board"),
    "gap_request": _("Requests on the wanted board"),
    "points_grant": _("Points given by hand"),
    "redemption": _("Redemptions"),
    "redemption_step": _("Steps of redemptions"),
    "stock_change": _("Changes of stock"),
    "job_run": _("Errors of scheduled work"),
    "outbox": _("Errors of waiting work"),
    "request_key": _("Answers kept for programs"),
    "import_job": _("Lists of imports"),
}
