"""The form of a scenario with all its parts, filled from what was sent, stored or kept."""

import datetime as dt
from collections.abc import Hashable
from dataclasses import dataclass, field, replace
from types import SimpleNamespace as View
from typing import Any
from zoneinfo import ZoneInfo

from flask import flash, render_template, request, url_for
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
from scenariowiki.scenarios.queries.templates import retired_fields, with_chosen
from scenariowiki.scenarios.rules.content import PageInput, ScenarioInput
from scenariowiki.web import taxonomy
from scenariowiki.web.forms import solutions as drafts
from scenariowiki.web.forms.base import number_or_none
from scenariowiki.web.forms.outcomes import OutcomeForm
from scenariowiki.web.forms.scenarios import PREFIX, ScenarioForm, TemplateForm
from scenariowiki.web.forms.solutions import SolutionDraft
from scenariowiki.web.jinja import locale
from scenariowiki.web.views.scenarios import hinting

# What comes with a form but is none of its content.
NOT_CONTENT = frozenset({"csrf_token", "once", "act"})
Data = MultiDict[str, str]
DISTINCT_MOST = 20


@dataclass
class Draft:
    """What is being written."""

    form: ScenarioForm
    fields: TemplateForm
    solutions: list[SolutionDraft]
    outcome: OutcomeForm = field(default_factory=OutcomeForm)

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
        above = [told(label, text) for _id, label, text in self.fields.refuse(error)]
        above += drafts.show_problems(self.solutions, error)
        above += _step_problems(self.solutions)
        self.form.form_errors = [*self.form.form_errors, *above]


def _step_problems(solutions: list[SolutionDraft]) -> list[str]:
    found: list[str] = []
    for number, one in enumerate(solutions, start=1):
        name = _("Solution %(number)s", number=number)
        texts = [text for some in one.errors.values() for text in some]
        texts += [text for step in one.steps for text in step.errors]
        found += [told(name, text) for text in dict.fromkeys(texts)]
    return found


def told(field: str, problem: str) -> str:
    """Name a field and what is wrong with it, for the list above the form."""
    return str(_("%(field)s: %(problem)s", field=field, problem=problem))


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
    chosen = {f"fields.{key}": data.getlist(f"{PREFIX}{key}") for key in typed}
    template = with_chosen(read(), template, chosen)
    return replace(template, fields=(*template.fields, *retired)) if gone else template


def _is_typed(name: str, text: str) -> bool:
    return name.startswith(PREFIX) and bool(text.strip())


def empty(actor: Actor) -> Draft:
    """Make the form of a new scenario."""
    return from_data(actor, MultiDict(), new=True)


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
    fields = list(draft.fields)
    fields_html = _part("_fields", fields=fields, fields_open=any(one.errors for one in fields))
    draft.form.category.choices = categories()
    return {
        "form": draft.form,
        "situation_html": _part("_situation", form=draft.form, fields_html=fields_html, urls=urls),
        "solutions_html": _part("_solutions", solutions=draft.solutions, blank=drafts.blank()),
        "outcome_form": draft.outcome,
        "urls": urls,
        "common_tags": common_tags(),
        "similar": (),
        "hints": hinting.shown(draft.form.title.data, draft.form.situation.data, draft.solutions),
        "saved_text": "",
        **more,
    }


def categories() -> list[tuple[str, str]]:
    """List the choices of a category."""
    return [("", _("Not yet")), *taxonomy.choices(locale())]


def common_tags() -> list[str]:
    """List the tags to offer first."""
    return [tag.name for tag in taxonomy.common_tags()[:8]]


def _part(name: str, **more: Any) -> Markup:
    return Markup(render_template(f"scenarios/{name}.html", **more))  # noqa: S704 - a template has escaped it


def urls(autosave: str, **more: Any) -> View:
    """Name the addresses that the scripts of a form ask."""
    return View(
        autosave=autosave,
        preview=url_for("scenarios.preview"),
        similar=url_for("scenarios.similar", **more),
        suggest_tags=url_for("scenarios.suggest_tags"),
    )


def surroundings(actor: Actor, template: Template) -> tuple[Hashable, ...]:
    """Name what an untouched form shows beside the text it is for."""
    return (actor.locale, template.number, taxonomy.version(), tuple(common_tags()))


def saved_text(copy: WorkingCopy | None) -> str:
    """Say when a working copy was kept."""
    return str(_("Draft saved %(time)s", time=format_time(copy.updated_at, "short"))) if copy else ""


def arrived(person: Actor, autosave: str) -> None:
    """Have the browser forget what it kept of a form, named by where it is autosaved: the server has it."""
    flash(f"{person.id}:{autosave}", "arrived")


def body() -> dict[str, Any]:
    """Return what was sent as the body of a working copy."""
    return {name: values for name, values in request.form.lists() if name not in NOT_CONTENT}


def data_of(copy: WorkingCopy) -> Data:
    """Return a working copy as the form's data."""
    return MultiDict((name, value) for name, values in copy.body.items() for value in values)


def today(actor: Actor) -> dt.date:
    """Return the present day where the actor is."""
    return clock.now().astimezone(ZoneInfo(actor.timezone)).date()
