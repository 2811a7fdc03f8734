"""The form of a page as it stands: drawn once for all pages, with their texts and addresses stamped in."""

from collections.abc import Hashable, Mapping
from functools import partial
from types import SimpleNamespace as View
from typing import Any

from flask import url_for

from scenariowiki.accounts.rules import Actor
from scenariowiki.kernel.db import AnyRow
from scenariowiki.runtime.session import read
from scenariowiki.scenarios import queries
from scenariowiki.scenarios.queries import Template, catalogue, page
from scenariowiki.scenarios.queries.page import FormTexts
from scenariowiki.scenarios.queries.templates import with_chosen
from scenariowiki.scenarios.rules.states import State
from scenariowiki.web import pages, tickets
from scenariowiki.web.forms import solutions as drafts
from scenariowiki.web.forms.scenarios import ScenarioForm, TemplateForm, join_tags
from scenariowiki.web.pages import mark
from scenariowiki.web.reading import Reader
from scenariowiki.web.views.scenarios import drafts as editing
from scenariowiki.web.views.scenarios.rights import moves_from

Key = tuple[Hashable, ...]


def draw(person: Actor, row: AnyRow) -> bytes:
    """Draw the form of a page; `row` is its page row."""
    template = queries.current_template(read())
    key = editing.surroundings(person, template)
    filling = _filling(person, row, template, key)
    may = may_submit(person, row)
    return pages.render_kept(("edit", may, *key), "scenarios/edit.html", partial(_frame, may=may), filling)


def may_submit(person: Actor, scenario: Any) -> bool:
    """Tell whether its author can hand a text in at once; `scenario` has a state and an author_id."""
    return State.SUBMITTED in moves_from(person, State(scenario.state), scenario.author_id)


def _frame(*, may: bool) -> dict[str, Any]:
    """Give the template marks for all that differs between two pages."""
    form = ScenarioForm(data={name: mark(name) for name in ("tags", "base_seq")})
    return {
        "form": form,
        "situation_html": mark("situation_html"),
        "solutions_html": mark("solutions_html"),
        "urls": _urls(),
        "common_tags": editing.common_tags(),
        "similar": (),
        "hints": (),
        "saved_text": "",
        "once": pages.ONCE,
        "scenario": View(
            title=mark("heading"), **{name: mark(name) for name in ("no", "url", "lang", "seq")}
        ),
        "ticket_html": mark("ticket_html"),
        "working_copy": None,
        "locked": None,
        "may_submit": may,
    }


def _urls() -> View:
    return View(
        autosave=mark("autosave_url"),
        similar=mark("similar_url"),
        preview=url_for("scenarios.preview"),
        suggest_tags=url_for("scenarios.suggest_tags"),
    )


def _filling(person: Actor, row: AnyRow, template: Template, key: Key) -> dict[str, str | bytes]:
    texts, no, reader = page.load_form(read(), row.id), row.no, Reader(locale=person.locale)
    title = texts.snapshot["title"]
    tags = catalogue.tags_of(read(), [row.id]).get(row.id, [])
    similar_url = url_for(".similar", but=no)
    return {
        "no": str(no),
        "seq": str(texts.last_seq),
        "base_seq": str(texts.seq),
        "heading": reader.text(title),
        "lang": reader.lang(title) or "",
        "url": url_for(".show", no=no),
        "autosave_url": url_for(".autosave", no=no),
        "similar_url": similar_url,
        "tags": join_tags([name for _id, name, _labels in tags]),
        "ticket_html": tickets.note().encode(),
        "situation_html": _situation(person, texts, template, key, similar_url),
        "solutions_html": _solutions(texts),
    }


def _situation(person: Actor, texts: FormTexts, template: Template, key: Key, similar_url: str) -> bytes:
    """Draw the first block; pages of one layer and category have theirs in common."""
    snapshot = texts.snapshot
    chosen = {"layer": snapshot["layer"] or "", "category": str(snapshot["category"] or "")}

    def context() -> dict[str, Any]:
        form = ScenarioForm(data={**chosen, "title": mark("title"), "situation": mark("situation")})
        form.category.choices = editing.categories()
        del form.team
        return {"form": form, "fields_html": mark("fields_html"), "urls": _urls()}

    filling = {
        "title": snapshot["title"],
        "situation": snapshot["situation"],
        "similar_url": similar_url,
        "fields_html": _fields(person, snapshot, template),
    }
    return pages.part("scenarios/_situation.html", (*key, *chosen.values()), context, filling)


def _fields(person: Actor, snapshot: Mapping[str, Any], template: Template) -> bytes:
    """Draw the template's fields; a save seldom changes them, and drawing them takes a third of the form."""
    values = {
        path.removeprefix("fields."): value for path, value in snapshot.items() if path.startswith("fields.")
    }
    fields = TemplateForm(with_chosen(read(), template, snapshot), person.locale, None, values)
    return pages.part(
        "scenarios/_fields.html", fields.key, lambda: {"fields": list(fields), "fields_open": False}
    )


def _solutions(texts: FormTexts) -> bytes:
    solutions = [
        drafts.from_snapshot(row.snapshot, solution_id=row.id, seq=row.seq) for row in texts.solutions
    ]
    return pages.part(
        "scenarios/_solutions.html",
        repr(solutions),
        lambda: {"solutions": solutions or [drafts.blank()], "blank": drafts.blank()},
    )
