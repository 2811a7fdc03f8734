"""What goes out comes back in and changes nothing; no cell is ever a formula (security 17, 18)."""

import csv
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from flask import Flask
from sqlalchemy import select

from scenariowiki.exchange import importing, jobs
from scenariowiki.exchange.cells import guarded, unguarded
from scenariowiki.exchange.exporting import Format
from scenariowiki.exchange.models import ImportJob
from scenariowiki.kernel.events import EventRow
from scenariowiki.runtime.session import read, write
from scenariowiki.scenarios.commands import tags, transitions
from scenariowiki.scenarios.models import Revision, Scenario
from scenariowiki.scenarios.queries import taxonomy
from scenariowiki.scenarios.rules.states import State
from tests import personas
from tests.exchange.files import (
    DATA,
    bring_in,
    count,
    csv_file,
    json_file,
    take_out,
    text,
)
from tests.wiki import edit, publish

ROOT = Path(__file__).resolve().parents[2]
COMES_BACK = [Format.JSON, Format.JSONL, Format.CSV, Format.XLSX]
LIVE = re.compile('^[\\s"\ufeff\u200b-\u200f]*[=+\\-@\t\r\n＝＋－＠]')
RICH = {
    "external_id": "D-1",
    "layer": "service",
    "title": "-5 元优惠券无法使用",
    "situation": "- 第一点：客户 +375291234567 来电\n- 第二点\n\n=SUM(A1) 出现在正文里。",
    "tags": ["缺货", "投诉"],
    "author": "张三",
    "fields": {"business_line": "telecom", "channel": ["phone", "online_chat"], "occurred_on": "2026-01-05"},
    "solutions": [
        {"title": "先查", "steps": ["查。\n\n- 带空行的步骤", "改。"], "early_warning": "_x0041_ 预警"},
        {
            "steps": ["换货。"],
            "expected_effect": "满意",
            "outcomes": [{"result": "solved", "applied_on": "2026-01-06", "note": "有效"}],
        },
    ],
}


def fill(tmp_path: Path) -> None:
    documents = [RICH, {**RICH, "external_id": "D-2", "title": "无方案", "solutions": []}]
    assert bring_in(json_file(tmp_path / "in.json", documents), publish=True).failed == 0
    publish(personas.CY, "余额充足却停机")
    no = publish(personas.CY, "改过的")
    edit(personas.CY, no, 1, "改过的", "人改了这一段。")


@pytest.mark.parametrize("kind", COMES_BACK)
def test_an_export_brought_back_changes_nothing(app: Flask, tmp_path: Path, kind: Format) -> None:
    fill(tmp_path)
    before = (count(Revision), count(Scenario), count(EventRow))

    report = bring_in(take_out(tmp_path / "out", kind), publish=True)

    assert (report.unchanged, report.failed, report.problems) == (4, 0, [])
    assert (count(Revision), count(Scenario), count(EventRow)) == before


@pytest.mark.parametrize("kind", COMES_BACK)
def test_a_successor_goes_out_comes_back_and_is_brought_along(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: Format
) -> None:
    monkeypatch.setattr(importing, "BATCH", 1 if kind is Format.JSON else 200)
    old, new = publish(personas.CY, "旧口径"), publish(personas.CY, "新口径")
    with write() as uow:
        transitions.move_scenario(uow, personas.DAN, old, State.ARCHIVED, successor=new)
    path = take_out(tmp_path / "out", kind)
    before = (count(Revision), count(Scenario), count(EventRow))
    assert (bring_in(path, publish=True).unchanged, before) == (
        2,
        (count(Revision), count(Scenario), count(EventRow)),
    )

    report = bring_in(path, publish=True, instance_id="elsewhere")

    assert (report.created, report.failed) == (2, 0)
    copies = read().scalars(select(Scenario).where(Scenario.no > new).order_by(Scenario.no)).all()
    assert [one.state for one in copies] == [State.ARCHIVED, State.PUBLISHED]
    assert copies[0].successor_id == copies[1].id


