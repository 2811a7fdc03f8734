"""Icons drawn into the page: one cached inline SVG per Lucide name."""

import re
from functools import cache, lru_cache

import lucide
from markupsafe import Markup

_DRAWING = re.compile(r"<svg[^>]*>(.*)</svg>", re.DOTALL)
_GAPS = re.compile(r"\s*/>\s*")


@lru_cache(maxsize=1024)
def icon(name: str, label: str | None = None) -> Markup:
    """Draw one Lucide icon; without a label it is decoration and hidden from screen readers.

    An unknown name raises LookupError: a missing picture should be seen in tests, not by people.
    """
    if label is None:
        return Markup('<svg class="i" viewBox="0 0 24 24" aria-hidden="true">{}</svg>').format(_drawing(name))
    return Markup('<svg class="i" viewBox="0 0 24 24" role="img" aria-label="{}">{}</svg>').format(
        label, _drawing(name)
    )


@cache
def _drawing(name: str) -> Markup:
    svg = lucide.lucide_icon(name)
    found = _DRAWING.search(svg)
    if found is None or svg.startswith("<!--"):
        raise LookupError(name)
    return Markup(_GAPS.sub("/>", found[1].strip()))  # noqa: S704 - drawings of a pinned package, not of a person
