"""The catalogue and search page."""

import re
from collections.abc import Callable
from html import unescape

from flask import Flask

from scenariowiki.runtime import indexing, telemetry
from scenariowiki.runtime.session import read, write
from scenariowiki.scenarios.commands import categories, tags
from scenariowiki.scenarios.commands.categories import CategoryInput
from scenariowiki.scenarios.commands.tags import TagInput
from scenariowiki.scenarios.models import Scenario, SearchLog
from scenariowiki.scenarios.rules.states import State
from tests import personas
from tests.browser import Browser, SignIn
from tests.web.scenarios.conftest import Write, hidden, statements
from tests.web.scenarios.conftest import reindex as reindex  # noqa: PLC0414 - a fixture
from tests.web.scenarios.conftest import written as written  # noqa: PLC0414 - a fixture

ANN, CY, ZOE, REA = personas.ANN, personas.CY, personas.ZOE, personas.REA
Reindex = Callable[[], int]


def test_two_characters_find_both_scripts_and_are_marked(
    sign_in: SignIn, written: Write, reindex: Reindex
) -> None:
    written()
    written(title="節前缺貨", situation="客人很急。")
    reindex()

    html = sign_in(REA).get("/scenarios?q=缺货").text

    assert "<mark>缺货</mark>" in html
    assert "<mark>缺貨</mark>" in html


def test_facets_narrow_it_and_can_be_taken_off(sign_in: SignIn, written: Write, reindex: Reindex) -> None:
    written()
    written(title="还没审的", state=State.SUBMITTED)
    reindex()
    browser = sign_in(REA)

    found = browser.get("/scenarios?state=submitted&business_line=ecommerce&tag=1").text

    assert "还没审的" in found
    assert "节前缺货" not in found
    assert 'href="/scenarios?state=submitted&amp;tag=1"' in found
    assert "节前缺货" in browser.get("/scenarios").text


def test_what_was_handed_in_is_led_to_before_it_is_published(
    sign_in: SignIn, written: Write, reindex: Reindex
) -> None:
    written()
    written(title="还没审的缺货", state=State.SUBMITTED)
    reindex()
    browser = sign_in(REA)

    html = browser.get("/scenarios?q=缺货").text
    led = re.search(r'<a href="([^"]+)">另有 1 个还没发布', html)

    assert led is not None
    assert "还没审的" not in html
    assert "还没审的" in browser.get(unescape(led[1])).text
    for elsewhere in ("/scenarios", "/scenarios?q=缺货&state=submitted", "/scenarios?q=缺货+state:submitted"):
        assert "还没发布" not in browser.get(elsewhere).text


def test_a_choice_of_the_template_is_a_facet(sign_in: SignIn, written: Write, reindex: Reindex) -> None:
    written()
    reindex()

    html = sign_in(REA).get("/scenarios?business_line=ecommerce").text

    assert re.search(r'name="business_line"\s+value="ecommerce" checked', html)


def test_nothing_found_offers_a_way_on(sign_in: SignIn, written: Write, reindex: Reindex) -> None:
    written(title="complaint about delivery", situation="late parcel")
    reindex()

    html = sign_in(REA).get("/scenarios?q=complaint+delivry&state=archived").text

    assert "/scenarios/new?title=complaint" in html
    assert sign_in(REA).get("/scenarios?q=delivry").text.count("q=delivery") >= 1
    assert "q=quehuo" in sign_in(REA).get("/scenarios?q=que+huo").text


def test_what_would_find_nothing_either_is_not_offered(
    sign_in: SignIn, written: Write, reindex: Reindex
) -> None:
    written(title="complaint about delivery", situation="late parcel")
    reindex()

    assert "q=delivery" not in sign_in(REA).get("/scenarios?q=delivry+-late").text


