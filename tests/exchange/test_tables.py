"""Files are told apart by content, whatever they are called and however they are encoded."""

import gzip
from pathlib import Path

import pytest

from scenariowiki.exchange.rules import guess
from scenariowiki.exchange.tables import Table, opened
from scenariowiki.kernel.errors import Invalid
from scenariowiki.scenarios.queries.templates import BUILT_IN
from tests.exchange.files import HEADER, csv_file, json_file, lines_file, xlsx_file

TEMPLATE = BUILT_IN.fields
ROW = ["A-1", "节前缺货", "客人急切希望在节前收到货品，小样严重缺货。", "先安抚，再换货。"]


def values(path: Path) -> list[list[str]]:
    with opened(path, TEMPLATE) as table:
        return [list(row.values.values()) for row in table.rows()]


def problem(path: Path) -> str:
    with pytest.raises(Invalid) as refused, opened(path, TEMPLATE):
        pass
    return refused.value.reason


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030"])
def test_every_usual_encoding_is_read(tmp_path: Path, encoding: str) -> None:
    assert values(csv_file(tmp_path / "x.csv", [HEADER, ROW], encoding)) == [ROW]


def test_a_table_from_taiwan_in_big5_is_read(tmp_path: Path) -> None:
    row = ["A-1", "節前缺貨", "客人急切希望在節前收到貨品，我們已經說明原因。", "先安撫，再換貨。"]

    assert values(csv_file(tmp_path / "x.csv", [HEADER, row], "big5")) == [row]


def test_text_of_another_encoding_is_refused_not_garbled(tmp_path: Path) -> None:
    row = ["A-1", "Задержка доставки", "Клиент не получил заказ вовремя и очень недоволен", "Извиниться"]

    assert problem(csv_file(tmp_path / "x.csv", [HEADER, row], "cp1251")) == "unknown_encoding"


def test_a_nul_makes_it_no_text(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_bytes(b"title,situation\na\x00b,c\n")

    assert problem(tmp_path / "x.csv") == "unreadable_file"


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_delimiter_is_found(tmp_path: Path, delimiter: str) -> None:
    (tmp_path / "x.txt").write_text(f"标题{delimiter}运营情景\n甲{delimiter}乙\n")

    assert values(tmp_path / "x.txt") == [["甲", "乙"]]


def test_the_header_is_found_below_a_merged_title_row(tmp_path: Path) -> None:
    rows = [
        ["一线运营管理知识库情景案例收集表", None, None],
        [None],
        ["标题", "情景", "管理方案"],
        ["甲", "乙", "丙"],
    ]

    with opened(xlsx_file(tmp_path / "x.xlsx", rows, "A1:C1"), TEMPLATE) as table:
        assert table.columns == ("标题", "情景", "管理方案")
        assert [row.number for row in table.rows()] == [4]


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("情景", "situation"),
        ("運營情景", "situation"),
        ("Situation", "situation"),
        ("管理方案", "solution"),
        ("效果", "outcome"),
        ("標籤（Tab）", "tags"),
        ("标签(biāo qiān)", "tags"),
        ("案例 編號：", "external_id"),
    ],
)
def test_headers_are_known_in_three_languages(header: str, field: str) -> None:
    assert guess([header.replace("案例 編號", "案例編號")], TEMPLATE) == {
        header.replace("案例 編號", "案例編號"): field
    }


def test_packed_lines_are_read_though_their_name_says_nothing(tmp_path: Path) -> None:
    plain = lines_file(tmp_path / "x", [{"title": "甲"}, {"title": "乙"}])
    plain.write_bytes(gzip.compress(plain.read_bytes()))

    with opened(plain, TEMPLATE) as table:
        assert (table.kind, table.total) == ("jsonl", 2)


