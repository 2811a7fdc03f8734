"""The Markdown we read: CommonMark without HTML, plus tables, strikethrough and task lists."""

from collections.abc import Iterable, MutableMapping, Sequence
from itertools import accumulate
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from scenariowiki.text.markdown import links, marks

_MAX_NESTING = 20
# Counted instead of timed, so that one source always renders alike. An ordinary page of 256 kB stays below.
_MAX_STEPS = 40_000
_STEPS = "steps"


class TooCostlyError(Exception):
    """Parsing this source would take too long."""


def parse(source: str) -> list[Token]:
    """Read the source into tokens; raises `TooCostlyError`."""
    tokens = _PARSER.parse(source, {_STEPS: 0})
    if any(_depth(token.children or ()) > _MAX_NESTING for token in tokens):
        raise TooCostlyError
    return tokens


def to_html(tokens: Sequence[Token]) -> str:
    """Write the tokens as HTML that is still to be sanitised."""
    html: str = _PARSER.renderer.render(tokens, _PARSER.options, {})
    return html


def _depth(children: Iterable[Token]) -> int:
    return max(accumulate(token.nesting for token in children), default=0)


def _build_parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "breaks": True, "maxNesting": _MAX_NESTING})
    parser.enable(["table", "strikethrough"])
    parser.validateLink = links.is_allowed  # type: ignore[assignment, method-assign]  # its seam
    parser.block.ruler.before("table", "budget", _count_block, {"alt": []})
    parser.inline.ruler.before("text", "budget", _count_inline)
    for rule in (
        marks.demote_headings,
        marks.mark_tasks,
        marks.align_cells,
        marks.secure_links,
        marks.link_references,
    ):
        parser.core.ruler.push(rule.__name__, rule)
    return parser


def _count_block(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: ARG001, FBT001 - its shape
    _count(state.env)
    return False


def _count_inline(state: StateInline, silent: bool) -> bool:  # noqa: ARG001, FBT001 - the library's shape
    _count(state.env)
    return False


def _count(env: MutableMapping[str, Any]) -> None:
    env[_STEPS] += 1
    if env[_STEPS] > _MAX_STEPS:
        raise TooCostlyError


_PARSER = _build_parser()
