"""Every page, for those who use it: accessible, light, still, under the policy, nothing from outside."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.e2e.conftest import Site

pytestmark = pytest.mark.browser

WEIGHT = 100_000
PAGES = {
    "home": ("lin.xiaoman", "/"),
    "catalogue": ("lin.xiaoman", "/scenarios"),
    "search": ("lin.xiaoman", "/scenarios?q=缺货"),
    "scenario": ("lin.xiaoman", "/scenarios/1"),
    "curator's scenario": ("he.jing", "/scenarios/1"),
    "new": ("lin.xiaoman", "/scenarios/new"),
    "edit": ("lin.xiaoman", "/scenarios/1/edit"),
    "history": ("lin.xiaoman", "/scenarios/1/history"),
    "compare": ("lin.xiaoman", "/scenarios/1/history/1..3"),
    "settings": ("lin.xiaoman", "/me/settings"),
    "status": ("yan.kai", "/admin"),
    "people": ("yan.kai", "/admin/people"),
    "template": ("yan.kai", "/admin/template"),
    "categories": ("he.jing", "/admin/categories"),
    "tags": ("he.jing", "/admin/tags"),
    "imports": ("he.jing", "/imports"),
}


@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_pages_are_accessible_in_both_widths_and_themes(
    site: Site, phone: bool, dark: bool, look: object
) -> None:
    pages: dict[str, Page] = {}
    broken: dict[str, object] = {}
    for name, (who, path) in PAGES.items():
        page = pages.setdefault(who, site.sign_in(who, phone=phone, dark=dark))
        answer = page.goto(path)
        assert answer is not None
        assert answer.status == 200, path
        look(page, f"{name}_{'390' if phone else '1440'}_{'dark' if dark else 'light'}")  # type: ignore[operator]
        found = Axe().run(page)
        if found.violations_count:
            broken[name] = found.generate_report()
        watched = page.evaluate("window.seen")
        assert watched["violations"] == [], name
        assert watched["shift"] < 0.02, name
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name

    assert broken == {}


def test_pages_are_light(site: Site) -> None:
    page = site.sign_in("lin.xiaoman")
    cdp = page.context.new_cdp_session(page)
    cdp.send("Network.enable")
    loaded: list[float] = []
    cdp.on("Network.loadingFinished", lambda event: loaded.append(event["encodedDataLength"]))
    page.goto("/", wait_until="networkidle")

    assert 0 < sum(loaded) <= WEIGHT
