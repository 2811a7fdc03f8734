"""Every attack string in every field of every form: refused or shown as text, never a fault (cases 1-25).

The short form deals the strings out among the fields; ATTACK_ROUNDS=40 deals so many times more.
"""

import itertools
from collections.abc import Iterator
from http import HTTPStatus

import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.datastructures import MultiDict

from scenariowiki.kernel import clock
from scenariowiki.runtime.session import read
from scenariowiki.scenarios.models import Scenario
from tests import personas
from tests.browser import Browser, SignIn, session_for
from tests.security import attacks
from tests.security.forms import PageForm, every_form, pages
from tests.web.routes import ROUTES
from tests.web.test_role_matrix import address
from tests.web.test_role_matrix import pages as routes

# What is posted by scripts or from a state that no page is in here.
BARE: dict[str, tuple[str, ...]] = {
    "accounts.sign_in_now": ("name", "password", "next"),
    "accounts.end_session": (),
    "accounts.revoke_token": (),
    "accounts.ask_address": ("address",),
    "accounts.confirm_address": ("code",),
    "accounts.drop_address": (),
    "home.read_all_notices": ("ids", "next"),
    "scenarios.suggest_tags": ("q",),
    "scenarios.similar": ("title", "situation"),
    "scenarios.preview": ("text",),
    "scenarios.hints": ("title", "situation", "solutions-0-steps-0-text"),
    "feedback.use": ("helped", "case_no"),
    "admin.save_approvers": ("first", "second"),
    "scenarios.autosave_new": ("title", "situation", "copy", "act"),
    "scenarios.discard_new": ("copy",),
    "scenarios.autosave": ("title", "base_seq", "situation", "summary"),
    "scenarios.discard": ("copy",),
    "scenarios.revert": ("seq", "base_seq", "field"),
    "scenarios.mask_now": ("text", "reason", "seen"),
    "scenarios.autosave_solution": ("solutions-0-title", "solutions-0-steps-0-text"),
    "scenarios.save_report": ("result", "applied_on", "metric", "before", "after", "note", "evidence"),
    "scenarios.withdraw_comment": ("reason",),
    "scenarios.move": ("to", "note", "reason"),
    "scenarios.archive_now": ("successor", "note"),
    "scenarios.move_solution": ("to", "note", "reason"),
    "scenarios.move_outcome": ("to", "note"),
    "scenarios.watch_tag": ("on", "level"),
    "admin.place_category": ("to",),
    "admin.merge_category": ("into",),
    "admin.unmerge_category": (),
    "admin.merge_tag": ("into",),
    "admin.unmerge_tag": (),
    "admin.remove_synonyms": (),
    "admin.hand_over": ("to",),
    "admin.remove_logo": (),
    "admin.close_team": (),
    "admin.enable_person": (),
    "admin.anonymise_person": ("sure",),
    "scenarios.take_solution": ("solutions-0-title", "solutions-0-steps-0-text", "act"),
    "scenarios.results": ("q",),
    "scenarios.suggest": ("q",),
    "scenarios.object_to_merge": ("note",),
    "scenarios.discard_solution": ("copy",),
    "curation.claim": ("override", "reason"),
    "curation.release": ("lease_token",),
    "curation.skip": (),
    "curation.preview": ("winner", "choice-title", "text-title", "note"),
    "curation.decide": ("verdict", "lease_token", "winner", "choice-title", "text-title", "reason", "note"),
    "curation.withdraw": (),
    "curation.undo": ("reason", "note", "keep_current"),
    "curation.report_duplicate": ("other",),
    "home.read_notice": (),
    "exchange.choose_columns": ("layer", "tags", "columns-0"),
    "exchange.start_import": ("publish",),
    "exchange.stop_import": (),
    "admin.add_reward": ("name", "description", "kind", "icon", "price", "stock", "sites", "active_from"),
    "admin.change_reward": ("name", "description", "price", "label_en", "base_version"),
    "admin.set_stock": ("stock", "note"),
    "admin.archive_reward": (),
    "admin.restore_reward": (),
    "admin.set_budget": ("site", "quarter", "points"),
    "admin.plan_for_ranks": ("period", "places"),
    "admin.end_for_ranks": (),
    "admin.decide_redemption": ("act", "note"),
    "points.request_reward": ("price", "note"),
    "points.wait_for_reward": (),
    "points.stop_waiting": (),
    "points.cancel_redemption": (),
    "points.send_thanks": ("what", "text"),
    "points.take_board": ("period", "start", "board", "team", "format"),
    "points.send_appeal": ("note",),
    "admin.approve_grant": (),
    "admin.refuse_grant": (),
    "admin.withdraw_tariff": (),
    "feedback.answer": ("outcome", "text"),
    "feedback.assign": ("assignee",),
    "feedback.set_aside": ("of",),
    "feedback.rate": ("rating", "remark", "again"),
    "feedback.reopen": (),
    "feedback.take_back": (),
    "feedback.ask_for": ("text",),
    "feedback.join_gap": (),
    "feedback.take_gap": (),
    "feedback.release_gap": (),
    "feedback.answer_gap": ("no",),
    "feedback.drop_gap": ("note",),
    "feedback.reopen_gap": (),
    "feedback.close": (),
    "curation.swap_merge": ("reason", "note", "choice-title", "text-title"),
    "curation.give_over": ("part", "id"),
    "curation.preview_several": ("item",),
    "curation.decide_several": ("item", "verdict", "note"),
    "sops.propose_now": ("scope", "owner", "note"),
    "sops.save": ("title", "trigger", "steps", "say", "never", "escalation", "note", "seen"),
    "sops.save_settings": ("owner", "review_days", "teams", "sites", "roles"),
    "sops.act": ("act", "note", "effective_from", "checklist", "seen", "successor", "wrong"),
    "sops.acknowledge": ("version",),
    "sops.remind": (),
    "quality.draw": (),
    "quality.keep": ("checklist", "scenario", "seq", "note", "c1", "c2"),
    "quality.pass_over": ("reason",),
    "quality.withdraw": (),
    "sops.review": ("note", "days"),
    "sops.take_over": ("from", "to"),
}
# These end the session, or take the tester's own rights away.
LAST = ("sign-out", "end-all", "/leave", "/forget-name", "/disable", "/password", "/me/settings")
ANSWERS = (200, 201, 204, 303, 400, 401, 403, 404, 409, 413, 415, 422, 429)
PEOPLE = (personas.ADA, personas.CY)
TOGETHER, ALONE = 3 * attacks.ROUNDS, attacks.ROUNDS