def test_pages_go_on_and_come_back(sign_in: SignIn, written: Write, reindex: Reindex) -> None:
    for number in range(21):
        written(title=f"缺货第 {number} 次", steps=())
    reindex()
    browser = sign_in(REA)

    assert "page=2" in browser.get("/scenarios").text
    assert "1–20" in browser.get("/scenarios").text
    assert "21–21" in browser.get("/scenarios?page=2").text
    assert browser.get("/scenarios?page=99999999999").status_code == 200


def test_a_page_of_hits_costs_a_handful_of_statements(
    sign_in: SignIn, written: Write, reindex: Reindex
) -> None:
    for number in range(6):
        written(title=f"缺货第 {number} 次")
    reindex()
    browser = sign_in(REA)
    browser.get("/scenarios?q=缺货")

    with statements() as seen:
        browser.get("/scenarios?q=缺货")

    assert len(seen) <= 14, seen


def test_without_an_index_the_database_answers_with_a_note(sign_in: SignIn, written: Write) -> None:
    written()

    html = sign_in(REA).get("/scenarios?q=缺货").text

    assert "/scenarios/1?s=" in html
    assert 'class="note warn"' in html


def test_a_save_that_is_not_indexed_yet_is_told(
    app: Flask, sign_in: SignIn, written: Write, reindex: Reindex
) -> None:
    no = written()
    reindex()
    browser = sign_in(ANN)
    browser.post(f"/scenarios/{no}/comments", data={"text": "有用"})

    html = browser.get("/scenarios?q=缺货").text

    assert "/scenarios/1?s=" in html
    assert 'class="note info"' in html


def test_a_merged_category_leads_to_what_it_means_today(sign_in: SignIn, reindex: Reindex) -> None:
    with write() as uow:
        old = categories.save_category(uow, CY, CategoryInput(title="旧", description="旧的"))
        new = categories.save_category(uow, CY, CategoryInput(title="新", description="新的"))
        categories.merge_categories(uow, CY, old.id, new.id)
    reindex()
    browser = sign_in(REA)

    assert browser.get("/scenarios?category=1").location == "/scenarios?category=2"
    assert browser.get("/categories/1").location == "/scenarios?category=1"
    assert browser.get("/tags/3").location == "/scenarios?tag=3"
    assert "新的" in browser.get("/scenarios?category=2").text


def test_a_merged_tag_leads_to_what_it_means_today(sign_in: SignIn, written: Write, reindex: Reindex) -> None:
    written()
    with write() as uow:
        new = tags.save_tag(uow, CY, TagInput(name="断供"))
        tags.merge_tags(uow, CY, 1, new.id)
    reindex()

    html = sign_in(REA).get("/scenarios?tag=1").text

    assert "节前缺货" in html
    assert f'action="/tags/{new.id}/watch"' in html


def test_every_search_is_noted_with_its_hits(app: Flask, sign_in: SignIn, written: Write) -> None:
    written()
    indexing.rebuild(read())

    sign_in(REA).get("/scenarios?q=没有的事")
    sign_in(REA).get("/search/live?q=打到一半")
    telemetry.drain(app)

    log = read().query(SearchLog).one()
    assert (log.query, log.hits, log.account_id) == ("没有的事", 0, REA.id)


def test_the_fragment_is_the_list_alone(sign_in: SignIn, written: Write, reindex: Reindex) -> None:
    written()
    reindex()

    html = sign_in(REA).get("/search/live?q=缺货").text
    sent = sign_in(REA).post("/search/live", data={"q": "缺货", "layer": "service"}).text

    assert "节前" in html
    assert "节前" in sent
    assert "<html" not in html
    assert "节前" not in sign_in(REA).post("/search/live", data={"q": "缺货", "layer": "management"}).text


def test_strangers_do_not_search(client: Browser, sign_in: SignIn) -> None:
    assert client.get("/scenarios?q=x").status_code == 303
    assert client.get("/search/live?q=x", headers={"X-Fragment": "1"}).status_code == 401
    assert sign_in(REA).delete("/scenarios").status_code == 405


