"""Stored scenarios as the templates draw them: in the reader's script, with labels in their language."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from types import SimpleNamespace as View
from typing import Any

from flask import url_for
from flask_babel import format_date, format_decimal
from markupsafe import Markup

from scenariowiki.scenarios.queries import Template
from scenariowiki.scenarios.rules.content import solution_title
from scenariowiki.scenarios.rules.template import Field, FieldKind, localised
from scenariowiki.text import markdown
from scenariowiki.web import taxonomy
from scenariowiki.web.reading import Reader

SEPARATOR = "、"
TagRow = tuple[int, str, Mapping[str, str]]


def facts(
    snapshot: Mapping[str, Any], html: Mapping[str, str], template: Template, reader: Reader
) -> list[tuple[str, Any, str | None]]:
    """List the template's values as (label, value, language), in the template's order."""
    found: list[tuple[str, Any, str | None]] = []
    for one in template.fields:
        value = snapshot.get(f"fields.{one.key}")
        if value not in (None, "", []):
            found.append((one.label(reader.locale), *_value(one, value, html, reader)))
    return found


def _value(one: Field, value: Any, html: Mapping[str, str], reader: Reader) -> tuple[Any, str | None]:
    path = f"fields.{one.key}"
    if one.kind is FieldKind.LONG_TEXT and path in html:
        return reader.html(html[path]), reader.lang(value)
    return shown_value(one, value, reader)


def shown_value(one: Field, value: Any, reader: Reader) -> tuple[str, str | None]:
    """Show a template value in words, with the language of what a person typed."""
    if one.kind in {FieldKind.CHOICE, FieldKind.MULTI_CHOICE}:
        keys = value if isinstance(value, list) else [value]
        return SEPARATOR.join(one.choice_label(str(key), reader.locale) for key in keys), None
    if one.kind is FieldKind.NUMBER and isinstance(value, int | float):
        return str(format_decimal(value)), None
    if one.kind is FieldKind.DATE:
        return day(str(value)), None
    return reader.text(str(value)), reader.lang(str(value))


def day(text: str) -> str:
    """Show a stored date as the reader's language writes it."""
    try:
        return str(format_date(dt.date.fromisoformat(text)))
    except ValueError:
        return text


def tags(rows: Iterable[TagRow], reader: Reader) -> list[tuple[str, str]]:
    """List tags as (name, address)."""
    return [(tag_name(name, labels, reader), taxonomy.tag_url(id_)) for id_, name, labels in rows]


def tag_name(name: str, labels: Mapping[str, str], reader: Reader) -> str:
    """Name a tag in the reader's language, or as it was made."""
    return localised(labels, reader.locale) if labels.get(reader.locale) else reader.text(name)


def steps(snapshot: Mapping[str, Any], html: Mapping[str, str], reader: Reader) -> list[Markup]:
    """List a solution's steps as HTML."""
    return [reader.html(html.get(f"steps.{step['key']}", "")) for step in snapshot["steps"]]


def solution(
    number: int,
    snapshot: Mapping[str, Any],
    html: Mapping[str, str],
    titles: Mapping[int, str],
    reader: Reader,
) -> View:
    """Show a solution's text; whoever calls adds its author, state and evidence."""
    filled = {path: markdown.fill_references(text, titles) for path, text in html.items()}
    sample = "\n".join([*(step["text"] for step in snapshot["steps"]), snapshot["expected_effect"]])
    return View(
        number=number,
        anchor=f"solution-{number}",
        title=reader.text(solution_title(snapshot)) if snapshot["title"] else "",
        lang=reader.lang(sample),
        steps=steps(snapshot, filled, reader),
        preconditions_html=_long(filled, "preconditions", reader),
        early_warning_html=_long(filled, "early_warning", reader),
        expected_effect_html=_long(filled, "expected_effect", reader),
    )


def _long(html: Mapping[str, str], path: str, reader: Reader) -> Markup | None:
    return reader.html(html[path]) if html.get(path) else None


def links(rows: Sequence[tuple[int, str]], reader: Reader) -> list[tuple[str, str, str]]:
    """List scenarios as (title, address, language)."""
    return [(reader.text(title), url_for("scenarios.show", no=no), reader.lang(title)) for no, title in rows]


def head(no: int, title: str, reader: Reader, category_id: int | None = None, **more: Any) -> View:
    """Show what every page around a scenario says of it: number, title, address, place."""
    return View(
        no=no,
        title=reader.text(title),
        lang=reader.lang(title),
        url=url_for("scenarios.show", no=no),
        history_url=url_for("scenarios.history", no=no),
        category=taxonomy.breadcrumbs(category_id, reader.locale),
        **more,
    )
