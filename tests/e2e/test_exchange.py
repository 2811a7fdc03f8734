"""The centre's existing cases come in through the browser, in both scripts, and go out again."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e import steps
from tests.e2e.conftest import Site

pytestmark = [pytest.mark.browser, pytest.mark.data]

CASES = Path(__file__).resolve().parents[2] / "../shared/data/cases"
FILES = ("cases.zh-Hans.csv", "cases.zh-Hant.csv")
SHORTAGE = ("节前小样缺货", "節前小樣缺貨")


def test_real_cases_in_both_scripts_are_imported_and_found(site: Site) -> None:
    if not CASES.exists():
        pytest.skip(f"no {CASES}: the real cases are not here")
    page = site.sign_in("he.jing")
    bring_in(page, CASES / FILES[0])
    bring_in(page, CASES / FILES[1], numbered_anew=True)  # else the same four become their next revisions

    for words in ("缺货", "缺貨", "quehuo"):
        steps.find(page, words, *SHORTAGE)


def test_a_file_that_is_no_table_is_refused_in_chinese(site: Site, tmp_path: Path) -> None:
    bad = tmp_path / "坏文件.xlsx"
    bad.write_bytes(b"PK\x03\x04 nothing of the kind")
    page = site.sign_in("he.jing", phone=True)
    page.goto("/imports/new")
    page.locator("[name=file]").set_input_files(bad)
    page.locator("main form button[type=submit]").click()

    expect(page.locator("[role=alert]").first).to_be_visible()


def test_an_export_is_a_file(site: Site) -> None:
    page = site.sign_in("he.jing")
    page.goto("/export")
    with page.expect_download() as download:
        page.locator("main form button[type=submit]").click()

    assert download.value.suggested_filename.endswith(".xlsx")


def bring_in(page: Page, path: Path, *, numbered_anew: bool = False) -> None:
    """Choose a file, look at its columns, try it, import it."""
    page.goto("/imports/new")
    page.locator("[name=file]").set_input_files(path)
    page.locator("main form button[type=submit]").click()
    expect(page.locator("[aria-current=step]")).to_contain_text("列")
    if numbered_anew:
        page.locator("tr", has_text="external_id").locator("select").select_option("")
    page.locator("[name=publish]").check()
    page.locator("[data-main]").click()
    start = page.get_by_role("button", name="开始导入")
    expect(start).to_be_visible(timeout=30_000)
    page.wait_for_timeout(3_000)  # people read the dry run first; the child that made it ends meanwhile
    start.click()
    expect(page.get_by_role("link", name="去目录")).to_be_visible(timeout=75_000)
    page.reload()
    page.wait_for_load_state("networkidle")
    expect(page.get_by_role("link", name="去目录")).to_be_visible()  # what ended is still told
