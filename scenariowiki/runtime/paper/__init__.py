"""PDFs from simple blocks, written without a font file on the server.

The library that draws them takes 18 MB and a quarter of a second: it is loaded with the first paper.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib import import_module


@dataclass(frozen=True, kw_only=True)
class Title:
    """A heading; level 1 is the paper's own."""

    text: str
    level: int = 1
    is_centred: bool = False


@dataclass(frozen=True, kw_only=True)
class Lines:
    """Paragraphs, one under the other."""

    texts: Sequence[str]
    is_small: bool = False
    is_centred: bool = False


@dataclass(frozen=True, kw_only=True)
class Table:
    """Rows under heads; `widths` are shares of the page, `numbers` the columns that stand to the right.

    `links` are where the first cell of each row leads, empty where it leads nowhere.
    """

    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    widths: Sequence[float] = ()
    numbers: frozenset[int] = field(default_factory=frozenset)
    links: Sequence[str] = ()


Block = Title | Lines | Table


@dataclass(frozen=True, kw_only=True)
class Paper:
    """What is to be printed: blocks in order, the footer's words beside its page numbers."""

    title: str
    blocks: Sequence[Block]
    footer: str
    language: str


def write(paper: Paper) -> bytes:
    """Return the paper as a PDF on A4 pages; the same paper gives the same bytes."""
    drawing = import_module("scenariowiki.runtime.paper.drawing")
    written: bytes = drawing.draw(paper)
    return written
