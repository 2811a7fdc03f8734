"""From Markdown source to the HTML that is stored and shown."""

import re
from collections.abc import Mapping, Sequence
from html import escape
from importlib.metadata import version

from markdown_it.token import Token

from scenariowiki.text import characters
from scenariowiki.text.markdown.parser import TooCostlyError, parse, to_html
from scenariowiki.text.markdown.sanitiser import sanitise

MAX_BYTES = 256 * 1024

# Stored beside the HTML; what another renderer wrote is rendered again. Rules raise the first number.
RENDERER = ";".join(["1", *(f"{name}={version(name)}" for name in ("markdown-it-py", "bleach", "nh3"))])

# An honest page of the largest size stays below; bleach takes its time over each.
_MAX_MARKUP = 50_000
_ONE_PARAGRAPH = re.compile(r"<p>((?:(?!</?p>).)*)</p>\n?", re.DOTALL)
_REFERENCE = re.compile(r'<a\b[^<>]*\bdata-ref="(\d{1,9})"[^<>]*>S-\1</a>')


def is_too_long(source: str) -> bool:
    """Tell whether the source is beyond what is read as Markdown."""
    return len(source) > MAX_BYTES or len(source.encode("utf-8", "replace")) > MAX_BYTES


def render(source: str) -> str:
    """Give safe HTML, never raising: what is too long or too costly comes out as typed.

    Headings start at h3. A reference such as S-218 becomes `<a href="/scenarios/218" data-ref="218">`.
    """
    typed = shown(source)
    tokens = read(typed)
    if tokens is None:
        return _as_typed(typed)
    html = to_html(tokens)
    # Shown once more, because entities such as &#x202e; bring in what the source did not hold.
    return _as_typed(typed) if html.count("<") + html.count("&") > _MAX_MARKUP else shown(sanitise(html))


def render_inline(source: str) -> str:
    """Give what `render` gives, without the paragraph around a text that is a single one."""
    html = render(source)
    single = _ONE_PARAGRAPH.fullmatch(html)
    return single[1] if single else html


def fill_references(html: str, titles: Mapping[int, str]) -> str:
    """Put titles into the references of rendered HTML.

    `titles` holds what this reader may see; any other number stays plain text, whether hidden or unknown.
    """

    def fill(match: re.Match[str]) -> str:
        number = int(match[1])
        if number not in titles:
            return f"S-{number}"
        title = escape(characters.visible(characters.single_line(titles[number])))
        return match.group().replace(f">S-{number}<", f">S-{number} {title}<")

    return _REFERENCE.sub(fill, html)


def read(source: str) -> Sequence[Token] | None:
    """Read the source into tokens; None when that is refused as too long or too costly."""
    if is_too_long(source):
        return None
    try:
        return parse(source)
    except TooCostlyError:
        return None


def shown(text: str) -> str:
    """Show what no text should hold and what turns its direction; leave any other text alone."""
    deceives = characters.problems(text) or characters.has_bidi_controls(text)
    return characters.visible(text) if deceives else text


def _as_typed(source: str) -> str:
    return f"<pre>{escape(source, quote=False)}</pre>\n"
