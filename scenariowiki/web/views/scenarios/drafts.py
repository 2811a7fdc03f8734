"""The form of a scenario with all its parts, filled from what was sent, stored or kept."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from types import SimpleNamespace as View
from typing import Any
from zoneinfo import ZoneInfo

from flask import render_template, request, url_for
from flask_babel import format_time
from flask_babel import gettext as _
from markupsafe import Markup
from werkzeug.datastructures import MultiDict

from scenariowiki.accounts import queries as accounts
from scenariowiki.accounts.rules import Actor
from scenariowiki.kernel import clock
from scenariowiki.kernel.errors import Invalid
from scenariowiki.runtime.session import read
from scenariowiki.scenarios import queries
from scenariowiki.scenarios.models import WorkingCopy
from scenariowiki.scenarios.queries import Template
from scenariowiki.scenarios.queries.page import PageContent
from scenariowiki.scenarios.queries.templates import retired_fields
from scenariowiki.scenarios.rules.content import PageInput, ScenarioInput
from scenariowiki.web import pages, taxonomy
from scenariowiki.web.forms import solutions as drafts
from scenariowiki.web.forms.base import number_or_none
from scenariowiki.web.forms.outcomes import OutcomeForm
from scenariowiki.web.forms.scenarios import PREFIX, ScenarioForm, TemplateForm, join_tags
from scenariowiki.web.forms.solutions import SolutionDraft
from scenariowiki.web.jinja import locale

# What comes with a form but is none of its content.
NOT_CONTENT = frozenset({"csrf_token", "once", "act"})
Data = MultiDict[str, str]
DISTINCT_MOST = 20


@dataclass
class Draft:
    """What is being written; untouched, it looks the same to everyone who opens it."""

    form: ScenarioForm
    fields: TemplateForm
    solutions: list[SolutionDraft]
    outcome: OutcomeForm = field(default_factory=OutcomeForm)
    untouched: bool = False

    def to_scenario(self) -> ScenarioInput:
        """Leave as the input of a capture."""
        audience, team = self.form.audience()
        seen = (number_or_none(one) for one in request.form.get("seen", "").split(","))
        warned = [one for one in (*seen, *distinct(request.form)) if one is not None]
        return ScenarioInput(
            situation=self.form.to_situation(self.fields.values()),
            solutions=drafts.inputs(self.solutions),
            audience=audience,
            team=team,
            warned_duplicate=warned[0] if warned else None,
            distinct_from=distinct(request.form),
        )

    def to_page(self) -> PageInput:
        """Leave as the input of a save."""
        base_seq: dict[int | None, int] = dict(drafts.base_seqs(self.solutions))
        base = self.form.base()
        return PageInput(
            situation=self.form.to_situation(self.fields.values()),
            solutions=drafts.inputs(self.solutions),
            base_seq=base_seq if base is None else {**base_seq, None: base},
            summary=self.form.summary.data or "",
        )

    def refuse(self, error: Invalid) -> None:
        """Show a refusal at the fields it is about, and in the list above the form."""
        own = {"audience": "team"}
        known = {
            name: code for path, code in error.fields.items() if (name := own.get(path, path)) in self.form
        }
        if known or not error.fields:
            self.form.refuse(Invalid(error.reason, fields=known, **error.facts))
        above = [f"{label}: {text}" for _id, label, text in self.fields.refuse(error)]
        above += drafts.show_problems(self.solutions, error)
        above += _step_problems(self.solutions)
        self.form.form_errors = [*self.form.form_errors, *above]


def _step_problems(solutions: list[SolutionDraft]) -> list[str]:
    found: list[str] = []
    for number, one in enumerate(solutions, start=1):
        name = _("Solution %(number)s", number=number)
        texts = [text for some in one.errors.values() for text in some]
        texts += [text for step in one.steps for text in step.errors]
        found += [f"{name}: {text}" for text in dict.fromkeys(texts)]
    return found


def distinct(data: Data) -> tuple[int, ...]:
    """List the likely duplicates that the author said are not the same."""
    numbers = (number_or_none(value) for value in data.getlist("distinct"))
    return tuple(dict.fromkeys(no for no in numbers if no is not None))[:DISTINCT_MOST]


def sent(actor: Actor, *, new: bool) -> Draft:
    """Read what was sent."""
    return from_data(actor, request.form, new=new)


def from_data(actor: Actor, data: Data, *, new: bool) -> Draft:
    """Read a form's data, sent or kept."""
    form = ScenarioForm(data)
    template = _with_retired(queries.current_template(read()), data, actor.locale)
    draft = Draft(
        form=form,
        fields=TemplateForm(template, actor.locale, data),
        solutions=drafts.read_solutions(data) or ([drafts.blank()] if new else []),
        outcome=OutcomeForm(data, prefix="outcome-"),
    )
    return _with_teams(actor, draft, new=new)


