"""The interface speaks Chinese throughout: nothing untranslated in the catalogue, no English on a page."""

from collections import Counter

import pytest
from flask import Flask, url_for

from tests import personas
from tests.browser import SignIn
from tests.catalogue import PLACEHOLDER, catalogue, left_in_english, words
from tests.web.routes import ROUTES


def test_every_word_has_a_translation() -> None:
    translated = catalogue("zh_Hans")
    missing = [one[0] for one in words() if not (entry := translated.get(one[0])) or not said(entry.string)]

    assert sorted(missing) == []


def test_placeholders_are_the_same_in_every_language() -> None:
    wrong = [
        (entry.id, entry.string)
        for locale in ("zh_Hans", "zh_Hant")
        for entry in catalogue(locale)
        if entry.id and said(entry.string) and not same_placeholders(entry.id, entry.string)
    ]

    assert wrong == []


def test_whoever_reads_is_addressed_in_one_way() -> None:
    assert [entry.id for entry in catalogue("zh_Hans") if "你" in str(entry.string)] == []


@pytest.mark.usefixtures("scenario_one")
def test_no_page_has_english_left(app: Flask, sign_in: SignIn) -> None:
    left: dict[tuple[str, str], list[str]] = {}
    for person in (personas.ADA, personas.CY, personas.AUD):
        browser = sign_in(person)
        for endpoint, url in addresses(app):
            answer = browser.get(url)
            if answer.mimetype == "text/html":
                left[endpoint, person.name] = left_in_english(answer.text)

    assert {page: texts for page, texts in left.items() if texts} == {}


def addresses(app: Flask) -> list[tuple[str, str]]:
    """List every page that is asked for, with an address."""
    pages = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    with app.test_request_context():
        return [(name, url_for(name, **ROUTES[name].args)) for name in sorted(pages & ROUTES.keys())]


def said(string: object) -> bool:
    """Tell whether a translation says something in every number."""
    return all(string) if isinstance(string, tuple | list) else bool(string)


def same_placeholders(id_: object, string: object) -> bool:
    """Compare with the plural, which always carries its number; a number may be left out."""
    ids = [str(one) for one in (id_ if isinstance(id_, tuple | list) else (id_,))]
    strings = [str(one) for one in (string if isinstance(string, tuple | list) else (string,))]
    wanted = Counter(PLACEHOLDER.findall(ids[-1]))
    return all(Counter(PLACEHOLDER.findall(one)) == wanted for one in strings)
