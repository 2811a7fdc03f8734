"""What refusals about feedback and gaps say, and the words for their kinds and states."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _

FEEDBACK: Mapping[str, Any] = {
    "ticket_state": _("This is not possible in its present state. Look at the feedback again."),
}

STATES: Mapping[str, Mapping[str, Any]] = {
    "TicketKind": {
        "wrong": _("Something is wrong"),
        "outdated": _("Out of date"),
        "unclear": _("Not clear"),
        "missing": _("Something is missing"),
        "suggestion": _("A suggestion"),
        "question": _("Ask someone who knows"),
    },
    "Priority": {"normal": _("Normal"), "urgent": _("Urgent")},
    "TargetKind": {"scenario": _("Scenario"), "solution": _("Solution"), "sop": _("SOP")},
    "TicketState": {
        "new": _("Waiting for somebody"),
        "assigned": _("Waiting for an answer"),
        "answered": _("Answered, not rated yet"),
        "rated": _("Rated"),
        "reopened": _("Reopened, waiting for an answer"),
        "closed": _("Closed"),
        "auto_closed": _("Closed unrated"),
        "invalid": _("Set aside"),
        "duplicate": _("Asked before"),
    },
    "AnswerOutcome": {
        "changed": _("Changed"),
        "explained": _("Explained"),
        "declined": _("Declined"),
    },
    "GapState": {
        "wanted": _("Wanted"),
        "taken": _("Being written"),
        "answered": _("Written"),
        "dropped": _("Taken off"),
    },
}
