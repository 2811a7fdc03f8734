"""Signing in, choosing a language, and what an administrator sets up, in a browser."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Site

pytestmark = pytest.mark.browser


def test_a_wrong_password_keeps_the_name(site: Site) -> None:
    page = site.open(phone=True)
    page.goto("/scenarios/1")
    expect(page).to_have_url(re.compile("/sign-in"))
    page.get_by_label("登录名").fill("lin.xiaoman")
    page.get_by_label("密码").fill("错的密码错的密码")
    page.get_by_role("button", name="登录").click()

    expect(page.locator("[role=alert]")).to_be_visible()
    expect(page.get_by_label("登录名")).to_have_value("lin.xiaoman")


def test_the_interface_speaks_three_languages(site: Site) -> None:
    page = site.sign_in("tang.rui")
    page.goto("/")
    for name, lang, word in (
        ("繁體", "zh-Hant", "目錄"),
        ("English", "en", "Catalogue"),
        ("简体", "zh-Hans", "目录"),
    ):
        page.locator(".menu summary").click()
        page.locator(f".menu button[name=locale][lang={lang}]", has_text=name).click()
        expect(page.locator("html")).to_have_attribute("lang", lang)
        expect(page.locator(".nav")).to_contain_text(word)


def test_the_dark_theme_stays(site: Site) -> None:
    page = site.sign_in("tang.rui", phone=True)
    page.goto("/")
    page.locator(".menu summary").click()
    page.locator("[data-theme-toggle]").click()
    page.goto("/scenarios")

    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


def test_an_administrator_adds_a_person_who_signs_in(site: Site) -> None:
    admin = site.sign_in("yan.kai")
    admin.goto("/admin/people/new")
    admin.locator("[name=display_name]").fill("新来的班长")
    admin.locator("[name=name]").fill("xin.banzhang")
    admin.get_by_role("button", name="保存").click()
    password = admin.locator(".secret").first.inner_text()
    page = site.open()
    page.goto("/sign-in")
    page.get_by_label("登录名").fill("xin.banzhang")
    page.get_by_label("密码").fill(password)
    page.get_by_role("button", name="登录").click()

    expect(page.locator("h1", has_text="修改密码")).to_be_visible()


def test_a_field_added_to_the_template_is_in_the_form(site: Site) -> None:
    admin, lead = site.sign_in("yan.kai"), site.sign_in("lin.xiaoman")
    admin.goto("/admin/template")
    admin.locator("[name=act][value='add:fields']").click()
    added = admin.locator("[data-list=fields] > [data-item]").last
    added.locator("[name$=label_hans]").fill("天气")
    added.locator("[name$=label_hant]").fill("天氣")
    added.locator("[name$=label_en]").fill("Weather")
    added.locator("[name$=-key]").fill("weather")
    admin.locator("[data-main]").click()
    expect(admin.locator(".flash.ok, [role=status]").first).to_be_visible()
    lead.goto("/scenarios/new")
    lead.locator("summary", has_text="情景的更多信息").click()

    expect(lead.get_by_label("天气")).to_be_visible()