def test_the_list_is_ordered_by_name(sign_in: SignIn, written: Write, reindex: Reindex) -> None:
    for title in ("缺货", "啊", "退款"):
        written(title=title)
    browser = sign_in(REA)

    without_index = browser.get("/scenarios?sort=title").text
    reindex()
    html = browser.get("/scenarios?sort=title").text

    assert html.index(">啊<") < html.index(">缺货<") < html.index(">退款<")
    assert without_index.index(">啊<") < without_index.index(">缺货<")


def test_an_author_is_found_by_name(sign_in: SignIn, written: Write, reindex: Reindex) -> None:
    written(title="安写的")
    written(CY, title="整理员写的", state=State.SUBMITTED)
    written(ZOE, title="佐写的")
    reindex()
    browser = sign_in(REA)

    for asked in ("author:Ann", "作者：ann", '作者:"ANN"'):
        html = browser.get("/scenarios", query_string={"q": asked}).text
        assert "安写的" in html
        assert "佐写的" not in html
    assert "佐写的" in browser.get("/scenarios?q=缺货 -author:ann").text


def test_what_has_no_category_is_a_list_of_its_own(sign_in: SignIn, written: Write, reindex: Reindex) -> None:
    filed, loose = written(title="归好类的"), written(title="没归类的")
    with write() as uow:
        id_ = categories.save_category(uow, CY, CategoryInput(title="账单", description="费用")).id
        uow.session.query(Scenario).filter_by(no=filed).one().category_id = id_
    browser = sign_in(REA)

    without_index = browser.get("/scenarios?category=0").text
    reindex()
    html = browser.get("/scenarios?category=0").text

    for page in (without_index, html):
        assert "<h1>没有目录</h1>" in page
        assert "没归类的" in page
        assert "归好类的" not in page.replace("没归类的", "")
    assert f"/scenarios/{loose}" in html
    assert "/scenarios?category=0" in browser.get("/scenarios").text


def test_every_category_is_two_clicks_from_home(sign_in: SignIn) -> None:
    parent = None
    for title in ("一层", "二层", "三层"):
        with write() as uow:
            given = CategoryInput(title=title, description="说明", parent_id=parent)
            parent = categories.save_category(uow, CY, given).id
    browser = sign_in(REA)

    assert 'href="/scenarios?category=1"' in browser.get("/").text
    top = browser.get("/scenarios?category=1").text
    assert all(f'href="/scenarios?category={id_}"' in top for id_ in (2, 3))


def test_a_tag_is_watched_and_left_on_its_page(sign_in: SignIn, written: Write) -> None:
    written()
    browser = sign_in(ZOE)
    assert 'action="/tags/1/watch"' in browser.get("/scenarios?tag=1").text

    on = browser.post("/tags/1/watch", data={"on": "1"})

    assert on.location == "/scenarios?tag=1"
    assert hidden(browser.get(on.location).text, "on") == ""
    browser.post("/tags/1/watch", data={"on": ""})
    assert hidden(browser.get(on.location).text, "on") == "1"


def test_only_the_page_of_one_tag_offers_to_watch_it(sign_in: SignIn, written: Write) -> None:
    written()
    browser = sign_in(ZOE)

    for address in ("/scenarios", "/scenarios?tag=99", "/scenarios?tag=1&layer=service", "/scenarios?tag=x"):
        assert "/watch" not in browser.get(address).text


def test_what_the_index_does_not_know_to_be_hidden_is_not_shown(
    sign_in: SignIn, written: Write, reindex: Reindex
) -> None:
    """Whatever the index says, the row decides who reads it."""
    no = written(title="只给红队看的")
    reindex()
    hit = f'href="/scenarios/{no}?s='
    assert hit in sign_in(ZOE).get("/scenarios?q=红队").text
    with write() as uow:
        row = uow.session.query(Scenario).filter_by(no=no).one()
        row.audience, row.team_id = "team", personas.RED

    assert hit not in sign_in(ZOE).get("/scenarios?q=红队").text
    assert hit in sign_in(ANN).get("/scenarios?q=红队").text
