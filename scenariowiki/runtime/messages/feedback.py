"""What refusals about feedback and gaps say, and the words for their kinds and states."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _

FEEDBACK: Mapping[str, Any] = {
    "no_ticket": _("There is no such feedback, or you may not see it."),
    "own_ticket": _("Nobody deals with their own feedback. Somebody else has to."),
    "not_your_ticket": _("Only who asked says whether the answer helped."),
    "rated_already": _("This answer is rated already."),
    "cannot_answer": _("This person cannot answer it: they asked, have left, or may not read the page."),
    "ticket_set_aside": _("That feedback is set aside itself."),
    "use_told_otherwise": _("You told the contrary of this day and case. Report it in full instead."),
    "use_questioned": _("Your report of this day and case was questioned; it does not count. Ask a curator."),
    "use_stands": _("This can no longer be taken back. Report it in full to correct it, or ask a curator."),
    "no_gap": _("There is no such gap, or too few people looked for it to show it."),
    "gap_state": _("Somebody was quicker: this is no longer possible. Look at the gap again."),
    "no_answer": _("This scenario is not published, or not for everybody who asked; it answers nothing."),
    "no_use": _("There is no such report of yours."),
    "ticket_state": _("This is not possible in its present state. Look at the feedback again."),
}

NOTICES: Mapping[str, Any] = {
    "ticket_waits": _("%(by)s gave feedback on S-%(no)s; nobody is asked yet."),
    "ticket_for_you": _("You are asked about S-%(no)s: feedback F-%(ticket)s."),
    "ticket_answered": _("%(by)s answered your feedback F-%(ticket)s on S-%(no)s. Did it help?"),
    "ticket_answered_here": _("%(by)s answered feedback on S-%(no)s, which you watch."),
    "ticket_rated": _("%(by)s rated your answer to F-%(ticket)s."),
    "ticket_reopened": _("%(by)s asks again about F-%(ticket)s: the answer did not help."),
    "ticket_set_aside": _("%(by)s set your feedback F-%(ticket)s aside."),
    "ticket_asked_before": _("Your feedback F-%(ticket)s was asked before; see the answer there."),
    "ticket_half": _("Half the time for feedback F-%(ticket)s is over."),
    "ticket_overdue": _("Feedback F-%(ticket)s is overdue."),
    "ticket_twice": _("Feedback F-%(ticket)s has waited twice as long as it may."),
    "gap_answered": _("What you were looking for is written: S-%(no)s."),
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
