"""The drawing of papers, with the fonts that every PDF reader brings for Chinese."""

import io
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from reportlab.lib import colors
from reportlab.lib.enums import TA_CENTER, TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Spacer
from reportlab.platypus import Table as Grid

from scenariowiki.runtime.paper import Block, Lines, Paper, Table, Title

FONTS = {"zh_Hant": "MSung-Light"}
FONT = "STSong-Light"
MARGIN = 20 * mm
WIDTH = A4[0] - 2 * MARGIN
CELL_CUT = 600
TEXT_CUT = 20_000
UNKNOWN = "\N{WHITE SQUARE}"  # the fonts know the basic plane alone: no emoji
LAST_OF_PLANE = 0xFFFF
INK, SOFT, RULE = colors.HexColor("#15222b"), colors.HexColor("#5b6b76"), colors.HexColor("#cdd6dc")


def draw(paper: Paper) -> bytes:
    """Return the PDF of a paper."""
    font = FONTS.get(paper.language, FONT)
    if font not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(UnicodeCIDFont(font))
    file = io.BytesIO()
    pages = SimpleDocTemplate(
        file,
        pagesize=A4,
        leftMargin=MARGIN,
        rightMargin=MARGIN,
        topMargin=MARGIN,
        bottomMargin=MARGIN,
        title=_clean(paper.title, CELL_CUT),
        lang=paper.language.replace("_", "-"),
    )
    pages.build(
        [part for block in paper.blocks for part in _parts(block, font)], canvasmaker=_canvas(paper, font)
    )
    return file.getvalue()


def _canvas(paper: Paper, font: str) -> Any:
    """Return a canvas that writes "page of pages", which is known when the last page is done."""
    footer = _fitting(_clean(paper.footer, CELL_CUT), font)

    class Numbered(Canvas):  # type: ignore[misc]  # reportlab has no types
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **{**kwargs, "invariant": 1})
            self._pages: list[dict[str, Any]] = []

        def showPage(self) -> None:  # noqa: N802  # the library's own name
            self._pages.append(dict(self.__dict__))
            self._startPage()

        def save(self) -> None:
            for number, page in enumerate(self._pages, start=1):
                self.__dict__.update(page)
                self.setFont(font, 9)
                self.setFillColor(SOFT)
                self.drawString(MARGIN, MARGIN / 2, footer)
                self.drawRightString(A4[0] - MARGIN, MARGIN / 2, f"{number} / {len(self._pages)}")
                super().showPage()
            super().save()

    return Numbered


def _fitting(text: str, font: str) -> str:
    room = WIDTH - 20 * mm
    if pdfmetrics.stringWidth(text, font, 9) <= room:
        return text
    while text and pdfmetrics.stringWidth(f"{text}…", font, 9) > room:
        text = text[: len(text) * 9 // 10]
    return f"{text}…"


def _parts(block: Block, font: str) -> Iterator[Flowable]:
    if isinstance(block, Title):
        size = {1: 20, 2: 14}.get(block.level, 12)
        at = {"alignment": TA_CENTER} if block.is_centred else {}
        yield Paragraph(_marked(block.text, TEXT_CUT), _style(font, size, spaceBefore=size / 2, **at))
    elif isinstance(block, Lines):
        given: dict[str, Any] = {"textColor": SOFT} if block.is_small else {}
        if block.is_centred:
            given["alignment"] = TA_CENTER
        style = _style(font, 9 if block.is_small else 11, **given)
        yield from (Paragraph(_marked(text, TEXT_CUT), style) for text in block.texts)
    else:
        yield _grid(block, font)
        yield Spacer(1, 4 * mm)


def _grid(table: Table, font: str) -> Grid:
    shares = table.widths or [1.0] * len(table.heads)
    left, right = _style(font, 10, spaceAfter=0), _style(font, 10, spaceAfter=0, alignment=TA_RIGHT)
    styles = [right if at in table.numbers else left for at in range(len(table.heads))]
    links = table.links or [""] * len(table.rows)
    rows = [_cells(table.heads, styles, "")]
    rows += [_cells(row, styles, link) for row, link in zip(table.rows, links, strict=True)]
    lines = [
        ("LINEBELOW", (0, 0), (-1, -1), 0.5, RULE),
        ("LINEBELOW", (0, 0), (-1, 0), 1, INK),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ]
    widths = [WIDTH * share / sum(shares) for share in shares]
    return Grid(rows, colWidths=widths, repeatRows=1, style=lines)


def _cells(row: Sequence[str], styles: Sequence[ParagraphStyle], link: str) -> list[Paragraph]:
    marked = [_marked(text, CELL_CUT) for text in row]
    if link:
        marked[0] = f"<link href={quoteattr(link)}>{marked[0]}</link>"
    return [Paragraph(text, style) for text, style in zip(marked, styles, strict=True)]


def _style(font: str, size: float, **given: Any) -> ParagraphStyle:
    values = {"spaceAfter": size / 2, "textColor": INK, **given}
    return ParagraphStyle("", fontName=font, fontSize=size, leading=size * 1.5, wordWrap="CJK", **values)


def _marked(text: str, cut: int) -> str:
    """Escape what the library would take for its own marks."""
    return escape(_clean(text, cut)) or " "


def _clean(text: str, cut: int) -> str:
    """Leave what the fonts can show, within a length: no control characters, nothing beyond their plane."""
    short = text if len(text) <= cut else f"{text[:cut]}…"
    normal = unicodedata.normalize("NFC", short)
    return "".join(UNKNOWN if ord(sign) > LAST_OF_PLANE else sign for sign in normal if _is_shown(sign))


def _is_shown(sign: str) -> bool:
    return sign in "\n\t" or unicodedata.category(sign) not in {"Cc", "Cf", "Cs", "Co", "Cn"}
