"""Two people improve one case: nothing is overwritten, every change can be read and taken back."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e import steps
from tests.e2e.conftest import Site

pytestmark = pytest.mark.browser


def test_two_people_who_change_one_sentence_see_both_texts(site: Site) -> None:
    one, other = site.sign_in("lin.xiaoman"), site.sign_in("han.xue", phone=True)
    for page in (one, other):
        page.goto("/scenarios/12/edit")
    text = one.locator("[name=situation]").input_value()
    first = text[: text.find("。")]
    one.locator("[name=situation]").fill(text.replace(first, first + "（甲改）", 1))
    other.locator("[name=situation]").fill(text.replace(first, first + "（乙改）", 1))
    steps.save(one)
    steps.saved(one, 12)
    steps.save(other)
    expect(other.locator(".ab", has_text="（甲改）").first).to_be_visible()
    expect(other.locator(".ab", has_text="（乙改）").first).to_be_visible()
    steps.save(other)
    expect(other.get_by_text("还没有选").first).to_be_visible()
    other.locator("[name^='own-']").fill(first + "（甲乙都要）。")
    steps.save(other)
    steps.saved(other, 12)

    expect(other.locator("main")).to_contain_text("（甲乙都要）")
    other.goto("/scenarios/12/history")
    expect(other.locator(".revlist li").first).to_contain_text("韩雪")
    expect(other.locator(".revlist li").nth(1)).to_contain_text("林小满")


def test_changes_in_different_places_merge_by_themselves(site: Site) -> None:
    one, other = site.sign_in("lin.xiaoman"), site.sign_in("gao.jie")
    for page in (one, other):
        page.goto("/scenarios/13/edit")
    one.locator("[name=title]").fill("装机师傅两次爽约，客户在家白等（甲改标题）")
    text = other.locator("[name=situation]").input_value()
    other.locator("[name=situation]").fill(text + "\n\n乙补一段。")
    steps.save(one)
    steps.saved(one, 13)
    steps.save(other)
    steps.saved(other, 13)

    expect(other.locator("h1")).to_contain_text("（甲改标题）")
    expect(other.locator("main")).to_contain_text("乙补一段。")


def test_a_change_is_read_in_the_history_and_one_field_taken_back(site: Site) -> None:
    page = site.sign_in("lin.xiaoman")
    page.goto("/scenarios/14/edit")
    title = page.locator("[name=title]").input_value()
    text = page.locator("[name=situation]").input_value()
    page.locator("[name=title]").fill(title + "（夜班）")
    page.locator("[name=situation]").fill(text + "\n\n补充：最迟 15 分钟内回电。")
    page.locator("[name=summary]").fill("写清回电时限")
    steps.save(page)
    steps.saved(page, 14)
    page.goto("/scenarios/14/history")
    expect(page.locator(".revlist li").first).to_contain_text("写清回电时限")
    page.get_by_role("button", name="比较这两版").click()
    expect(page.locator("ins", has_text="15 分钟").first).to_be_visible()
    expect(page.locator("[data-change-at]")).to_have_text("0 / 2")
    page.keyboard.press("n")
    page.keyboard.press("n")
    expect(page.locator("[data-change-at]")).to_have_text("2 / 2")
    page.keyboard.press("p")
    expect(page.locator("[data-change-at]")).to_have_text("1 / 2")
    page.get_by_role("button", name="恢复“标题”").click()
    steps.saved(page, 14)

    expect(page.locator("h1")).to_have_text(title)
    expect(page.locator("main")).to_contain_text("最迟 15 分钟内回电")


def test_an_old_revision_says_that_it_is_old(site: Site) -> None:
    page = site.sign_in("lin.xiaoman", phone=True)
    page.goto("/scenarios/1/history")
    page.locator(".revlist a", has_text=re.compile("第 1 版")).click()

    expect(page.get_by_text("您在看旧版本")).to_be_visible()


def test_a_solution_is_added_reported_and_talked_about(site: Site) -> None:
    page, curator = site.sign_in("han.xue", phone=True), site.sign_in("he.jing")
    page.goto("/scenarios/5")
    page.get_by_role("link", name="补充我的方案").click()
    page.locator("textarea[name$='-text']").first.fill("先发短信告知恢复时间。")
    steps.save(page)
    steps.saved(page, 5)
    expect(page.locator("main article", has_text="先发短信告知恢复时间。")).to_be_visible()
    page.evaluate("getSelection().selectAllChildren(document.querySelector('main article .steps li'))")
    page.locator("[name=text]").fill("第一步要写明谁来发。")
    pointed = page.locator("[name=quote]").input_value()
    assert pointed in page.locator("main article .steps li").first.inner_text()
    page.locator("form", has=page.locator("[name=text]")).get_by_role("button", name="发送").click()
    expect(page.locator(".thread li", has_text="第一步要写明谁来发。")).to_contain_text(pointed)

    mine = curator.locator("article", has_text="先发短信告知恢复时间。")
    curator.goto("/scenarios/5")
    if mine.locator("button[value=published]").count():
        mine.locator("button[value=published]").click()
    page.goto("/scenarios/5")
    article = page.locator("article").first
    before = article.locator(".rating summary").inner_text()
    article.get_by_role("link", name="我也用过").click()
    page.locator(".seg label", has_text="解决").first.click()
    page.locator("[name=note]").fill("夜班也管用。")
    page.get_by_role("button", name="提交反馈").click()
    steps.saved(page, 5)

    shown = page.locator("article", has_text="夜班也管用。")
    expect(shown.locator(".rating summary")).to_contain_text("%")
    assert shown.locator(".rating summary").inner_text() != before


def test_watching_and_favourites(site: Site) -> None:
    page = site.sign_in("gao.jie")
    page.goto("/scenarios/7")
    for label in ("收藏", "关注"):
        page.get_by_role("button", name=label, exact=True).click()
        expect(page.get_by_role("button", name=label, exact=True)).to_have_attribute("aria-pressed", "true")
    title = page.locator("h1").inner_text()
    page.goto("/")

    expect(page.locator("main .links a", has_text=title).first).to_be_visible()
