"""Real hotline cases: found alike, decided one after the other by keyboard, some taken apart again.

BULK_CASES and BULK_PAIRS make it longer: `make bulk` takes all 6,991 cases and 30 pairs.
"""

import gzip
import os
import random
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page
from playwright.sync_api import TimeoutError as Late
from sqlalchemy import select

from scenariowiki.curation.models import MergeOp
from scenariowiki.jobs.process import run_once
from scenariowiki.jobs.upkeep import SCHEDULE
from scenariowiki.runtime.session import db, read
from scenariowiki.scenarios.models import Revision, Scenario
from tests.e2e.conftest import Site, empty_app, serving

pytestmark = [pytest.mark.browser, pytest.mark.data, pytest.mark.timeout(1800)]
ROOT = Path(__file__).resolve().parents[2]
CASES = ROOT / "../shared/data/bulk/hotline_cases.jsonl.gz"
COUNT, PAIRS = int(os.environ.get("BULK_CASES", "800")), int(os.environ.get("BULK_PAIRS", "9"))
HOW = ("--map", "id=external_id", "--set", "layer=service", "--set", "tags=热线", "--publish")
WHY = "其实是两件不同的事，分开处理。"


@pytest.fixture(scope="module")
def centre(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Site]:
    """Serve a centre whose cases were imported and scanned, with one curator."""
    if not CASES.exists():
        pytest.skip("../shared/data/bulk/hotline_cases.jsonl.gz is not there")
    folder = tmp_path_factory.mktemp("bulk")
    app = empty_app(folder)
    with gzip.open(CASES, "rt", encoding="utf-8") as file:
        (folder / "cases.jsonl").write_text("".join(islice(file, COUNT)), encoding="utf-8")
    command(app, "accounts", "add", "cy", "--role", "curator", "--password-stdin", sent="a long password")
    command(app, "scenarios", "import", str(folder / "cases.jsonl"), *HOW)
    run_once(app, SCHEDULE)
    command(app, "curation", "scan", "--quiet")
    with app.app_context():
        db.engine.dispose()
    with serving(folder, browser) as site:
        yield site


def test_pairs_are_decided_by_keyboard_and_undone_in_any_order(centre: Site) -> None:
    before = catalogue(centre)
    page = centre.sign_in("cy")
    page.goto("/queue?kind=dup_scenario")
    page.locator(".queue .lines a").first.click()

    for _pair in range(PAIRS):
        decide(page)

    ops = active(centre)
    assert 0 < len(ops) <= PAIRS
    chosen = random.Random(1).sample(sorted(ops), max(1, len(ops) // 3))
    for op in chosen:
        undo(page, op)

    after = catalogue(centre)
    left = active(centre)
    assert set(left) == set(ops) - set(chosen)
    touched = {id_ for pair in left.values() for id_ in pair}
    assert {id_: row for id_, row in after.items() if id_ not in touched} == {
        id_: row for id_, row in before.items() if id_ not in touched
    }
    centre.close()


def decide(page: Page) -> None:
    """Choose the first side of every field, merge, and be led to the next item."""
    page.wait_for_selector("form[data-decide]")
    here = page.url
    for _row in range(page.locator("[data-row]").count()):
        page.keyboard.press("j")
        page.keyboard.press("1")
    for _time in range(3):  # within five seconds it asks once more
        page.keyboard.press("Control+Enter")
        try:
            page.wait_for_url(lambda url: url != here, timeout=3_000)
        except Late:
            continue
        return
    pytest.fail(f"nothing came of deciding: {page.locator('main').inner_text()[:400]}")


def undo(page: Page, op: int) -> None:
    """Take a merge apart on its page."""
    page.goto(f"/merges/{op}")
    page.locator("input[name=reason]").first.check(force=True)
    page.locator("textarea[name=note]").fill(WHY)
    with page.expect_navigation():
        page.locator("form[action$=undo] button[type=submit]").last.click()


def catalogue(site: Site) -> dict[int, tuple[Any, ...]]:
    """Return what a merge that is undone must leave as it was."""
    chosen = select(
        Scenario.id,
        Scenario.state,
        Scenario.canonical_id,
        Scenario.title,
        Scenario.solution_count,
        Scenario.evidence,
        Revision.content_hash,
    ).join(Revision, Revision.id == Scenario.head_rev_id)
    with site.app.app_context():
        return {row[0]: tuple(row[1:]) for row in read().execute(chosen)}


def active(site: Site) -> dict[int, tuple[int, int]]:
    """Map active merges to both their sides."""
    chosen = select(MergeOp).where(MergeOp.undone_at.is_(None))
    with site.app.app_context():
        return {op.id: (op.loser_id, op.winner_id) for op in read().scalars(chosen)}


def command(app: Flask, *words: str, sent: str | None = None) -> None:
    """Run a command as an administrator does; it must end well."""
    result = app.test_cli_runner().invoke(args=list(words), input=sent)
    assert result.exit_code == 0, result.output
