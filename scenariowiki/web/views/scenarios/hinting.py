"""Hints on wording beside the forms of a scenario: shown while one types, in nobody's way."""

from collections.abc import Iterator, Sequence
from types import SimpleNamespace as View

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from scenariowiki.runtime.messages import word_for
from scenariowiki.scenarios.rules import writing
from scenariowiki.scenarios.rules.content import TEXT_MAX, TITLE_MAX
from scenariowiki.scenarios.rules.writing import Passage
from scenariowiki.web import limits
from scenariowiki.web.forms import solutions as forms
from scenariowiki.web.forms.solutions import SolutionDraft
from scenariowiki.web.views.scenarios.blueprint import bp

# The button for those without script: the form comes back with its hints, nothing is saved.
ACT = "hints"

Named = tuple[str, Passage]


@bp.post("/scenarios/hints")
@limits.typing
def hints() -> ResponseReturnValue:
    """Give hints on what is being typed as a fragment; nothing is kept."""
    title, situation = request.form.get("title", ""), request.form.get("situation", "")
    found = shown(title, situation, forms.read_solutions(request.form))
    return render_template("scenarios/_hints.html", hints=found)


def shown(title: str | None, situation: str | None, solutions: Sequence[SolutionDraft]) -> list[View]:
    """Draw the hints on a form's texts, each leading to its field."""
    named = [
        (_("Title"), Passage(place="title", text=(title or "")[:TITLE_MAX])),
        (_("Situation"), Passage(place="situation", text=(situation or "")[:TEXT_MAX])),
    ]
    for number, one in enumerate(solutions):
        named += _of_solution(number, one)
    names = {passage.place: name for name, passage in named}
    return [
        View(url=f"#{one.place}", where=names[one.place], about=word_for(one.flaw), words=one.words)
        for one in writing.hints(passage for _name, passage in named)
    ]


def _of_solution(number: int, solution: SolutionDraft) -> Iterator[Named]:
    place, name = f"solutions-{number}", _("Solution %(number)s", number=number + 1)
    for at, step in enumerate(solution.steps):
        label = _("%(solution)s, step %(number)s", solution=name, number=at + 1)
        yield label, Passage(place=f"{place}-steps-{at}-text", text=step.text[:TEXT_MAX], instructs=True)
    for field in forms.TEXTS:
        yield name, Passage(place=f"{place}-{field}", text=getattr(solution, field)[:TEXT_MAX])
