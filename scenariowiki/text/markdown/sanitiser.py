"""The walls behind the parser: bleach first, nh3 last."""

import re

import bleach
import nh3

from scenariowiki.text.markdown import links

_ATTRIBUTES: dict[str, set[str]] = {
    "a": {"href", "title", "rel", "data-ref"},
    "img": {"src", "alt", "title"},
    "code": {"class"},
    "ol": {"start"},
    "th": {"align"},
    "td": {"align"},
}
_TAGS = {
    *("p", "br", "hr", "h3", "h4", "h5", "h6", "blockquote", "pre", "code", "em", "strong", "s"),
    *("ul", "ol", "li", "table", "thead", "tbody", "tr", "th", "td", "a", "img"),
}
_SCHEMES = {"http", "https", "mailto", "tel"}
_VALUES = {
    "class": re.compile(r"language-[\w.+#-]{1,30}"),
    "data-ref": re.compile(r"[0-9]{1,9}"),
    "start": re.compile(r"[0-9]{1,9}"),
    "align": re.compile("left|center|right"),
    "rel": re.compile("noopener noreferrer nofollow"),
}


def sanitise(html: str) -> str:
    """Let only known tags, attributes and values through; sanitising twice changes nothing."""
    # bleach is the owner's wish but at its end of life, so its word is never the last.
    bleached = bleach.clean(
        html,
        tags=frozenset(_TAGS),
        attributes={tag: sorted(names) for tag, names in _ATTRIBUTES.items()},
        protocols=frozenset(_SCHEMES),
        strip=True,
    )
    # A carriage return written as an entity would be read as a line feed the next time.
    return re.sub("\r\n?", "\n", _WALL.clean(bleached))


def _value(_tag: str, name: str, value: str) -> str | None:
    if name in {"href", "src"}:
        allowed = links.is_inside(value) if name == "src" else links.is_allowed(value)
    else:
        allowed = name not in _VALUES or _VALUES[name].fullmatch(value) is not None
    return value if allowed else None


_WALL = nh3.Cleaner(
    tags=_TAGS,
    attributes=_ATTRIBUTES,
    attribute_filter=_value,
    url_schemes=_SCHEMES,
    link_rel=None,
)