def test_a_successor_that_comes_in_later_is_named_though_the_end_was_cut_off(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "BATCH", 1)
    old, new = publish(personas.CY, "旧口径"), publish(personas.CY, "新口径")
    with write() as uow:
        transitions.move_scenario(uow, personas.DAN, old, State.ARCHIVED, successor=new)
        job = jobs.begin_import(uow, personas.ADA, "cases.json", {}, 2)
        job.state = jobs.JobState.RUNNING
        job_id = job.id
    again: dict[str, Any] = {"publish": True, "instance_id": "elsewhere"}
    path = take_out(tmp_path / "out", Format.JSON)
    with monkeypatch.context() as crashing:
        crashing.setattr(importing, "_name_successors", crash)
        with pytest.raises(KeyboardInterrupt):
            bring_in(path, note=lambda uow, report: jobs.note_progress(uow, job_id, report), **again)

    bring_in(path, report=jobs.report_of(read().get_one(ImportJob, job_id)), **again)

    copies = read().scalars(select(Scenario).where(Scenario.no > new).order_by(Scenario.no)).all()
    assert copies[0].successor_id == copies[1].id


def crash(*_given: object) -> None:
    raise KeyboardInterrupt


def test_markdown_names_the_successor(app: Flask, tmp_path: Path) -> None:
    old, new = publish(personas.CY, "旧口径"), publish(personas.CY, "新口径")
    with write() as uow:
        transitions.move_scenario(uow, personas.DAN, old, State.ARCHIVED, successor=new)

    text = take_out(tmp_path / "out", Format.MARKDOWN).read_text("utf-8")

    assert text.count(f"- 接替情景: S-{new}\n") == 1


@pytest.mark.parametrize("kind", COMES_BACK)
def test_a_merged_tag_makes_no_change(app: Flask, tmp_path: Path, kind: Format) -> None:
    fill(tmp_path)
    ids = taxonomy.tags_by_key(read(), ["缺货", "投诉"])
    with write() as uow:
        tags.merge_tags(uow, personas.ADA, ids["缺货"], ids["投诉"])

    report = bring_in(take_out(tmp_path / "out", kind))

    assert (report.unchanged, report.updated, report.failed) == (4, 0, 0)


def test_an_edited_export_changes_what_was_edited_alone(app: Flask, tmp_path: Path) -> None:
    fill(tmp_path)
    path = take_out(tmp_path / "out.csv", Format.CSV)
    path.write_text(path.read_text("utf-8-sig").replace("人改了这一段。", "表格里又改了。"), "utf-8")

    report = bring_in(path)

    assert (report.updated, report.unchanged, report.failed) == (1, 3, 0)


def test_an_export_that_is_out_of_date_meets_a_conflict(app: Flask, tmp_path: Path) -> None:
    """D3: the base is the revision that the export names, not what was written since."""
    no = publish(personas.CY, "余额充足却停机", "原来的话。")
    path = take_out(tmp_path / "out.csv", Format.CSV)
    edit(personas.CY, no, 1, "余额充足却停机", "后来的话。")
    path.write_text(path.read_text("utf-8-sig").replace("原来的话。", "表格的话。"), "utf-8")

    report = bring_in(path)

    assert [(one.column, one.code) for one in report.problems] == [("运营情景", "edit_conflict")]


def test_documents_tell_everything(app: Flask, tmp_path: Path) -> None:
    fill(tmp_path)

    documents = json.loads(take_out(tmp_path / "out", Format.JSON).read_text("utf-8"))

    found = next(one for one in documents if one["external_id"] == "D-1")
    assert (found["state"], found["author"], found["tags"]) == ("published", "张三", ["缺货", "投诉"])
    assert found["solutions"][1]["outcomes"][0]["result"] == "solved"
    assert documents[-1]["external_id"].endswith(f":{documents[-1]['no']}")


def test_markdown_is_for_reading(app: Flask, tmp_path: Path) -> None:
    fill(tmp_path)

    said = take_out(tmp_path / "out", Format.MARKDOWN).read_text("utf-8")

    assert "# S-1 -5 元优惠券无法使用" in said
    assert "- 状态: 已发布\n" in said
    assert "- 层面: 服务技能\n" in said
    assert "1. 查。\n   \n   - 带空行的步骤" in said


