"""The audit log."""

import datetime as dt
import re
from dataclasses import fields

import pytest
from flask import Flask

import scenariowiki.wiring  # noqa: F401 - all events become known by it
from scenariowiki.accounts.events import AccountChanged
from scenariowiki.exchange.events import ScenariosExported
from scenariowiki.kernel.events import Event
from scenariowiki.points.events import PeriodFrozen
from scenariowiki.runtime.messages import STATES
from scenariowiki.runtime.messages.events import EVENTS, FACTS, text_of_event, text_of_fact
from scenariowiki.runtime.session import write
from scenariowiki.scenarios.commands import categories, facts, tags, templates
from scenariowiki.scenarios.commands.categories import CategoryInput
from scenariowiki.scenarios.commands.facts import FactsInput
from scenariowiki.scenarios.events import TagSaved
from scenariowiki.scenarios.queries.templates import BUILT_IN
from scenariowiki.scenarios.rules.states import Audience
from tests import personas
from tests.browser import Browser, SignIn
from tests.scenarios.writing import TEXT, category, draft, published, save_text, tag

OURS = {name: kind for name, kind in Event.known.items() if kind.__module__.startswith("scenariowiki.")}


@pytest.fixture
def aud_in(sign_in: SignIn) -> Browser:
    return sign_in(personas.AUD)


def kinds(page: str) -> list[str]:
    """List what happened, as the table tells it."""
    found = re.findall(r"</span></span></td>\s*<td>\s*([^<]+?)\s*(?:<a|</td>)", page)
    return [text.strip() for text in found]


def test_every_event_has_a_name(app: Flask) -> None:
    del app
    bases = {base.__name__ for kind in OURS.values() for base in kind.__mro__[1:]}

    assert set(OURS) - bases <= set(EVENTS)
    assert all(str(text) for text in EVENTS.values())


def test_every_fact_of_an_event_has_a_name() -> None:
    assert {field.name for kind in OURS.values() for field in fields(kind)} <= set(FACTS)


def test_what_is_not_known_keeps_its_name() -> None:
    assert text_of_event("ScenarioSold") == "ScenarioSold"
    assert text_of_fact("sold_for") == "sold_for"


def test_events_are_shown_newest_first_with_who_and_where(aud_in: Browser) -> None:
    no = published(personas.ANN)

    page = aud_in.get("/admin/audit").text

    newest = ("QueueItemDecided", "ScenarioPublished", "ScenarioSubmitted")
    assert kinds(page)[:3] == [str(EVENTS[name]) for name in newest]
    assert f"S-{no}" in page
    assert page.index("Cy") < page.rindex("Ann")


def test_events_are_found_by_person_kind_scenario_and_period(aud_in: Browser) -> None:
    no = published(personas.ANN)
    draft(personas.ZOE)

    def found(query: str) -> int:
        return len(kinds(aud_in.get(f"/admin/audit?{query}").text))

    today = dt.datetime.now(dt.UTC).date() + dt.timedelta(days=1)
    assert found(f"who={personas.CY.id}") == 2
    assert found("event=ScenarioCaptured") == 2
    assert found(f"no=s-{no}&event=ScenarioCaptured") == 1
    assert found(f"until={dt.date(2026, 1, 1)}") == 0
    assert found(f"since={today + dt.timedelta(days=1)}") == 0
    assert found("since=2020-01-01&until=2200-01-01") > 3


@pytest.mark.parametrize(
    "query",
    ["who=x", "event=Drop", "no=S-", f"no={'9' * 40}", "since=0001-01-01", "until=9999-12-31", "since=x",
     "before=-1", f"before={10**30}", "before=x", "no=%00"],
)  # fmt: skip
def test_odd_questions_are_answered(aud_in: Browser, query: str) -> None:
    assert aud_in.get(f"/admin/audit?{query}").status_code == 200


def test_a_long_log_is_paged_by_position(aud_in: Browser) -> None:
    with write() as uow:
        for number in range(120):
            uow.record(TagSaved(tag_id=number), by=personas.ANN)
    url = "/admin/audit?event=TagSaved"
    seen: list[str] = []

    while url:
        page = aud_in.get(url).text
        seen += re.findall(r"</span>\s*(\d+)\s*</td>", page)
        older = re.search(r'href="([^"]+)" rel="next"', page)
        url = older.group(1).replace("&amp;", "&") if older else ""

    assert seen == [str(number) for number in reversed(range(120))]


def test_people_are_named_and_values_are_words(aud_in: Browser) -> None:
    no = published(personas.ANN)
    with write() as uow:
        given = FactsInput(audience=Audience.TEAM, owner=personas.ZOE.id)
        facts.change_facts(uow, personas.CY, no, given)

    table = aud_in.get(f"/admin/audit?no={no}").text.partition("<tbody>")[2]

    assert "Zoe" in table
    assert "OwnerChanged" not in table
    assert str(STATES["Audience"]["team"]) in table


def test_values_are_words_whatever_the_event(aud_in: Browser) -> None:
    with write() as uow:
        uow.record(PeriodFrozen(period="week", start="", people=1, teams=1, digest=""), by=personas.ANN)

    assert "week" not in aud_in.get("/admin/audit").text.partition("<tbody>")[2]


def test_tags_categories_and_fields_are_named(aud_in: Browser) -> None:
    one, other = tag("断网"), tag("掉线")
    top, moved = category("电话"), category("来电")
    no = published(personas.ANN)
    save_text(personas.ANN, no, TEXT, base_seq=1, fields={"metric": "接通率"})
    with write() as uow:
        tags.merge_tags(uow, personas.CY, one, other)
        given = CategoryInput(title="来电", description="打来的", parent_id=top)
        categories.save_category(uow, personas.CY, given, category_id=moved)
        templates.change_template(uow, personas.ADA, BUILT_IN.fields[1:], base_number=0)

    def told(name: str) -> str:
        return aud_in.get(f"/admin/audit?event={name}").text.partition("<tbody>")[2]

    assert all(name in told("TagMerged") for name in ("断网", "掉线"))
    assert "来电" in told("CategoryMoved")
    assert "电话" in told("CategoryMoved")
    assert "fields." not in told("ScenarioRevised")


def test_what_cannot_be_seen_is_shown(aud_in: Browser) -> None:
    with write() as uow:
        uow.record(ScenariosExported(count=1, format="spam\u202etxt\x07<b>", filtered=False), by=personas.ANN)
        uow.record(AccountChanged(account_id=999, fields=()), by=personas.ANN)

    page = aud_in.get("/admin/audit").text

    assert "⟦U+202E⟧txt⟦U+0007⟧&lt;b&gt;" in page
    assert "#999" in page


def test_an_empty_answer_says_so(aud_in: Browser) -> None:
    assert "<tbody>" not in aud_in.get("/admin/audit?event=TagMerged").text


def test_only_who_may_read_it_does(client: Browser, sign_in: SignIn, ada_in: Browser) -> None:
    assert client.get("/admin/audit").status_code == 303
    assert sign_in(personas.CY).get("/admin/audit").status_code == 403
    assert ada_in.get("/admin/audit").status_code == 200


def test_nothing_in_it_can_be_changed(aud_in: Browser) -> None:
    assert aud_in.post("/admin/audit").status_code == 405