@pytest.fixture
def browsers(sign_in: SignIn) -> tuple[Browser, Browser]:
    return sign_in(personas.ADA), sign_in(personas.CY)


def bare_forms(app: Flask) -> dict[str, PageForm]:
    """Make forms of the routes that no page here has a form for."""
    return {
        address(app, endpoint): PageForm(action=address(app, endpoint), names=dict.fromkeys(names))
        for endpoint, names in BARE.items()
        if endpoint in routes(app)
    }


def targets(form: PageForm) -> list[str]:
    """Name the fields once each: those of the next item of a list are as those of the first."""
    return [
        name for name in form.names if not any(part.isdigit() and part != "0" for part in name.split("-"))
    ]


def poisoned(form: PageForm, number: int) -> Iterator[MultiDict[str, str]]:
    """Fill a form with strings: in all its fields at once, then in one field after the other."""
    names = targets(form)
    for turn in range(TOGETHER):
        yield MultiDict({name: attack(turn + number * 37 + at * 101) for at, name in enumerate(names)})
    for at, name in enumerate(names):
        for turn in range(ALONE):
            rest = [(key, value) for key, some in filled(form, name) for value in some]
            yield MultiDict([*rest, (name, attack(number * 53 + at * 29 + turn * 397))])


def attack(number: int) -> str:
    """Give a string; numbers far apart give others."""
    return attacks.strings()[number % len(attacks.strings())]


def filled(form: PageForm, but: str) -> Iterator[tuple[str, list[str]]]:
    """Give the fields as the page would send them, what must not be empty filled in."""
    for name, values in form.fields.items():
        if name != but and "NEW" not in name:
            yield (
                name,
                [value or ("标题" if name in ("title", "name", "situation") else "") for value in values],
            )


def storable(data: MultiDict[str, str]) -> MultiDict[str, str]:
    """Send what a browser can: no lone surrogates, which UTF-8 cannot carry."""
    return MultiDict(
        (name, value.encode("utf-8", "replace").decode()) for name, value in data.items(multi=True)
    )


def look(browser: Browser, page: str) -> None:
    """Read a page and find nothing alive on it."""
    answer = browser.get(page)
    assert answer.status_code != 500, page
    if answer.mimetype == "text/html":
        assert attacks.alive(answer.text) == [], page


@pytest.mark.data
@pytest.mark.usefixtures("scenario_one")
def test_every_form_takes_every_string(app: Flask, browsers: tuple[Browser, Browser]) -> None:
    forms = every_form(app, *browsers) | bare_forms(app)
    ordered = sorted(forms.values(), key=lambda one: any(word in one.action for word in LAST))

    faults = [
        fault
        for number, form in enumerate(ordered)
        for data in poisoned(form, number)
        for fault in faults_of(browsers, form, storable(data))
    ]

    assert faults == []
    for browser, person in zip(browsers, PEOPLE, strict=True):
        browser.use(session_for(person, at=clock.now()))
        for page in itertools.chain(pages(app).values(), scenario_pages()):
            look(browser, page)


def faults_of(browsers: tuple[Browser, Browser], form: PageForm, data: MultiDict[str, str]) -> list[str]:
    """Send a form as whoever may, and tell what was wrong with the answer."""
    found: list[str] = []
    for browser, person in zip(browsers, PEOPLE, strict=True):
        answer = browser.post(form.action, data=data)
        if answer.status_code == HTTPStatus.UNAUTHORIZED:
            browser.use(session_for(person, at=clock.now()))
        living = attacks.alive(answer.text) if answer.mimetype == "text/html" else []
        if answer.status_code not in ANSWERS or living:
            found.append(f"{form.action} {answer.status_code} {living} {ascii(data)[:2000]}")
        if answer.status_code not in (HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND):
            break
    return found


def scenario_pages() -> Iterator[str]:
    """Give the pages of the first and the last scenarios."""
    last = read().scalar(select(func.max(Scenario.no))) or 0
    for no in sorted({*range(1, min(last, 6) + 1), *range(max(1, last - 12), last + 1)}):
        for path in ("", "/edit", "/history", "/history/1", "/history/1..2"):
            yield f"/scenarios/{no}{path}"


@pytest.mark.usefixtures("scenario_one")
def test_no_changing_route_is_left_out(app: Flask, browsers: tuple[Browser, Browser]) -> None:
    known = set(every_form(app, *browsers)) | set(bare_forms(app))
    changing = {
        address(app, name) for name, method in routes(app).items() if method == "POST" and name in ROUTES
    }

    assert changing - known == set()
