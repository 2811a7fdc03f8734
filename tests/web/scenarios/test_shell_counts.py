"""What the frame of every page counts is kept for seconds: a page read again costs two statements."""

import pytest
from flask import Flask

from scenariowiki.accounts.rules import Actor
from scenariowiki.kernel import clock
from scenariowiki.web import waiting
from tests import personas
from tests.browser import SignIn
from tests.feedback.giving import give
from tests.mail.acts import tell
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

    app.extensions.pop("waiting_counts")

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
    monkeypatch.setattr(waiting, "PEOPLE_MOST", 2)

    for person in (ANN, CY, ZOE):
        sign_in(person).get("/scenarios")

    assert len(app.extensions["waiting_counts"]) <= 2


def test_what_was_told_is_counted_in_the_top_bar_of_every_page_and_stamped_into_kept_ones(
    app: Flask, sign_in: SignIn, written: Write
) -> None:
    browser, other, no = sign_in(ANN), sign_in(ZOE), written()
    etag = browser.get(f"/scenarios/{no}").headers["ETag"]
    tell("a", ANN)
    tell("b", ANN)
    app.extensions.pop("waiting_counts")

    answer = browser.get(f"/scenarios/{no}", headers={"If-None-Match": etag})

    assert answer.status_code == 200
    assert 'data-unread="2"' in answer.text
    assert 'data-unread="0"' in other.get(f"/scenarios/{no}").text
    browser.post("/notices/read", data={"next": "/notices"})
    assert 'data-unread="0"' in browser.get("/notices").text
    assert 'data-unread="0"' in browser.get(f"/scenarios/{no}").text
