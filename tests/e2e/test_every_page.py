"""Every page, for those who use it: accessible, light, still, under the policy, nothing from outside."""

import gzip
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Response

from tests.catalogue import left_in_english
from tests.e2e.conftest import DESKTOP, PHONE, Site
from tests.e2e.pages import PAGES

pytestmark = pytest.mark.browser

FIRST_LOAD, SQUEEZED, WARM_REQUESTS, SHIFT = 100_000, 40_000, 4, 0.02
NARROW = 320
PEOPLE = sorted({who for who, _path in PAGES.values() if who})


@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
def test_pages_are_accessible_still_and_fit_in_both_themes(
    site: Site, phone: bool, look: Callable[[Page, str], None]
) -> None:
    browsers = {who: site.sign_in(who, phone=phone) for who in PEOPLE}
    browsers[""] = site.open(phone=phone)
    broken: dict[str, object] = {}
    for name, (who, path) in PAGES.items():
        page = browsers[who]
        answer = page.goto(path)
        assert answer is not None
        assert answer.status in {200, 403, 404}, path
        look(page, f"{name}_{390 if phone else 1440}")
        faults = seen_faults(page) + widths(page, phone) + axe_faults(page)
        faults += [] if phone else [f"English: {text}" for text in left_in_english(page.content())]
        page.set_viewport_size(PHONE if phone else DESKTOP)  # type: ignore[arg-type]
        if faults:
            broken[name] = faults

    assert broken == {}, "\n".join(f"{name}: {faults}" for name, faults in broken.items())


def test_the_first_page_is_light_and_the_next_ones_nearly_free(site: Site) -> None:
    """Measure bytes over the wire with headers and icon, then HTML, CSS and JS squeezed as files."""
    page = site.sign_in("lin.xiaoman")
    cdp = page.context.new_cdp_session(page)
    cdp.send("Network.enable")
    sent: list[float] = []
    cdp.on("Network.loadingFinished", lambda event: sent.append(event["encodedDataLength"]))
    squeezed: list[int] = []

    def squeeze(answer: Response) -> None:
        squeezed.append(len(gzip.compress(answer.body())))

    page.on("response", squeeze)
    page.goto("/", wait_until="networkidle")
    page.remove_listener("response", squeeze)
    assert 0 < sum(sent) <= FIRST_LOAD
    assert 0 < sum(squeezed) <= SQUEEZED

    for path in ("/scenarios", "/scenarios/1", "/scenarios/new"):
        sent.clear()
        page.goto(path, wait_until="networkidle")
        assert 0 < sum(size > 0 for size in sent) <= WARM_REQUESTS, path


def seen_faults(page: Page) -> list[str]:
    """List what the page did that it should not."""
    seen = page.evaluate("window.seen")
    faults = [f"policy: {one}" for one in seen["violations"]]
    return faults + ([f"shift {seen['shift']}"] if seen["shift"] >= SHIFT else [])


def widths(page: Page, phone: bool) -> list[str]:
    """List the widths at which the page is wider than the window; a phone's page is tried narrower still."""
    size = page.viewport_size
    assert size is not None
    tried = (size["width"], NARROW) if phone else (size["width"], 1100, 768)
    faults = []
    for width in tried:
        page.set_viewport_size({**size, "width": width})
        wide = page.evaluate("document.documentElement.scrollWidth")
        if wide > width:
            faults.append(f"{wide} wide at {width}")
    page.set_viewport_size(size)
    return faults


def axe_faults(page: Page) -> list[str]:
    """List what axe finds in the light, and of the colours in the dark: nothing else differs there.

    The window is made as high as the page first: bars that stick would cover what is looked at.
    """
    size, height = page.viewport_size, page.evaluate("document.documentElement.scrollHeight")
    assert size is not None
    page.set_viewport_size({**size, "height": max(size["height"], height)})
    page.evaluate(Axe().axe_script)
    faults = run_axe(page, {"resultTypes": ["violations"]})
    page.emulate_media(color_scheme="dark")
    faults += run_axe(page, {"resultTypes": ["violations"], "runOnly": ["color-contrast"]})
    page.emulate_media(color_scheme="light")
    return faults


def run_axe(page: Page, options: object) -> list[str]:
    """Run axe; say which rule is broken where."""
    found = page.evaluate("options => axe.run(document, options)", options)
    return [
        f"{one['id']}: {node['html'][:200]} {node['failureSummary'][:200]}"
        for one in found["violations"]
        for node in one["nodes"][:3]
    ]
