"""The forms of our pages, read from the pages themselves as a browser would."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

from flask import Flask

from tests.browser import Browser
from tests.web.routes import ROUTES
from tests.web.test_role_matrix import address

SKIPPED = frozenset({"csrf_token", "once"})
CHOSEN_BY_BROWSER = frozenset({"radio", "checkbox"})


@dataclass
class PageForm:
    """A form: where it goes, what it would send untouched, and what can be typed or chosen."""

    action: str
    fields: dict[str, list[str]] = field(default_factory=dict)
    names: dict[str, None] = field(default_factory=dict)
    has_file: bool = False


class _Reader(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.page = page
        self.forms: list[PageForm] = []
        self._form: PageForm | None = None
        self._area: str | None = None
        self._select: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._form = PageForm(action=given.get("action") or self.page)
            if given.get("method", "get").lower() == "post":
                self.forms.append(self._form)
        name = given.get("name")
        if self._form is None or (name in SKIPPED):
            return
        if tag == "textarea" and name:
            self._area = name
            self._add(name, "")
        elif tag == "select" and name:
            self._select = name
            self._form.names.setdefault(name)
        elif tag == "option" and self._select and ("selected" in given):
            self._add(self._select, given.get("value", ""))
        elif tag in ("input", "button") and name:
            self._control(tag, name, given)

    def _control(self, tag: str, name: str, given: dict[str, str]) -> None:
        assert self._form is not None
        kind = given.get("type", "text")
        self._form.names.setdefault(name)
        self._form.has_file |= kind == "file"
        if tag == "button" or kind == "file" or (kind in CHOSEN_BY_BROWSER and "checked" not in given):
            return
        self._add(name, given.get("value", ""))

    def _add(self, name: str, value: str) -> None:
        assert self._form is not None
        self._form.names.setdefault(name)
        self._form.fields.setdefault(name, []).append(value)

    def handle_data(self, data: str) -> None:
        if self._area and self._form:
            self._form.fields[self._area][-1] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._area = None
        if tag == "select":
            self._select = None
        if tag == "form":
            self._form = None


def pages(app: Flask) -> dict[str, str]:
    """Return the address of every page that is read, by endpoint."""
    reading = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and rule.endpoint in ROUTES and rule.endpoint != "static"
    }
    return {endpoint: address(app, endpoint) for endpoint in sorted(reading)}


def forms_of(page: str, html: str) -> list[PageForm]:
    """Read the forms of a page."""
    reader = _Reader(page)
    reader.feed(html)
    return reader.forms


def every_form(app: Flask, *browsers: Browser) -> dict[str, PageForm]:
    """Walk the pages and return each form that is sent, by its address; the fullest one of each."""
    found: dict[str, PageForm] = {}
    for browser in browsers:
        for page in pages(app).values():
            for one in forms_of(page, _html(browser, page)):
                known = found.get(one.action)
                if known is None or len(one.names) > len(known.names):
                    found[one.action] = one
    return found


def _html(browser: Browser, page: str) -> str:
    answer = browser.get(page)
    return answer.text if answer.mimetype == "text/html" else ""
