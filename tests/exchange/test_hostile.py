"""Hostile files: refused or read as text, never run, never half saved (security 18, 64-67)."""

import io
import json
import resource
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from flask import Flask

from scenariowiki.exchange.tables import opened
from scenariowiki.kernel.errors import Invalid
from scenariowiki.runtime.session import read
from scenariowiki.scenarios.models import Rendered, Scenario
from scenariowiki.scenarios.queries.templates import BUILT_IN
from tests.exchange.files import (
    DATA,
    bring_in,
    codes,
    count,
    csv_file,
    json_file,
    lines_file,
    text,
    xlsx_file,
)

SHEET = "xl/worksheets/sheet1.xml"


def remade(path: Path, parts: dict[str, bytes], more: list[tuple[str, bytes]] | None = None) -> Path:
    """Write a spreadsheet anew with some of its parts replaced, others added."""
    with zipfile.ZipFile(path) as archive:
        kept = {entry.filename: archive.read(entry) for entry in archive.infolist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in [*{**kept, **parts}.items(), *(more or [])]:
            archive.writestr(name, content)
    return path


def small(tmp_path: Path) -> Path:
    return xlsx_file(tmp_path / "x.xlsx", [["title", "situation"], ["甲", "乙"]])


def problem(path: Path) -> str:
    with pytest.raises(Invalid) as refused, opened(path, BUILT_IN.fields) as table:
        list(table.rows())
    return refused.value.reason


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    """Security 64."""
    path = remade(small(tmp_path), {"xl/media/bomb.bin": bytes(120 * 1024 * 1024)})
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    assert problem(path) == "file_too_large"
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 150 * 1024


def test_a_bomb_within_the_size_is_refused_by_its_ratio(tmp_path: Path) -> None:
    assert problem(remade(small(tmp_path), {"xl/media/x.bin": bytes(40 * 1024 * 1024)})) == "file_too_large"


def test_twenty_thousand_entries_are_refused(tmp_path: Path) -> None:
    many = [(f"xl/media/{n}.bin", b"x") for n in range(2_100)]

    assert problem(remade(small(tmp_path), {}, many)) == "file_too_large"


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_twin_entries_are_refused(tmp_path: Path) -> None:
    path = small(tmp_path)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(SHEET, b"<worksheet/>")

    assert problem(path) == "unreadable_file"


def test_lying_sizes_do_not_get_past_the_child(tmp_path: Path) -> None:
    path = remade(small(tmp_path), {"xl/media/x.bin": b"x" * 1000})
    data = bytearray(path.read_bytes())
    at = data.rfind(b"PK\x01\x02")
    data[at + 24 : at + 28] = (10).to_bytes(4, "little")
    path.write_bytes(bytes(data))

    with opened(path, BUILT_IN.fields) as table:
        assert table.total == 1


@pytest.mark.parametrize(
    "head",
    [
        '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE x [<!ENTITY a "' + "y" * 1000 + '"><!ENTITY e "' + "&a;" * 1000 + '">]>',
        '<!DOCTYPE l [<!ENTITY l0 "lol">'
        + "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
        + '<!ENTITY e "&l11;">]>',
    ],
    ids=["file", "quadratic", "laughs"],
)
def test_entities_are_never_followed(tmp_path: Path, head: str) -> None:
    """Security 65."""
    sheet = (
        f'<?xml version="1.0"?>{head}'
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        '<row r="1"><c r="A1" t="inlineStr"><is><t>title</t></is></c></row>'
        '<row r="2"><c r="A2" t="inlineStr"><is><t>&e;</t></is></c></row></sheetData></worksheet>'
    )
    path = remade(small(tmp_path), {SHEET: sheet.encode()})

    try:
        with opened(path, BUILT_IN.fields) as table:
            said = str([row.values for row in table.rows()])
    except Invalid as refused:
        said = refused.reason
    assert "root:" not in said
    assert len(said) < 1000


def test_a_cell_at_the_far_end_is_refused_quickly(tmp_path: Path) -> None:
    """Security 66."""
    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet["A1"] = "title"
    sheet["XFD1048576"] = "x"
    book.save(tmp_path / "x.xlsx")

    assert problem(tmp_path / "x.xlsx") == "too_many_columns"


def test_too_many_rows_of_a_sheet_are_refused(tmp_path: Path) -> None:
    row = '<row><c t="inlineStr"><is><t>x</t></is></c></row>'
    sheet = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        + row * 20_050
        + "".join(f"<!-- {n * 7919} -->" for n in range(20_000))
        + "</sheetData></worksheet>"
    )
    path = small(tmp_path)
    data = remade(path, {})
    with zipfile.ZipFile(data) as archive:
        kept = {entry.filename: archive.read(entry) for entry in archive.infolist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        for name, content in {**kept, SHEET: sheet.encode()}.items():
            archive.writestr(name, content)

    assert problem(path) == "too_many_rows"


def test_formulas_links_and_macros_are_text(app: Flask, tmp_path: Path) -> None:
    """Security 18: nothing is calculated, nothing is fetched."""
    rows = [["title", "situation"], ['=HYPERLINK("http://127.0.0.1/","x")', "=1+1"], [12.0, True]]
    path = remade(xlsx_file(tmp_path / "x.xlsx", rows), {}, [("xl/vbaProject.bin", b"macro")])

    with opened(path, BUILT_IN.fields) as table:
        found = [list(row.values.values()) for row in table.rows()]

    assert found == [['=HYPERLINK("http://127.0.0.1/","x")', "=1+1"], ["12", "True"]]


@pytest.mark.unmeasured
@pytest.mark.data
@pytest.mark.parametrize("corpus", ["blns.json", "names_unicode.json"])
def test_every_naughty_string_is_stored_or_refused_with_a_reason(
    app: Flask, tmp_path: Path, corpus: str
) -> None:
    if not DATA.exists():
        pytest.skip("../shared/data is not there")
    found = json.loads((DATA / "attack" / corpus).read_text())
    strings = [one if isinstance(one, str) else str(one.get("value", one.get("name", ""))) for one in found]
    documents = [
        {
            "external_id": f"x{place}-{value[:50]}",
            "title": value,
            "situation": value,
            "tags": [value[:30]],
            "author": value,
            "team": "",
            "solutions": [{"title": value, "steps": [value], "expected_effect": value}],
            "another": value,
            value[:20]: value,
        }
        for place, value in enumerate(strings)
    ]

    for document in documents:
        report = bring_in(json_file(tmp_path / "x.json", [document]))
        assert report.created + report.failed + report.unchanged == 1, document
        assert all(code != "fault" for _row, _column, code in codes(report))


def test_markup_in_cells_is_text(app: Flask, tmp_path: Path) -> None:
    row = ["A-1", "<script>alert(1)</script>", "<img src=x onerror=alert(1)> [x](javascript:alert(1))"]

    bring_in(csv_file(tmp_path / "x.csv", [["external_id", "title", "situation"], row]))

    html = " ".join(str(one.html) for one in read().query(Rendered))
    assert text("A-1")["title"] == "<script>alert(1)</script>"
    assert "<img" not in html
    assert 'href="javascript' not in html


@pytest.mark.parametrize(
    "document",
    [
        {"title": ["a"], "situation": "b"},
        {"title": "a", "situation": {"x": 1}},
        {"title": "a", "situation": "b", "solutions": "c"},
        {"title": "a", "situation": "b", "solutions": [1]},
        {"title": "a", "situation": "b", "solutions": [{"steps": [1]}]},
        {"title": "a", "situation": "b", "solutions": [{"steps": ["x"], "outcomes": [1]}]},
        {"title": "a", "situation": "b", "solutions": [{"steps": ["x"], "outcomes": [{"result": "x"}]}]},
        {"title": "a", "situation": "b", "tags": [1]},
        {"title": "a", "situation": "b", "tags": {"a": 1}},
        {"title": "a", "situation": "b", "fields": []},
        {"title": "a", "situation": "b", "fields": {"urgency": {"a": 1}}},
        {"title": "a", "situation": "b", "fields": {"occurred_on": "2026-13-45"}},
        {"title": "a", "situation": "b", "state": "admin"},
        {"title": "a", "situation": "b", "audience": "world"},
        {"title": "a", "situation": "b", "team": "无此班组"},
        {"title": "a", "situation": "b", "category": "无此目录"},
        {"title": "a", "situation": "b", "external_id": "x" * 300},
        {"title": "a", "situation": "b", "external_id": "x\u0000y"},
        {"title": "a\ud800", "situation": "b"},
        {"title": True, "situation": "b"},
        {"title": "a", "situation": "b", "tags": "|".join(map(str, range(30)))},
        {},
    ],
    ids=str,
)
def test_wrong_types_are_row_errors(app: Flask, tmp_path: Path, document: Any) -> None:
    good = {"external_id": "G-1", "title": "好的", "situation": "好的"}

    report = bring_in(json_file(tmp_path / "x.json", [document, good]))

    assert (report.created, report.failed, count(Scenario)) == (1, 1, 1)


@pytest.mark.parametrize("value", [10**400, 1e300, -0.0, "1e400", [[[[[]]]]], {"a": {"b": {"c": 1}}}])
def test_odd_values_are_kept_as_source_or_refused(app: Flask, tmp_path: Path, value: Any) -> None:
    report = bring_in(lines_file(tmp_path / "x.jsonl", [{"title": "a", "situation": "b", "odd": value}]))

    assert report.created + report.failed == 1


def test_a_five_megabyte_field_is_a_row_error(app: Flask, tmp_path: Path) -> None:
    """Security 67."""
    rows = [["title", "situation"], ["甲", "乙"], ["丙", "x" * 5_000_000], ["丁", "戊"]]

    report = bring_in(csv_file(tmp_path / "x.csv", rows))

    assert report.created >= 1
    assert report.failed >= 1


def test_a_file_that_is_something_else_is_refused(tmp_path: Path) -> None:
    picture = io.BytesIO(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20)
    (tmp_path / "x.csv").write_bytes(picture.getvalue())

    assert problem(tmp_path / "x.csv") in {"unknown_encoding", "unreadable_file"}
