"""Masking a text on its pages: asked for, shown, confirmed, and nowhere to be read afterwards (D1)."""

import re
from pathlib import Path

import pytest
from flask import Flask

from scenariowiki.exchange.models import ImportJob
from scenariowiki.jobs import drain
from scenariowiki.kernel import clock
from scenariowiki.runtime import uploads
from scenariowiki.runtime.session import read, write
from tests import personas, wiki
from tests.browser import Browser, SignIn
from tests.web.scenarios.conftest import edited

SECRET = "王小二13800138000"
TITLE = f"客户{SECRET}停机"


@pytest.fixture
def told() -> int:
    no = wiki.publish(personas.CY, TITLE, f"客户{SECRET}来电，很急。")
    wiki.edit(personas.CY, no, 1, TITLE, f"客户{SECRET}来电。请核对。")
    return no


def confirm(browser: Browser, no: int, words: str = SECRET) -> int:
    """Look and confirm; return the status of the answer."""
    shown = browser.post(f"/scenarios/{no}/mask/preview", data={"text": words, "reason": "客户资料"})
    seen = re.search(r'name="seen" value="([^"]+)"', shown.text)
    data = {"text": words, "reason": "客户资料", "seen": seen[1] if seen else ""}
    return browser.post(f"/scenarios/{no}/mask", data=data).status_code


def test_d1_after_masking_no_page_and_no_file_shows_it(app: Flask, sign_in: SignIn, told: int) -> None:
    reader, admin = sign_in(personas.ANN), sign_in(personas.ADA)
    pages = (
        *(f"/scenarios/{told}", f"/scenarios/{told}/history", f"/scenarios/{told}/history/1"),
        *(f"/scenarios/{told}/history/1..2", f"/scenarios/{told}/history/1..3?who=1", "/scenarios"),
        *(f"/scenarios/{told}/edit", f"/search?q={SECRET}", "/"),
    )
    drain.drain()
    assert SECRET in reader.get(pages[0]).text
    assert SECRET in reader.get("/scenarios").text

    assert confirm(admin, told) == 303
    drain.drain()

    for page in pages:
        assert SECRET not in reader.get(page, follow_redirects=True).text.replace(f'value="{SECRET}"', "")
    exported = sign_in(personas.CY).post("/exports", data={"format": "jsonl", "scope": "all"}).text
    assert SECRET not in exported
    history = reader.get(f"/scenarios/{told}/history").text
    assert ("客户资料" in history, "1 人参与" in history) == (True, True)


def test_d1_the_preview_says_where_and_how_often_and_changes_nothing(sign_in: SignIn, told: int) -> None:
    browser = sign_in(personas.ADA)

    shown = browser.post(f"/scenarios/{told}/mask/preview", data={"text": SECRET, "reason": "客户资料"}).text

    assert "共 4 处" in shown
    assert "情景和方案（所有版本）" in shown
    assert SECRET in browser.get(f"/scenarios/{told}/history/1").text


def test_d1_a_stale_preview_is_shown_anew(sign_in: SignIn, told: int) -> None:
    browser = sign_in(personas.ADA)

    stale = browser.post(
        f"/scenarios/{told}/mask", data={"text": SECRET, "reason": "客户资料", "seen": "0123"}
    )

    assert (stale.status_code, "共 4 处" in stale.text) == (409, True)
    assert browser.post(f"/scenarios/{told}/mask", data={"text": "王", "reason": ""}).status_code == 422


def test_u11_who_was_writing_meanwhile_is_told_instead_of_bringing_it_back(
    sign_in: SignIn, told: int
) -> None:
    writer = sign_in(personas.CY)
    data = edited(situation=f"客户{SECRET}来电。请先核对，再回电。", base_seq="2", title=TITLE)
    assert confirm(sign_in(personas.ADA), told) == 303

    refused = writer.post(f"/scenarios/{told}/edit", data=data)

    assert (refused.status_code, "已被管理员永久遮盖" in refused.text) == (409, True)


def test_d1_uploads_that_hold_it_are_deleted(app: Flask, sign_in: SignIn, told: int) -> None:
    job = ImportJob(
        account_id=personas.CY.id, filename="a.csv", state="uploaded", settings={}, created_at=clock.now()
    )
    with write() as uow:
        uow.session.add(job)
        uow.session.flush()
        kept, gone = job.id + 1, job.id
    _upload(kept, "标题,情景\n停机,客户来电\n")
    path = _upload(gone, f"标题,情景\n停机,客户{SECRET}来电\n")

    assert confirm(sign_in(personas.ADA), told) == 303

    assert (path.exists(), uploads.file_of(kept).exists()) == (False, True)
    assert read().get_one(ImportJob, gone).state == "stopped"


def _upload(job_id: int, text: str) -> Path:
    path = uploads.file_of(job_id)
    path.write_text(text, "utf-8")
    return path


def test_d1_history_leads_administrators_there_alone(sign_in: SignIn, told: int) -> None:
    address = f"/scenarios/{told}/mask"

    assert address in sign_in(personas.ADA).get(f"/scenarios/{told}/history").text
    assert address not in sign_in(personas.CY).get(f"/scenarios/{told}/history").text
