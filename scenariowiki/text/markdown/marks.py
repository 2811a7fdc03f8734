"""What we change in the tokens: headings, tasks, cells, links and references to scenarios."""

import re
from collections.abc import Iterator

from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from scenariowiki.text.markdown import links

# Han characters may touch a reference, letters and digits may not; full-width forms are typed too.
_REFERENCE = re.compile(r"(?<![\dA-Za-z_－-])[SＳ][-－]([1-9１-９][\d]{0,8})(?![\dA-Za-z_])")
_TASK = re.compile(r"\[([ xX])\][ \t]+")
_OUTSIDE_REL = "noopener noreferrer nofollow"
_DEMOTED_BY = 2


def demote_headings(state: StateCore) -> None:
    """Put the text's headings below the page's own h1 and h2."""
    for token in state.tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(int(token.tag[1]) + _DEMOTED_BY, 6)}"


def mark_tasks(state: StateCore) -> None:
    """Show `[ ]` and `[x]` at the start of a list item as boxes; characters need no form control."""
    for item, paragraph, inline in zip(state.tokens, state.tokens[1:], state.tokens[2:], strict=False):
        if item.type != "list_item_open" or paragraph.type != "paragraph_open" or not inline.children:
            continue
        first = inline.children[0]
        task = _TASK.match(first.content) if first.type == "text" else None
        if task:
            first.content = ("☐ " if task[1] == " " else "☑ ") + first.content[task.end() :]


def align_cells(state: StateCore) -> None:
    """Say a cell's alignment by attribute, since styles are not let through."""
    for token in state.tokens:
        style = str(token.attrs.pop("style", "")) if token.type in {"th_open", "td_open"} else ""
        if style:
            token.attrs["align"] = style.removeprefix("text-align:")


def secure_links(state: StateCore) -> None:
    """Cut the ties to outside pages; outside images become links, so no reader's address leaks."""
    for inline in _inlines(state):
        inline.children = [other for token in inline.children or [] for other in _secured(token)]


def _secured(token: Token) -> list[Token]:
    if token.type == "image" and not links.is_inside(str(token.attrs["src"])):
        return _link(str(token.attrs["src"]), token.content or str(token.attrs["src"]))
    if token.type == "link_open" and links.is_outside(str(token.attrs["href"])):
        token.attrs["rel"] = _OUTSIDE_REL
    return [token]


def link_references(state: StateCore) -> None:
    """Make S-218 in text, but not in links or code, a link to that scenario."""
    for inline in _inlines(state):
        inline.children = list(_with_references(inline.children or []))


def _with_references(children: list[Token]) -> Iterator[Token]:
    depth = 0
    for token in children:
        depth += token.nesting if token.type in {"link_open", "link_close"} else 0
        if token.type == "text" and not depth:
            yield from _split_at_references(token.content)
        else:
            yield token


def _split_at_references(text: str) -> Iterator[Token]:
    shown_to = 0
    for match in _REFERENCE.finditer(text):
        if match.start() > shown_to:
            yield _text(text[shown_to : match.start()])
        number = str(int(match[1]))
        yield from _link(f"/scenarios/{number}", f"S-{number}", {"data-ref": number})
        shown_to = match.end()
    if shown_to < len(text):
        yield _text(text[shown_to:])


def _link(href: str, text: str, attrs: dict[str, str] | None = None) -> list[Token]:
    rel = {"rel": _OUTSIDE_REL} if links.is_outside(href) else {}
    opening = Token("link_open", "a", 1, attrs={"href": href, **rel, **(attrs or {})})
    return [opening, _text(text), Token("link_close", "a", -1)]


def _text(content: str) -> Token:
    return Token("text", "", 0, content=content)


def _inlines(state: StateCore) -> Iterator[Token]:
    return (token for token in state.tokens if token.type == "inline")
