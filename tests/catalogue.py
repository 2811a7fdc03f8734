"""The words of the interface: what the program says, its translations, what a page left in English."""

import re
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_file
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[1]
PLACEHOLDER = re.compile(r"%\(\w+\)s|%%|\{\w+\}")
SEEN = {"title", "placeholder", "aria-label", "aria-valuetext", "alt", "data-text-saved", "data-text-failed"}
SILENT = {"script", "style", "code", "kbd", "template"}
VOID = {"input", "br", "img", "meta", "link", "hr", "source", "wbr"}
Words = tuple[str, ...]


@cache
def words() -> frozenset[Words]:
    """Collect the words of code and templates; those that count come with their plural."""
    found: set[Words] = set()
    for method, pattern in (("python", "scenariowiki/**/*.py"), ("jinja2", "templates/**/*.html")):
        for path in sorted(ROOT.glob(pattern)):
            for _line, message, _comments, _context in extract_from_file(
                method, str(path), keywords={**DEFAULT_KEYWORDS, "_l": None}
            ):
                found.add((message,) if isinstance(message, str) else tuple(message))
    return frozenset(found)


def catalogue(locale: str) -> Catalog:
    """Read the translations into a language."""
    path = ROOT / "scenariowiki/translations" / locale / "LC_MESSAGES/messages.po"
    with path.open("rb") as file:
        return read_po(file, locale=locale, charset="utf-8")


def left_in_english(html: str) -> list[str]:
    """List what a Chinese page says in the words of the program; marked content has a language of its own."""
    page = _Texts()
    page.feed(html)
    whole, pattern = _patterns()
    return [
        text for text in page.texts if text in whole or pattern.fullmatch(text) or pattern.match(text + " ")
    ]


@cache
def _patterns() -> tuple[frozenset[str], re.Pattern[str]]:
    """Words without placeholders as they are, sentences with them as patterns."""
    translated = catalogue("zh_Hans")
    said = {
        one
        for many in words()
        for one in many
        if not (entry := translated.get(many[0])) or entry.string != one
    }
    plain = frozenset(one for one in said if not PLACEHOLDER.search(one))
    filled = [
        one for one in said if PLACEHOLDER.search(one) and re.search("[A-Za-z]{2}", PLACEHOLDER.sub("", one))
    ]
    parts = ("(?:.+?)".join(map(re.escape, PLACEHOLDER.split(one))) for one in sorted(filled))
    return plain, re.compile("|".join(f"(?:{part})" for part in parts))


class _Texts(HTMLParser):
    """Gathers what a reader sees or hears of a page, but nothing that is marked with a language."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        foreign = tag in SILENT or (tag != "html" and "lang" in given)
        if tag not in VOID and (self.silent or foreign):
            self.silent += 1
        if not self.silent:
            self.texts += [value.strip() for name, value in attrs if name in SEEN and value and value.strip()]

    def handle_endtag(self, tag: str) -> None:
        if self.silent and tag not in VOID:
            self.silent -= 1

    def handle_data(self, data: str) -> None:
        if not self.silent and data.strip():
            self.texts.append(" ".join(data.split()))
