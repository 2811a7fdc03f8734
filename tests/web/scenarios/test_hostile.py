"""Hostile text in every field: a clear refusal or a safe page, never a fault."""

import json
import re
from functools import cache
from pathlib import Path
from urllib.parse import quote

import pytest
from sqlalchemy import text

from scenariowiki.kernel.db import Base
from scenariowiki.runtime import telemetry
from scenariowiki.runtime.session import read
from tests import personas
from tests.browser import SignIn
from tests.web.scenarios.conftest import Write, edited

pytestmark = pytest.mark.unmeasured

ATTACKS = Path(__file__).resolve().parents[3] / "../shared/data/attack"
ANN, ZOE = personas.ANN, personas.ZOE
RULES_OF_READING = telemetry.TABLES | {"account_session"}
LIVE_MARKUP = re.compile(
    r"<script(?![^>]*\bsrc=\"/static/)|\son\w+\s*=\s*[\"']?\w|(?:href|src|action)=[\"']?\s*javascript:",
    re.IGNORECASE,
)


@cache
def attacks() -> list[str]:
    """Read the strings, or say that they are not here."""
    if not ATTACKS.is_dir():
        pytest.skip("the attack strings of ../shared/data are not here")
    found = list(json.loads((ATTACKS / "blns.json").read_text()))
    for line in (ATTACKS / "xss_bleach_tests.jsonl").read_text().splitlines():
        row = json.loads(line)
        found.extend(value for value in row.values() if isinstance(value, str))
    return [one for one in dict.fromkeys(found) if one.strip()]


def some(step: int) -> list[str]:
    """Take every so many of them, another start for every field."""
    return attacks()[:: max(1, len(attacks()) // step)]


def escaped(query: str) -> str:
    """Write any string, lone surrogates too, as an address holds it."""
    return quote(query, safe="", errors="surrogatepass")


def alive(html: str) -> list[str]:
    """Find markup that a text brought to life, beside that of our own templates."""
    outside = re.sub(r"<textarea.*?</textarea>|value=\"[^\"]*\"", "", html, flags=re.DOTALL)
    return [tag for tag in re.findall(r"<[a-zA-Z][^<>]*>", outside) if LIVE_MARKUP.search(tag)]


@pytest.mark.data
@pytest.mark.parametrize(
    "field",
    ["title", "situation", "tags", "fields-metric", "fields-root_cause", "fields-occurred_on", "category",
     "layer", "team", "solutions-0-title", "solutions-0-steps-0-text", "solutions-0-id", "outcome-result",
     "outcome-note", "outcome-applied_on", "act", "once", "copy"],
)  # fmt: skip
def test_a_new_scenario_takes_no_harm(sign_in: SignIn, field: str) -> None:
    browser = sign_in(ANN)
    common = {"title": "标题", "situation": "发生了什么", "solutions-0-steps-0-text": "一步", "act": "draft"}

    for attack in some(12):
        response = browser.post("/scenarios/new", data={**common, field: attack})
        page = browser.get(response.location) if response.status_code == 303 else response

        assert response.status_code in (200, 303, 422), attack
        assert page.status_code in (200, 422), attack
        assert alive(page.text) == [], attack


@pytest.mark.data
@pytest.mark.parametrize(
    "field", ["title", "summary", "base_seq", "solutions-0-base_seq", "choice-0-0", "head-0"]
)
def test_an_edit_takes_no_harm(sign_in: SignIn, written: Write, field: str) -> None:
    browser, no = sign_in(ZOE), written()

    for attack in some(10):
        data = {
            **edited(situation="改了。"),
            "solutions-0-id": "1",
            "solutions-0-base_seq": "2",
            field: attack,
        }
        data["solutions-0-steps-0-text"] = "一步"
        response = browser.post(f"/scenarios/{no}/edit", data=data)

        assert response.status_code in (303, 409, 422), attack
        assert alive(browser.get(f"/scenarios/{no}/history").text) == [], attack


@pytest.mark.data
def test_discussion_previews_and_searches_take_no_harm(sign_in: SignIn, written: Write) -> None:
    browser, no = sign_in(ZOE), written()

    for attack in some(40):
        comment = browser.post(f"/scenarios/{no}/comments", data={"text": attack, "quote": attack})
        assert comment.status_code in (303, 422), attack
        assert browser.post("/scenarios/preview", data={"text": attack}).status_code == 200, attack
        assert (
            browser.post("/scenarios/similar", data={"title": attack, "situation": attack}).status_code == 200
        )
        found = browser.get("/scenarios?q={0}&tag={0}&sort={0}".format(escaped(attack)))
        assert found.status_code == 200, attack
        assert alive(found.text) == [], attack
    assert alive(browser.get(f"/scenarios/{no}").text) == []


@pytest.mark.data
def test_no_query_breaks_the_search(sign_in: SignIn, written: Write) -> None:
    browser = sign_in(ZOE)
    queries = json.loads((ATTACKS / "search_queries.json").read_text()) if ATTACKS.is_dir() else []
    flat = queries if isinstance(queries, list) else [one for some_ in queries.values() for one in some_]

    for query in [one if isinstance(one, str) else one.get("query", "") for one in flat][:80]:
        assert browser.get(f"/search/live?q={escaped(query)}").status_code == 200, query
        assert browser.get(f"/suggest?q={escaped(query)}").status_code == 200, query


def test_reading_changes_no_table_of_the_domain(sign_in: SignIn, written: Write) -> None:
    no = written()
    browser = sign_in(ZOE)
    before = _counts()

    for path in (
        "/",
        "/scenarios",
        "/scenarios?q=缺货",
        "/scenarios/new",
        "/suggest?q=缺货",
        "/search/live?q=急",
    ):
        assert browser.get(path).status_code == 200
    for path in ("", "/edit", "/history", "/history/1", "/history/1..2", "/solutions/new"):
        assert browser.get(f"/scenarios/{no}{path}").status_code == 200

    assert _counts() == before


def _counts() -> dict[str, str]:
    """Sum up every table but those that reading writes."""
    read().rollback()
    names = sorted(set(Base.metadata.tables) - RULES_OF_READING)
    return {name: str(read().execute(text(f"SELECT * FROM {name}")).all()) for name in names}
