"""Finding a case again: by two characters, in either script, by pinyin; reading it in one's own script."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e import steps
from tests.e2e.conftest import Site

pytestmark = pytest.mark.browser


def test_two_characters_the_other_script_and_pinyin_find_the_same(site: Site) -> None:
    page = site.sign_in("lin.xiaoman")
    found: dict[str, set[str]] = {}
    for words in ("宽带", "寬帶"):
        steps.search(page, words)
        found[words] = set(page.locator("main .res h2 a").all_inner_texts())
    assert found["宽带"] == found["寬帶"] != set()
    steps.search(page, "duanhuo")

    expect(steps.result(page, "断货")).to_be_visible()


def test_filters_narrow_and_are_taken_off_again(site: Site) -> None:
    page = site.sign_in("lin.xiaoman", phone=True)
    page.goto("/scenarios")
    page.get_by_role("link", name="筛选").click()
    page.locator(".facets label", has_text="管理流程").click()
    expect(page).to_have_url(re.compile("layer=management"))
    page.locator("a.tag[aria-label]", has_text="管理流程").click()

    expect(page).not_to_have_url(re.compile("layer=management"))


def test_nothing_found_leads_on(site: Site) -> None:
    page = site.sign_in("lin.xiaoman")
    steps.search(page, "火星基地")

    expect(page.get_by_text("没有找到")).to_be_visible()
    expect(page.get_by_role("link", name="写下来")).to_be_visible()


def test_half_typed_pinyin_asks_nothing_and_the_word_asks_once(site: Site) -> None:
    page = site.sign_in("lin.xiaoman")
    page.goto("/scenarios")
    asked: list[str] = []
    page.on(
        "request", lambda request: asked.append(request.post_data or "") if is_asking(request.url) else None
    )
    page.locator("#q").focus()
    compose(page, ("t", "to", "tou", "tou s", "tou su"))
    assert asked == []
    commit(page, "投诉")
    expect(page.locator("#sug [role=option]").first).to_be_visible()

    assert len(asked) == 1


def test_the_input_methods_enter_sends_no_form(site: Site) -> None:
    page = site.sign_in("lin.xiaoman")
    page.goto("/scenarios")
    page.locator("#q").focus()
    compose(page, ("t", "tou"))
    page.evaluate(
        "document.querySelector('#q').dispatchEvent(new KeyboardEvent('keydown',"
        " {key: 'Enter', keyCode: 229, bubbles: true, cancelable: true, isComposing: true}))"
    )

    expect(page).to_have_url(re.compile(r"/scenarios$"))


def test_suggestions_are_walked_by_keys(site: Site) -> None:
    page = site.sign_in("lin.xiaoman")
    page.goto("/scenarios")
    page.keyboard.press("/")
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.insert_text("宽带")
    expect(page.locator("#sug [role=option]").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(page.locator("#sug [aria-selected=true]")).to_have_count(1)
    page.keyboard.press("Enter")

    expect(page).not_to_have_url(re.compile(r"/scenarios$"))


def test_reading_in_the_other_script_leaves_the_text_alone(site: Site) -> None:
    page = site.sign_in("wu.haoran")
    page.goto("/me/settings")
    page.locator("#script label", has_text="繁体字").click()
    page.get_by_role("button", name="保存").click()
    page.goto("/scenarios/1")
    expect(page.locator("h1")).to_contain_text("門店海報")
    page.goto("/scenarios/1/edit")

    assert "门店海报" in page.locator("[name=title]").input_value()


def test_every_text_has_its_language(site: Site) -> None:
    page = site.sign_in("lin.xiaoman")
    steps.search(page, "CRM")

    assert page.locator("html").get_attribute("lang") == "zh-Hans"
    assert page.locator("main [lang='zh-Hant']").count() >= 1


def is_asking(url: str) -> bool:
    """Tell the search's own requests from the scripts of the same name."""
    return url.endswith("/suggest") or "/search/live" in url


def compose(page: Page, halves: tuple[str, ...]) -> None:
    """Type into the input method, as its window shows it."""
    cdp = page.context.new_cdp_session(page)
    for half in halves:
        at = len(half)
        cdp.send("Input.imeSetComposition", {"text": half, "selectionStart": at, "selectionEnd": at})
        page.wait_for_timeout(250)


def commit(page: Page, word: str) -> None:
    """Take the word that the input method offers."""
    page.context.new_cdp_session(page).send("Input.insertText", {"text": word})
