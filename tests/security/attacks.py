"""The strings of ../shared/data/attack, and a look at pages for what they may have brought to life."""

import json
import os
import re
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).resolve().parents[2] / "../shared/data/attack"
FILES = ("blns.json", "names_unicode.json", "csv_formula.json")
ROUNDS = int(os.environ.get("ATTACK_ROUNDS", "1"))

# What our own pages are made of; anything else was brought in.
LIVE_TAGS = frozenset(
    {"script", "style", "iframe", "object", "embed", "applet", "base", "meta", "link", "frame", "math"}
)
OUR_META = {"charset", "name", "content"}
URLS = frozenset(
    {"href", "src", "action", "formaction", "xlink:href", "srcset", "poster", "data", "background"}
)
LIVE_SCHEME = re.compile(r"^[\x00-\x20]*(javascript|vbscript|data|file)\s*:", re.IGNORECASE)
STATIC = re.compile(r"/static/[0-9a-f]+/[\w./-]+|/brand\.css\?v=%23[0-9a-f]{6}")


@cache
def strings() -> tuple[str, ...]:
    """Read every string once, or skip clearly."""
    if not FOLDER.is_dir():
        pytest.skip(f"the attack strings are missing: {FOLDER}")
    found: list[str] = []
    for name in FILES:
        found += [_text(one) for one in json.loads((FOLDER / name).read_text("utf-8"))]
    for path in sorted(FOLDER.glob("xss_*.jsonl")):
        found += [json.loads(line)["payload"] for line in path.read_text("utf-8").splitlines()]
    return tuple(dict.fromkeys(found))


def _text(one: Any) -> str:
    return one if isinstance(one, str) else str(one.get("value") or one.get("payload") or "")


class _Seer(HTMLParser):
    """Gathers what is alive on a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name.lower(): value or "" for name, value in attrs}
        self.found += _faults(tag, given)


def _faults(tag: str, given: dict[str, str]) -> Iterator[str]:
    for name, value in given.items():
        if name.startswith("on") or name in ("style", "srcdoc"):
            yield f"<{tag} {name}={value!r}>"
        if name in URLS and LIVE_SCHEME.match(value):
            yield f"<{tag} {name}={value!r}>"
    if tag in LIVE_TAGS and not _is_ours(tag, given):
        yield f"<{tag} {given}>"
    if tag == "img" and not given.get("src", "").startswith(("/", "http://", "https://")):
        yield f"<img {given}>"


def _is_ours(tag: str, given: dict[str, str]) -> bool:
    if tag == "script":
        return bool(STATIC.fullmatch(given.get("src", "")))
    if tag == "link":
        return bool(STATIC.fullmatch(given.get("href", "")) or given.get("rel") in ("icon", "modulepreload"))
    return tag == "meta" and set(given) <= OUR_META


def alive(html: str) -> list[str]:
    """List the markup of a page that is not ours and could act."""
    seer = _Seer()
    seer.feed(html)
    seer.close()
    return seer.found
