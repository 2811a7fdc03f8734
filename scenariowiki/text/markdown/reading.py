"""What a Markdown source says, without its markup: for search, excerpts and references."""

import re
from collections.abc import Iterator, Sequence

from markdown_it.token import Token

from scenariowiki.text import characters
from scenariowiki.text.markdown.rendering import read, shown

# Markup takes room: so much of the source is read for each character of an excerpt.
_SOURCE_PER_CHARACTER = 4
_SOURCE_AT_LEAST = 500
# Most texts name nothing and need not be parsed for it; entities and escapes may hide a name.
_MAY_REFER = re.compile(r"[SＳ][-－][1-9１-９]|[&\\]")
# Whatever begins markup, or is written otherwise than it was typed; most prose has none of it.
_MAY_MEAN = re.compile(r"[*_`\[\]<>&~|\\#\t\r\x00]|[SＳ][-－]|^ *(?:[-+=:]|\d+[.)]|    )|  $", re.MULTILINE)


def plain(source: str) -> str:
    """Give the text a reader sees, block by block on lines of their own; addresses are dropped."""
    if not _MAY_MEAN.search(source):
        return shown(_prose(source))
    tokens = read(source)
    return shown(source if tokens is None else "\n".join(line for line in _lines(tokens) if line))


def excerpt(source: str, length: int) -> str:
    """Give the beginning of the plain text on one line, at most `length` characters as a reader counts."""
    beginning = source[: max(_SOURCE_AT_LEAST, length * _SOURCE_PER_CHARACTER)]
    text = characters.single_line(plain(beginning))
    cut = characters.first_graphemes(text, length)
    if cut == text and len(beginning) == len(source):
        return text
    return characters.first_graphemes(text, length - 1).rstrip() + "…"


def references(source: str) -> tuple[int, ...]:
    """List the numbers of the scenarios that the source names, each once, as they come."""
    if not _MAY_REFER.search(source):
        return ()
    tokens = read(source) or ()
    children = (child for token in tokens for child in token.children or ())
    numbers = (int(str(child.attrs["data-ref"])) for child in children if "data-ref" in child.attrs)
    return tuple(dict.fromkeys(numbers))


def _prose(source: str) -> str:
    """Lay out a text without markup as its paragraphs would be."""
    blocks: list[list[str]] = [[]]
    for line in source.split("\n"):
        blocks[-1].append(line.strip(" "))
        if not blocks[-1][-1]:
            blocks.append([])
    return "\n".join(text for block in blocks if (text := "\n".join(block).strip()))


def _lines(tokens: Sequence[Token]) -> Iterator[str]:
    for token in tokens:
        if token.type == "inline":
            yield "".join(_said(child) for child in token.children or ()).strip()
        elif token.type in {"fence", "code_block"}:
            yield token.content.strip("\n")


def _said(token: Token) -> str:
    if token.type in {"softbreak", "hardbreak"}:
        return "\n"
    return token.content
