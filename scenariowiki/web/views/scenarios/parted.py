"""A solution edited on a page that it left meanwhile: a merge was undone, or it was given to the other side.

What was typed of it waits in its own form where it is now (U12, M24): neither dropped nor applied by itself.
"""

from typing import Any

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from scenariowiki.accounts.rules import Actor
from scenariowiki.kernel.errors import NotFound
from scenariowiki.runtime.session import read, write
from scenariowiki.scenarios.commands import personal
from scenariowiki.scenarios.queries import parts
from scenariowiki.web.forms.solutions import SolutionDraft, fields_of
from scenariowiki.web.views.scenarios import conflict, moved
from scenariowiki.web.views.scenarios.drafts import Draft

Away = list[tuple[SolutionDraft, int]]


def home_of(person: Actor, no: int, solution_id: int | None) -> int | None:
    """Return the number of the page that a solution is on now; None for this one, and what is not theirs."""
    try:
        _solution, scenario = parts.get_solution(read(), person, solution_id or 0)
    except NotFound:
        return None
    return None if scenario.no == no else scenario.no


def take_out(person: Actor, no: int, draft: Draft) -> Away:
    """Take those solutions out of what was typed that are on other pages now; return the changed ones."""
    found = [(one, home_of(person, no, int(one.id or 0))) for one in draft.solutions]
    draft.solutions = [one for one, home in found if home is None]
    away = [(one, home) for one, home in found if home is not None]
    return [pair for pair in away if not moved.is_unchanged(pair[0].to_input(), int(pair[0].base_seq or 0))]


def keep(person: Actor, away: Away) -> None:
    """Keep what was typed of solutions for the forms that they have now."""
    for one, home in away:
        _keep(person, home, int(one.id), fields_of(one))


def carry(person: Actor, no: int, solution_id: int | None) -> ResponseReturnValue | None:
    """Keep what was sent of one solution for the form it has now, and lead there; None where it is here."""
    home = home_of(person, no, solution_id)
    if home is None or solution_id is None:
        return None
    _keep(person, home, solution_id, conflict.typed())
    return lead_home(home, solution_id)


def _keep(person: Actor, no: int, solution_id: int, body: dict[str, Any]) -> None:
    with write() as uow:
        personal.keep_working_copy(uow, person, f"solution:{no}:{solution_id}", body)


def lead_home(no: int, solution_id: int) -> ResponseReturnValue:
    """Lead to the form that a solution has now, where what was typed of it is filled in."""
    text = _("This solution is on S-%(no)s now. What you typed of it is here; look at it and save it.", no=no)
    flash(text, "info")
    return redirect(url_for(".solution", no=no, solution_id=solution_id), 303)
