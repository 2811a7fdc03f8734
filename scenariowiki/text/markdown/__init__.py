"""Markdown: the one way from what people type to HTML that is safe to show."""

from scenariowiki.text.markdown.reading import excerpt, plain, references
from scenariowiki.text.markdown.rendering import (
    MAX_BYTES,
    RENDERER,
    fill_references,
    is_too_long,
    render,
    render_inline,
)

__all__ = [
    "MAX_BYTES",
    "RENDERER",
    "excerpt",
    "fill_references",
    "is_too_long",
    "plain",
    "references",
    "render",
    "render_inline",
]
