"""Hostile text through the real forms: shown as text wherever it turns up, never run."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e import steps
from tests.e2e.conftest import Site

pytestmark = [pytest.mark.browser, pytest.mark.data]

ATTACKS = Path(__file__).resolve().parents[2] / "../shared/data/attack"
FILES = ("xss_owasp_filter_evasion.jsonl", "xss_bleach_tests.jsonl")
EACH = 60
PROBE = "<img src=x onerror=alert(1)>"


@pytest.fixture(scope="module")
def payloads() -> list[str]:
    """Take the worst of the collected strings: those that name a handler, a script or an address."""
    if not ATTACKS.exists():
        pytest.skip(f"no {ATTACKS}: the collected attack strings are not here")
    found: list[str] = []
    for name in FILES:
        lines = (ATTACKS / name).read_text(encoding="utf-8").splitlines()
        texts = [str(json.loads(line)["payload"]) for line in lines]
        found += [text for text in texts if any(bad in text.lower() for bad in ("script", "on", "<svg"))][
            :EACH
        ]
    return [text.replace("\0", "") for text in found]


def test_hostile_text_is_text_on_every_page(site: Site, payloads: list[str]) -> None:
    page = site.sign_in("han.xue")
    for start in range(0, len(payloads), 40):
        some = payloads[start : start + 40]
        steps.begin(page, f"{some[0][:80]} 攻击 {start}", "\n\n".join(some))
        steps.fill_what_is_required(page)
        page.locator("textarea[name$='-text']").first.fill(some[1])
        page.locator("[name=tags]").evaluate("(field, text) => { field.value = text }", PROBE)
        no = steps.submit(page)
        page.locator("[name=text]").fill("\n\n".join(some[:20]))
        page.locator("form", has=page.locator("[name=text]")).get_by_role("button", name="发送").click()
        expect(page.locator(".thread li")).to_have_count(1)
        look_around(page, no, some[0])


def test_hostile_text_in_the_search_box(site: Site, payloads: list[str]) -> None:
    page = site.sign_in("lin.xiaoman")
    for text in payloads[:12]:
        page.goto("/scenarios")
        page.locator("#q").fill(text.replace("\n", " ")[:200])
        page.locator("#q").press("Enter")
        page.wait_for_load_state()
        unharmed(page)


def look_around(page: Page, no: int, text: str) -> None:
    """Walk to every page that shows the scenario."""
    steps.edit_situation(page, no, f"改过一次\n\n{text}")
    page.locator("details.preview summary").first.click()
    page.wait_for_timeout(300)
    unharmed(page)
    steps.save(page)
    steps.saved(page, no)
    for path in (
        f"/scenarios/{no}",
        f"/scenarios/{no}/history",
        f"/scenarios/{no}/history/1..2",
        "/",
        f"/scenarios/{no}/history/1",
        "/scenarios?state=submitted",
        "/scenarios?q=攻击&state=submitted",
    ):
        answer = page.goto(path)
        assert answer is not None
        assert answer.status == 200, path
        unharmed(page)


def unharmed(page: Page) -> None:
    """Assert that nothing ran and nothing was asked for that the policy forbids; dialogs fail at the end."""
    assert page.evaluate("window.seen.violations") == []
    assert (
        page.locator(
            "main [onerror], main [onload], main script, main iframe, main [href^='javascript']"
        ).count()
        == 0
    )
