"""Long texts of a snapshot as HTML: stored at save, made anew when the renderer has changed."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from scenariowiki.scenarios.queries.templates import Template
from scenariowiki.scenarios.rules import content
from scenariowiki.scenarios.rules.template import FieldKind
from scenariowiki.text import markdown

_REFERENCE = re.compile(r'data-ref="?(\d{1,9})')


def html_of(
    renderer: str | None,
    html: Mapping[str, str] | None,
    snapshot: Mapping[str, Any],
    template: Template | None,
) -> Mapping[str, str]:
    """Return the stored HTML; rendered anew, unstored, when another renderer made it."""
    if html is not None and renderer == markdown.RENDERER:
        return html
    return render(snapshot, template)


def render(snapshot: Mapping[str, Any], template: Template | None) -> dict[str, str]:
    """Render a snapshot's long texts, by path."""
    long = {"situation", "preconditions", "early_warning", "expected_effect"}
    if template is not None:
        long |= {f"fields.{one.key}" for one in template.fields if one.kind is FieldKind.LONG_TEXT}
    return {
        path: markdown.render(text)
        for path, text in content.texts(snapshot)
        if path in long or path.startswith("steps.")
    }


def references(htmls: Iterable[Mapping[str, str]]) -> set[int]:
    """Gather the numbers that rendered texts link to."""
    return {int(no) for html in htmls for text in html.values() for no in _REFERENCE.findall(text)}