def test_a_list_one_document_and_an_answer_of_the_api_are_read(tmp_path: Path) -> None:
    document = {"title": "甲", "situation": "乙"}

    for content in ([document], document, {"items": [document], "next_cursor": None}):
        with opened(json_file(tmp_path / "x.json", content), TEMPLATE) as table:
            assert [row.values for row in table.rows()] == [document]


def test_a_bad_line_does_not_spoil_the_others(tmp_path: Path) -> None:
    (tmp_path / "x.jsonl").write_text('{"title": "甲"}\n{"title": \n[1]\n{"title": "乙", "n": NaN}\n')

    with opened(tmp_path / "x.jsonl", TEMPLATE) as table:
        assert [row.error for row in table.rows()] == ["", "not_json", "not_an_object", "not_json"]


def test_an_object_that_says_a_name_twice_is_an_error_of_its_own(tmp_path: Path) -> None:
    rows = [
        '{"title": "甲", "title": "乙"}',
        '{"title": "丙", "fields": {"a": 1, "a": 2}}',
        '{"title": "丁"}',
    ]
    (tmp_path / "x.jsonl").write_text("\n".join(rows))
    (tmp_path / "x.json").write_text(f"[{','.join(rows)}]")

    for name in ("x.jsonl", "x.json"):
        with opened(tmp_path / name, TEMPLATE) as table:
            assert [row.error for row in table.rows()] == ["json_duplicate_key", "json_duplicate_key", ""]


def test_a_quote_that_never_ends_is_told_where_it_begins(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text('title,situation\n甲,乙\n"丙,丁\n戊,己\n')

    with opened(tmp_path / "x.csv", TEMPLATE) as table:
        assert [(row.number, row.error) for row in table.rows()] == [(2, ""), (3, "broken_quotes")]


def test_a_ragged_row_is_an_error_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("title,situation\n甲\n乙,丙,丁\n")

    with opened(tmp_path / "x.csv", TEMPLATE) as table:
        assert [row.error for row in table.rows()] == ["", "too_many_cells"]


def test_twin_headers_are_kept_apart(tmp_path: Path) -> None:
    with opened(csv_file(tmp_path / "x.csv", [["title", "a", "a", ""], ["甲", "1", "2"]]), TEMPLATE) as table:
        assert table.columns == ("title", "a", "a #3")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty_file"),
        (b"\xd0\xcf\x11\xe0" + b"x" * 100, "old_excel_file"),
        (b"PK\x03\x04" + b"x" * 100, "unreadable_file"),
        (b"\x1f\x8b" + b"x" * 100, "unreadable_file"),
        (b'[{"title": "a"}, ', "not_json"),
        (b"[" * 100_000, "not_json"),
        (("," * 50_000).encode() + b"title\nx\n", "too_many_columns"),
    ],
    ids=["empty", "xls", "zip", "gzip", "cut", "deep", "wide"],
)
def test_what_cannot_be_read_is_refused_with_its_reason(tmp_path: Path, content: bytes, code: str) -> None:
    (tmp_path / "x").write_bytes(content)

    assert problem(tmp_path / "x") == code


def test_a_huge_cell_is_a_row_error(tmp_path: Path) -> None:
    with opened(csv_file(tmp_path / "x.csv", [["title", "b"], ["甲", "x" * 300_000]]), TEMPLATE) as table:
        assert [row.error for row in table.rows()] == ["cell_too_long"]


def test_a_table_is_read_as_often_as_need_be(tmp_path: Path) -> None:
    def twice(table: Table) -> list[int]:
        return [len(list(table.rows())), len(list(table.rows())), table.total]

    for path in (
        csv_file(tmp_path / "x.csv", [HEADER, ROW, ROW]),
        xlsx_file(tmp_path / "x.xlsx", [HEADER, ROW, ROW]),
        lines_file(tmp_path / "x.jsonl", [{"title": "甲"}, {"title": "乙"}]),
    ):
        with opened(path, TEMPLATE) as table:
            assert twice(table) == [2, 2, 2]
