"""What notices say, and the words of how they come.

`no` is the scenario they lead to, `other` the merged one, `by` who did it.
"""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _

from scenariowiki.runtime.messages import feedback, quality, rewards, sops

NOTICES: Mapping[str, Any] = {
    "yours_merged": _("%(by)s merged your scenario S-%(other)s into S-%(no)s."),
    "your_solution_merged": _("%(by)s merged your solution with another one of S-%(no)s."),
    "merged": _("%(by)s merged S-%(other)s into S-%(no)s."),
    "yours_unmerged": _("%(by)s undid the merge of S-%(other)s into S-%(no)s."),
    "your_solution_unmerged": _("%(by)s undid a merge of solutions of S-%(no)s."),
    "decision_undone": _("%(by)s undid a merge that you had decided: S-%(other)s into S-%(no)s."),
    "unmerged": _("%(by)s undid the merge of S-%(other)s into S-%(no)s."),
    "objected": _("%(by)s objects to the merge of S-%(other)s into S-%(no)s; it waits in the queue."),
    "objection_refused": _("The merge you objected to stays: S-%(no)s."),
    "published": _("Your scenario S-%(no)s is published."),
    "sent_back": _("Your scenario S-%(no)s needs work; see the discussion."),
    "rejected": _("Your scenario S-%(no)s was rejected."),
    "solution_published": _("Your solution of S-%(no)s is published."),
    "solution_sent_back": _("Your solution of S-%(no)s needs work; see the discussion."),
    "solution_rejected": _("Your solution of S-%(no)s was rejected."),
    "edit_accepted": _("Your edit of S-%(no)s is taken."),
    "overridden": _("%(by)s decided about S-%(no)s despite a conflict of interest."),
    "edit_rejected": _("Your edit of S-%(no)s was not taken."),
    "page_edited": _("%(by)s edited S-%(no)s."),
    "page_edited_again": _("S-%(no)s was edited %(edits)s times, by %(by)s last."),
    "page_outcomes": _("S-%(no)s has new outcomes: %(outcomes)s."),
    "page_published": _("S-%(no)s is published; you watch it or a tag of it."),
    "page_solution": _("S-%(no)s has a new solution."),
    "mail_refused": _(
        "The mail server does not take your address; no mail comes until you give another one."
    ),
    **rewards.NOTICES,
    **feedback.NOTICES,
    **sops.NOTICES,
    **quality.NOTICES,
}


STATES: Mapping[str, Mapping[str, Any]] = {
    "Topic": {
        "to_answer": _("Feedback I am to answer, and when it is late"),
        "answers": _("Answers to what I asked"),
        "sops": _("SOPs I am to read or to stop following"),
        "sop_work": _("SOPs I am to approve, revise or review"),
        "own_texts": _("Decisions about what I wrote"),
        "merges": _("Merges of what I wrote"),
        "curation": _("Objections and decisions that curators look into"),
        "watched": _("Pages and tags I watch"),
        "rewards": _("Rewards, points and thanks"),
        "other": _("Everything else"),
    },
    "Way": {
        "now": _("Inbox, and a mail at once"),
        "digest": _("Inbox, and the daily mail"),
        "inbox": _("Inbox alone"),
        "never": _("Not at all"),
    },
}

ERRORS: Mapping[str, Any] = {
    "no_mail_address": _("This is no mail address."),
    "mail_off": _("This instance sends no mail; notices are in the inbox."),
    "code_just_sent": _("A code was sent a moment ago. Please wait a minute before you ask for another."),
    "code_wrong": _("This is not the code. Please look at the newest mail."),
    "code_over": _("This code is no longer good. Please ask for a new one."),
    "both_hours": _("Please give both, or neither."),
}


def text_of_notice(kind: str, facts: Mapping[str, Any]) -> str:
    """Return what a notice says; a kind that this version does not know stays silent."""
    return str(NOTICES[kind]) % facts if kind in NOTICES else ""
