"""Icons drawn into the page: one cached inline SVG per Lucide name."""

import re
from functools import cache, lru_cache

import lucide
from markupsafe import Markup

_DRAWING = re.compile(r"<svg[^>]*>(.*)</svg>", re.DOTALL)
_EVERY = (
    "SELECT alias, svg FROM icon_aliases JOIN icons USING (name) WHERE NOT deprecated "
    "UNION ALL SELECT name, svg FROM icons"
)
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
def drawings() -> dict[str, str]:
    """Read all drawings of the package into memory, before workers are forked: one MiB that they share.

    Read one by one, a drawing that could not be read at that moment would be missing for as long as the
    process lives: the package answers with a placeholder then, and remembers it.
    """
    with lucide.get_db_connection() as connection:
        assert connection is not None  # noqa: S101 - the file belongs to the package
        return dict(connection.execute(_EVERY).fetchall())


@cache
def _drawing(name: str) -> Markup:
    found = _DRAWING.search(drawings().get(name, ""))
    if found is None:
        raise LookupError(name)
    return Markup(_GAPS.sub("/>", found[1].strip()))  # noqa: S704 - drawings of a pinned package, not of a person
