"""Where text is kept, what belongs together, and where a text stands."""

from scenariowiki.redaction.queries.belonging import Group, group_of
from scenariowiki.redaction.queries.finding import Found, Hit, Span, find_text, span_of

__all__ = ["Found", "Group", "Hit", "Span", "find_text", "group_of", "span_of"]
