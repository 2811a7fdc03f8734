"""The decision form of the queue as a browser without script would fill and send it."""

from html.parser import HTMLParser
from typing import Any

from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from tests.browser import Browser


class _Form(HTMLParser):
    """Collects what the form sends as it stands: hidden fields, ticks, chosen radios, texts."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: MultiDict[str, str] = MultiDict()
        self.inside = False
        self.area: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag == "form":
            self.inside = "data-decide" in found
        name = found.get("name")
        if not self.inside or not name or "disabled" in found:
            return
        if tag == "textarea":
            self.area = name
            self.sent.add(name, "")
        elif tag == "input" and (found.get("type") not in ("radio", "checkbox") or "checked" in found):
            self.sent.add(name, found.get("value") or "")

    def handle_data(self, data: str) -> None:
        if self.area is not None:
            self.sent[self.area] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.area = None
        if tag == "form":
            self.inside = False


def form_of(html: str) -> MultiDict[str, str]:
    """Read the decision form of a page."""
    parser = _Form()
    parser.feed(html)
    return parser.sent


def undo(browser: Browser, op_id: int, **typed: str) -> TestResponse:
    """Open a merge, fill its form, and undo it."""
    form = form_of(browser.get(f"/merges/{op_id}").text)
    for name, value in typed.items():
        form[name] = value
    return browser.post(f"/merges/{op_id}/undo", data=form)


def send(browser: Browser, item_id: int, verdict: str, **changed: Any) -> TestResponse:
    """Open an item, change some fields of its form, press a button; None takes a field out."""
    form = form_of(browser.get(f"/queue/{item_id}").text)
    form["verdict"] = verdict
    for name, value in changed.items():
        if value is None:
            form.poplist(name)
        else:
            form[name] = value
    return browser.post(f"/queue/{item_id}/decision", data=form)
