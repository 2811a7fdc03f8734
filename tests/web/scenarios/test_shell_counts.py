"""What the frame of every page counts is kept for seconds: a page read again costs two statements."""

import pytest
from flask import Flask

from scenariowiki.accounts.rules import Actor
from scenariowiki.kernel import clock
from scenariowiki.web import jinja
from tests import personas
from tests.browser import SignIn
from tests.feedback.giving import give
from tests.web.scenarios.conftest import Write, statements

ANN, CY, ZOE = personas.ANN, personas.CY, personas.ZOE


@pytest.mark.parametrize("reader", [ANN, CY, ZOE], ids=["author", "curator", "contributor"])
def test_a_kept_page_costs_two_statements_whoever_reads(
    sign_in: SignIn, written: Write, reader: Actor
) -> None:
    browser, no = sign_in(reader), written()
    browser.get(f"/scenarios/{no}")

    with statements() as seen:
        browser.get(f"/scenarios/{no}")

    assert len(seen) == 2, seen


def test_a_count_that_changed_changes_the_tag_of_the_page(
    app: Flask, sign_in: SignIn, written: Write
) -> None:
    browser, no, other = sign_in(ANN), written(), written()
    etag = browser.get(f"/scenarios/{no}").headers["ETag"]
    give(ZOE, other, when=clock.now())

    app.extensions.pop("ticket_counts")

    assert browser.get(f"/scenarios/{no}", headers={"If-None-Match": etag}).status_code == 200


def test_the_feedbacks_own_pages_count_anew_for_all_that_follow(
    app: Flask, sign_in: SignIn, written: Write
) -> None:
    browser, no = sign_in(ANN), written()
    assert 'class="count"' not in browser.get(f"/scenarios/{no}").text
    give(ZOE, no, when=clock.now())

    assert 'class="count"' in browser.get("/feedback").text
    assert 'class="count"' in browser.get("/scenarios").text


def test_the_counts_of_a_few_people_are_kept_at_most(
    app: Flask, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jinja, "PEOPLE_MOST", 2)

    for person in (ANN, CY, ZOE):
        sign_in(person).get("/scenarios")

    assert len(app.extensions["ticket_counts"]) <= 2