def _with_retired(template: Template, data: Data, locale: str) -> Template:
    """Keep asking for what was typed into a field that the template has lost meanwhile."""
    typed = {name.removeprefix(PREFIX) for name, text in data.items(multi=True) if _is_typed(name, text)}
    gone = typed - {one.key for one in template.fields}
    about = _("The template no longer asks for this; what stands here is kept.")
    retired = (replace(one, help={locale: about}, required=False) for one in retired_fields(read(), gone))
    return replace(template, fields=(*template.fields, *retired)) if gone else template


def _is_typed(name: str, text: str) -> bool:
    return name.startswith(PREFIX) and bool(text.strip())


def empty(actor: Actor) -> Draft:
    """Make the form of a new scenario."""
    return from_data(actor, MultiDict(), new=True)


def stored(actor: Actor, content: PageContent, tags: list[str]) -> Draft:
    """Fill the form from the page as it is."""
    snapshot = content.snapshot
    form = ScenarioForm(
        data={
            "title": snapshot["title"],
            "situation": snapshot["situation"],
            "layer": snapshot["layer"] or "",
            "category": str(snapshot["category"] or ""),
            "tags": join_tags(tags),
            "base_seq": str(content.seq),
        }
    )
    values = {
        path.removeprefix("fields."): value for path, value in snapshot.items() if path.startswith("fields.")
    }
    solutions = [
        drafts.from_snapshot(part.snapshot, solution_id=part.row.id, seq=part.seq)
        for part in content.solutions
        if part.row.state != "archived"
    ]
    template = queries.current_template(read())
    fields = TemplateForm(template, actor.locale, None, values)
    draft = Draft(form=form, fields=fields, solutions=solutions, untouched=True)
    return _with_teams(actor, draft, new=False)


def _with_teams(actor: Actor, draft: Draft, *, new: bool) -> Draft:
    form = draft.form
    teams = own_teams(actor) if new else ()
    if teams:
        only = [(str(id_), _("Only %(team)s", team=name)) for id_, name in teams]
        form.team.choices = [("", _("Everyone signed in")), *only]
    else:
        del form.team
    return draft


def own_teams(actor: Actor) -> tuple[tuple[int, str], ...]:
    """List the teams that the actor is in or leads."""
    own = actor.teams | actor.leads
    if not own:
        return ()
    return tuple((team.id, str(team.name)) for team in accounts.list_teams(read()) if team.id in own)


def context(draft: Draft, urls: View, **more: Any) -> dict[str, Any]:
    """Give the templates of the form what both of them draw."""
    draft.form.category.choices = [("", _("Not yet")), *taxonomy.choices(locale())]
    return {
        "form": draft.form,
        "fields_html": _fields(draft),
        "solutions_html": _solutions(draft),
        "outcome_form": draft.outcome,
        "urls": urls,
        "common_tags": [tag.name for tag in taxonomy.common_tags()[:8]],
        "similar": (),
        "saved_text": "",
        **more,
    }


def _fields(draft: Draft) -> Markup:
    """Draw the template's fields; a save seldom changes them, and drawing them takes a third of the form."""

    def context() -> dict[str, Any]:
        fields = list(draft.fields)
        return {"fields": fields, "fields_open": any(one.errors for one in fields)}

    return _part("scenarios/_fields.html", draft.fields.key if draft.untouched else None, context)


def _solutions(draft: Draft) -> Markup:
    key = repr(draft.solutions) if draft.untouched else None
    return _part(
        "scenarios/_solutions.html", key, lambda: {"solutions": draft.solutions, "blank": drafts.blank()}
    )


def _part(template: str, key: Any, context: Callable[[], dict[str, Any]]) -> Markup:
    if key is not None:
        return pages.part(template, key, context)
    return Markup(render_template(template, **context()))  # noqa: S704 - a template has escaped it


def urls(autosave: str, **more: Any) -> View:
    """Name the addresses that the scripts of a form ask."""
    return View(
        autosave=autosave,
        preview=url_for("scenarios.preview"),
        similar=url_for("scenarios.similar", **more),
        suggest_tags=url_for("scenarios.suggest_tags"),
    )


def surroundings(actor: Actor) -> tuple[Any, ...]:
    """Name what an untouched form shows beside the text it is for."""
    tags = tuple(tag.name for tag in taxonomy.common_tags())
    return (actor.locale, queries.current_template(read()).number, taxonomy.version(), tags)


def saved_text(copy: WorkingCopy | None) -> str:
    """Say when a working copy was kept."""
    return str(_("Draft saved %(time)s", time=format_time(copy.updated_at, "short"))) if copy else ""


def body() -> dict[str, Any]:
    """Return what was sent as the body of a working copy."""
    return {name: values for name, values in request.form.lists() if name not in NOT_CONTENT}


def data_of(copy: WorkingCopy) -> Data:
    """Return a working copy as the form's data."""
    return MultiDict((name, value) for name, values in copy.body.items() for value in values)


def today(actor: Actor) -> dt.date:
    """Return the present day where the actor is."""
    return clock.now().astimezone(ZoneInfo(actor.timezone)).date()