def test_only_what_one_may_read_goes_out(app: Flask, tmp_path: Path) -> None:
    document = {
        "title": "红队的",
        "situation": "乙",
        "audience": "team",
        "team": "红队",
        "external_id": "T-1",
    }
    assert bring_in(json_file(tmp_path / "in.json", [document])).problems == []

    for person, numbers in ((personas.ZOE, 0), (personas.CY, 1)):
        found = json.loads(take_out(tmp_path / "out", Format.JSON, person).read_text("utf-8"))
        assert len(found) == numbers


@pytest.mark.data
@pytest.mark.parametrize("kind", [Format.CSV, Format.XLSX])
def test_formulas_go_out_harmless_and_come_back_as_they_were(
    app: Flask, tmp_path: Path, kind: Format
) -> None:
    """Security 17: a phone number such as +375… survives."""
    if not DATA.exists():
        pytest.skip("../shared/data is not there")
    formulas = [one["value"] for one in json.loads((DATA / "attack" / "csv_formula.json").read_text())]
    documents = [
        {
            "external_id": f"F-{place}",
            "title": f"公式{place}",
            "situation": value,
            "solutions": [{"steps": [value]}],
        }
        for place, value in enumerate(formulas)
    ]
    assert bring_in(json_file(tmp_path / "in.json", documents)).problems == []

    out = take_out(tmp_path / "out", kind)

    assert not [cell for cell in _cells(out, kind) if LIVE.match(cell)]
    assert bring_in(out).unchanged == len(formulas)


def _cells(path: Path, kind: Format) -> list[str]:
    if kind is Format.CSV:
        rows = list(csv.reader(path.read_text("utf-8-sig").splitlines(keepends=True)))
        assert len({len(row) for row in rows}) == 1
        return [cell for row in rows for cell in row]
    with path.open("rb") as file:
        sheet = openpyxl.load_workbook(file).worksheets[0]
        cells = [cell for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "inlineStr", "n"}
    return [str(cell.value or "") for cell in cells]


@pytest.mark.parametrize(
    "cell", ["=1", "+375291234567", "-5", "@x", "'=1", "''", "'", "甲", "", " =1", "|calc"]
)
def test_a_guarded_cell_comes_back(cell: str) -> None:
    assert unguarded(guarded(cell)) == cell
    assert not LIVE.match(guarded(cell))


def test_a_text_longer_than_a_cell_is_not_lost_on_its_way_back(app: Flask, tmp_path: Path) -> None:
    bring_in(
        json_file(
            tmp_path / "in.json", [{"external_id": "L-1", "title": "长", "situation": "长文。" * 15_000}]
        )
    )

    report = bring_in(take_out(tmp_path / "out", Format.XLSX))

    assert (report.unchanged, len(text("L-1")["situation"])) == (1, 45_000)


@pytest.mark.data
def test_naughty_strings_survive_a_spreadsheet(app: Flask, tmp_path: Path) -> None:
    if not DATA.exists():
        pytest.skip("../shared/data is not there")
    strings = json.loads((DATA / "attack" / "blns.json").read_text())
    documents = [
        {"external_id": f"N-{place}", "title": f"字符{place}", "situation": value}
        for place, value in enumerate(strings)
        if value.strip()
    ]
    created = bring_in(json_file(tmp_path / "in.json", documents)).created

    report = bring_in(take_out(tmp_path / "out", Format.XLSX))

    assert created > 400
    assert (report.unchanged, report.problems) == (created, [])


def test_web_workers_never_load_the_spreadsheet_library() -> None:
    code = "import sys, scenariowiki.app; print('openpyxl' in sys.modules)"

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)

    assert done.stdout.strip() == "False"


def test_csv_cells_stay_in_their_columns(app: Flask, tmp_path: Path) -> None:
    rows = [["title", "situation"], ['a",=1+1,"', "a\n=1+1"]]
    bring_in(csv_file(tmp_path / "x.csv", rows))

    cells = _cells(take_out(tmp_path / "out", Format.CSV), Format.CSV)

    assert 'a",=1+1,"' in cells
