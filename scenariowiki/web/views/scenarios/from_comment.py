"""What was worked out in a discussion becomes a solution: its form, filled from what somebody said."""

import re

from flask import request, url_for
from flask_babel import gettext as _

from scenariowiki.kernel.db import AnyRow
from scenariowiki.runtime.session import read
from scenariowiki.scenarios.queries.page import PageContent, find_comment
from scenariowiki.scenarios.rules.content import STEPS_MAX
from scenariowiki.web.forms.base import number_or_none
from scenariowiki.web.forms.solutions import SolutionDraft, StepDraft

# How people number what they do: "1. ", "2、", "- ", "（3）".
_NUMBER = re.compile(r"^(?:[-*•]|[(（]?[0-9]{1,2}[.)）、．])\s*")


def fill(draft: SolutionDraft, content: PageContent) -> None:
    """Add what the comment named in the address says, a step a line; whoever said it is named and linked to.

    A draft that has it already is left alone: its author may be about to change it.
    """
    comment_id = number_or_none(request.args.get("comment"))
    row = find_comment(read(), content.row.Scenario.id, comment_id) if comment_id else None
    if row is None:
        return
    url = url_for("scenarios.show", no=content.row.no, _anchor=f"comment-{row.id}")
    if any(f"({url})" in step.text for step in draft.steps):
        return
    lines = [_NUMBER.sub("", line.strip()) for line in row.text.splitlines()]
    steps = [line for line in lines if line] or [""]
    credit = _("As %(name)s said in the discussion", name=_plain(row))
    steps[-1] = f"{steps[-1]}\n\n[{credit}]({url})"
    kept = [step for step in draft.steps if step.text.strip()]
    draft.steps = [*kept, *(StepDraft(text=text) for text in steps)][:STEPS_MAX]


def _plain(row: AnyRow) -> str:
    """Take from a name what would be markup within a link."""
    return re.sub(r"[\[\]\\`*_<>]", "", row.author_name)
