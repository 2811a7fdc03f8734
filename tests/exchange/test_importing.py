"""Records become scenarios; the same file twice changes nothing (security 68)."""

from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from scenariowiki.exchange.events import ScenariosImported
from scenariowiki.kernel.errors import Forbidden
from scenariowiki.kernel.events import EventRow
from scenariowiki.runtime.session import read, write
from scenariowiki.scenarios.models import Outcome, Revision, Scenario, Solution, TagAlias
from scenariowiki.scenarios.rules.states import State
from tests import personas
from tests.exchange.files import (
    DATA,
    HEADER,
    INSTANCE,
    bring_in,
    codes,
    count,
    csv_file,
    json_file,
    lines_file,
    scenario,
    text,
    xlsx_file,
)
from tests.wiki import edit, publish

ROW = ["A-1", "节前缺货", "客人急切希望在节前收到货品。小样严重缺货。", "第一步。\n\n第二步。"]


def table(tmp_path: Path, *rows: list[Any]) -> Path:
    return csv_file(tmp_path / "x.csv", [HEADER, *rows])


def test_a_row_becomes_a_scenario_with_a_solution_of_steps(app: Flask, tmp_path: Path) -> None:
    report = bring_in(table(tmp_path, ROW))

    assert (report.created, report.failed) == (1, 0)
    assert scenario("A-1").state == State.SUBMITTED
    assert [step["text"] for step in text("A-1", 0)["steps"]] == ["第一步。", "第二步。"]


def test_the_same_file_twice_changes_nothing(app: Flask, tmp_path: Path) -> None:
    path = table(tmp_path, ROW, ["", "无编号", "没有编号的一行。", ""])
    bring_in(path)
    before = (count(Revision), count(Scenario), count(EventRow))

    report = bring_in(path)

    assert (report.created, report.updated, report.unchanged) == (0, 0, 2)
    assert (count(Revision), count(Scenario), count(EventRow)) == before


def test_the_same_tags_by_other_names_change_nothing(app: Flask, tmp_path: Path) -> None:
    first = csv_file(tmp_path / "first.csv", [[*HEADER, "tags"], ["A-0", "停机", "停机了。", "", "停机"]])
    bring_in(first)
    with write() as uow:
        uow.session.add(TagAlias(key="hold", name="Hold", tag_id=1))
    path = csv_file(tmp_path / "in.csv", [[*HEADER, "tags"], ["A-1", "又停机", "又停了。", "", "新的|Hold"]])

    bring_in(path)
    again = bring_in(path)

    assert (again.unchanged, again.updated) == (1, 0)


def test_rows_with_one_id_are_one_scenario_wherever_they_stand(app: Flask, tmp_path: Path) -> None:
    rows = [ROW, ["B-1", "另一个", "另一个情景。", "甲"], ["A-1", "", "", "另一个办法。"]]

    report = bring_in(table(tmp_path, *rows))

    assert (report.created, report.rows, scenario("A-1").solution_count) == (2, 3, 2)


def test_a_bad_row_is_reported_and_stops_nothing(app: Flask, tmp_path: Path) -> None:
    rows = [
        ["类型", *HEADER],
        ["服务", *ROW],
        ["", "A-3", "长" * 121, "丙", ""],
        ["别的", "A-2", "乙", "丙", ""],
    ]
    rows.append(["", "A-4", "丁", "戊", ""])

    report = bring_in(csv_file(tmp_path / "x.csv", rows))

    assert codes(report) == [(3, "title", "too_long"), (4, "类型", "not_a_choice")]
    assert (report.created, report.problems[1].value) == (2, "别的")


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_broken_byte_costs_its_row_alone(app: Flask, tmp_path: Path, encoding: str) -> None:
    rows = [[f"A-{number}", "节前缺货", "客人在节前收不到货品。" * 9, ""] for number in range(30)]
    path = csv_file(tmp_path / "x.csv", [HEADER, *rows], encoding)
    path.write_bytes(
        path.read_bytes().replace("A-7,节前".encode(encoding), "A-7,节".encode(encoding) + b"\xff")
    )

    cut = tmp_path / "cut.csv"
    cut.write_bytes("title,situation\n甲,乙\n丙,丁".encode()[:-1])

    report = bring_in(path)

    assert (report.created, codes(report)) == (29, [(9, "title", "characters_surrogate")])
    assert codes(bring_in(cut)) == [(3, "situation", "characters_surrogate")]


def test_a_row_needs_a_situation(app: Flask, tmp_path: Path) -> None:
    assert codes(bring_in(table(tmp_path, ["A-1", "只有标题", "", ""]))) == [(2, "situation", "required")]


def test_a_title_left_out_is_the_beginning_of_the_situation(app: Flask, tmp_path: Path) -> None:
    bring_in(table(tmp_path, ["A-1", "", "很长的情景" * 20, ""]))

    assert scenario("A-1").title == ("很长的情景" * 20)[:40] + "…"


def test_a_dry_run_writes_nothing(app: Flask, tmp_path: Path) -> None:
    before = (count(Scenario), count(EventRow))

    report = bring_in(table(tmp_path, ROW, ["A-2", "", "", ""]), dry_run=True)

    assert (report.created, report.failed) == (1, 1)
    assert (count(Scenario), count(EventRow)) == before


def test_a_dry_run_says_which_row_would_change_what(app: Flask, tmp_path: Path) -> None:
    bring_in(table(tmp_path, ROW, ["A-2", "另一个", "另一个情景。", "甲"]))

    report = bring_in(
        table(tmp_path, [*ROW[:2], "客人不急。", "第一步。"], ["A-2", "另一个", "另一个情景。", "甲"]),
        dry_run=True,
    )

    told = [(one.row, one.no, one.columns, one.script_only) for one in report.revised]
    assert told == [(2, scenario("A-1").no, ("situation", "solution"), False)]


def test_publishing_needs_a_curator_and_is_recorded(app: Flask, tmp_path: Path) -> None:
    with pytest.raises(Forbidden):
        bring_in(table(tmp_path, ROW), personas.ADA, publish=True)

    bring_in(table(tmp_path, ROW), personas.CY, publish=True)

    assert scenario("A-1").state == State.PUBLISHED
    assert read().scalars(select(Solution.state)).all() == [State.PUBLISHED]
    recorded = read().scalars(select(EventRow).where(EventRow.name == ScenariosImported.__name__)).one()
    assert (recorded.payload["published"], recorded.actor_id) == (True, personas.CY.id)


def test_nobody_without_the_right_imports(app: Flask, tmp_path: Path) -> None:
    with pytest.raises(Forbidden):
        bring_in(table(tmp_path, ROW), personas.ANN)


def test_publishing_later_publishes_what_was_handed_in(app: Flask, tmp_path: Path) -> None:
    bring_in(table(tmp_path, ROW))

    report = bring_in(table(tmp_path, ROW), publish=True)

    assert (report.updated, scenario("A-1").state) == (1, State.PUBLISHED)


def test_a_changed_row_becomes_a_revision_of_kind_import(app: Flask, tmp_path: Path) -> None:
    bring_in(table(tmp_path, ROW))

    report = bring_in(table(tmp_path, [*ROW[:2], "客人急切希望在节前收到货品。大样也缺货。", ROW[3]]))

    assert (report.updated, report.created) == (1, 0)
    head = read().get(Revision, scenario("A-1").head_rev_id)
    assert head is not None
    assert (head.kind, head.snapshot["situation"]) == ("import", "客人急切希望在节前收到货品。大样也缺货。")


def test_a_changed_row_merges_with_what_people_wrote_meanwhile(app: Flask, tmp_path: Path) -> None:
    """D3: the base is the last imported state."""
    bring_in(table(tmp_path, ROW), publish=True)
    edit(
        personas.CY, scenario("A-1").no, 2, "节前缺货", "客人急切希望在节前收到货品。小样严重缺货。补充一句。"
    )

    bring_in(table(tmp_path, [ROW[0], "节前小样缺货", *ROW[2:]]))

    assert text("A-1")["title"] == "节前小样缺货"
    assert text("A-1")["situation"].endswith("补充一句。")


def test_a_conflict_is_a_row_error(app: Flask, tmp_path: Path) -> None:
    """D3: no lost update, ever."""
    bring_in(table(tmp_path, ROW), publish=True)
    edit(personas.CY, scenario("A-1").no, 2, "甲标题", ROW[2])

    report = bring_in(table(tmp_path, [ROW[0], "乙标题", *ROW[2:]]))

    assert codes(report) == [(2, "title", "edit_conflict")]
    assert text("A-1")["title"] == "甲标题"


def test_the_rows_of_ones_own_export_are_known_by_their_number(app: Flask, tmp_path: Path) -> None:
    no = publish(personas.CY, "余额充足却停机")

    report = bring_in(
        table(tmp_path, [f"{INSTANCE}:{no}", "余额充足却停机了", "客户来电询问，无法立即答复。", ""])
    )

    assert (report.updated, report.created) == (1, 0)


def test_columns_without_a_field_are_kept_as_source(app: Flask, tmp_path: Path) -> None:
    rows = [[*HEADER, "role", "status", "author_id"], [*ROW, "admin", "published", "1"]]

    bring_in(csv_file(tmp_path / "x.csv", rows))

    found = scenario("A-1")
    assert found.source == {"role": "admin", "status": "published", "author_id": "1"}
    assert (found.author_id, found.state) == (personas.SYSTEM.id, State.SUBMITTED)


def test_the_mapping_and_fixed_values_win(app: Flask, tmp_path: Path) -> None:
    path = lines_file(tmp_path / "x", [{"id": "r1", "title": "甲", "situation": "乙", "tags": "别的"}])

    bring_in(path, mapping={"id": "external_id"}, fixed={"layer": "service", "tags": "热线|投诉"})

    assert (scenario("r1").layer, len(text("r1")["tags"])) == ("service", 2)


def test_an_author_is_a_credit_line_never_an_account(app: Flask, tmp_path: Path) -> None:
    """Security 58."""
    bring_in(
        csv_file(tmp_path / "x.csv", [["title", "situation", "作者", "编号"], ["甲", "乙", "cy", "A-1"]])
    )

    assert (scenario("A-1").credit, scenario("A-1").author_id) == ("cy", personas.SYSTEM.id)


def test_glued_pinyin_is_counted_and_taken_out_when_asked(app: Flask, tmp_path: Path) -> None:
    row = ["A-1", "標(biāo)簽(qiān)", "客人（kè rén）著急。", ""]

    assert bring_in(table(tmp_path, row), dry_run=True).glued == 3
    bring_in(table(tmp_path, row), strip_glued=True)

    assert (scenario("A-1").title, text("A-1")["situation"]) == ("標簽", "客人著急。")


def test_an_outcome_with_result_and_date_is_reported(app: Flask, tmp_path: Path) -> None:
    header = [*HEADER, "效果", "结果类型", "使用日期"]

    report = bring_in(csv_file(tmp_path / "x.csv", [header, [*ROW, "客人满意", "有效", "2026/1/5"]]))

    found = read().scalars(select(Outcome)).one()
    assert (report.failed, found.result, found.note) == (0, "solved", "客人满意")


def test_an_outcome_without_a_result_is_the_expected_effect(app: Flask, tmp_path: Path) -> None:
    bring_in(csv_file(tmp_path / "x.csv", [[*HEADER, "效果"], [*ROW, "客人满意"]]))

    assert text("A-1", 0)["expected_effect"] == "客人满意"


def test_what_is_wrong_only_on_writing_spares_the_rest_of_the_batch(app: Flask, tmp_path: Path) -> None:
    header = [*HEADER, "结果类型", "使用日期"]
    rows = [header, [*ROW, "有效", "2999-01-01"], ["A-2", "乙", "丙", "丁", "有效", "2026-01-05"]]

    report = bring_in(csv_file(tmp_path / "x.csv", rows))

    assert (report.created, codes(report)) == (1, [(2, "使用日期", "in_the_future")])
    assert count(Scenario) == 1


def test_a_long_solution_is_cut_into_steps_between_sentences(app: Flask, tmp_path: Path) -> None:
    bring_in(table(tmp_path, [*ROW[:3], "这是很长的一句话，没有空行。" * 500]))

    steps = text("A-1", 0)["steps"]
    assert len(steps) == 2
    assert all(step["text"].endswith("。") for step in steps)


def test_a_run_goes_on_after_the_rows_an_earlier_one_did(app: Flask, tmp_path: Path) -> None:
    path = table(tmp_path, *([f"A-{n}", f"标题{n}", f"情景{n}", ""] for n in range(250)))

    report = bring_in(path)

    assert (report.rows, report.created, count(Scenario)) == (250, 250, 250)
    assert bring_in(path).unchanged == 250


@pytest.mark.data
@pytest.mark.parametrize("name", ["cases.zh-Hans.csv", "cases.zh-Hant.csv", "cases.zh-Hans.json"])
def test_the_real_cases_come_in(app: Flask, name: str) -> None:
    if not DATA.exists():
        pytest.skip("../shared/data is not there")

    report = bring_in(DATA / "cases" / name)

    assert (report.created, report.failed) == (4, 0)
    assert len(text("OPS-002")["tags"]) == 3


@pytest.mark.data
def test_the_other_script_under_the_same_ids_is_a_revision(app: Flask) -> None:
    if not DATA.exists():
        pytest.skip("../shared/data is not there")
    bring_in(DATA / "cases" / "cases.zh-Hans.csv")

    tried = bring_in(DATA / "cases" / "cases.zh-Hant.json", dry_run=True)
    revised = bring_in(DATA / "cases" / "cases.zh-Hant.json")
    apart = bring_in(DATA / "cases" / "cases.zh-Hans.json", mapping={"external_id": ""})

    assert (tried.updated, revised.updated, apart.created, count(Scenario)) == (4, 4, 4, 8)
    assert [(one.row, one.no, one.script_only) for one in tried.revised][:2] == [(1, 1, True), (2, 2, True)]


def test_a_spreadsheet_and_a_document_come_in_alike(app: Flask, tmp_path: Path) -> None:
    document = {
        "external_id": "D-1",
        "title": "甲",
        "situation": "乙",
        "tags": ["缺货"],
        "fields": {"business_line": "telecom", "unheard_of": "x"},
        "solutions": [{"steps": [{"key": "s1", "text": "一"}, "二"]}, {"title": "另", "steps": ["三"]}],
    }

    bring_in(json_file(tmp_path / "x.json.gz", [document]))
    bring_in(xlsx_file(tmp_path / "x.xlsx", [HEADER, ROW]))

    assert [step["text"] for step in text("D-1", 0)["steps"]] == ["一", "二"]
    assert text("D-1")["fields.business_line"] == "telecom"
    assert scenario("D-1").source == {"fields.unheard_of": "x"}
    assert scenario("A-1").title == "节前缺货"


CREDITED = [
    ["author", *HEADER],
    ["老周", *ROW],
    ["小陳", "A-2", "乙", "丙。", "一步。"],
    ["", "A-3", "丁", "戊。", ""],
]


def test_an_author_is_a_credit_line_and_no_account(app: Flask, tmp_path: Path) -> None:
    bring_in(csv_file(tmp_path / "x.csv", CREDITED))

    assert (scenario("A-1").author_id, scenario("A-1").credit) == (personas.SYSTEM.id, "老周")


def test_an_administrator_says_whose_account_an_authors_name_is(app: Flask, tmp_path: Path) -> None:
    authors = {"老 周（lǎo zhōu）": personas.ANN.id, "小陈": personas.ZOE.id}

    bring_in(csv_file(tmp_path / "x.csv", CREDITED), authors=authors)

    own = [scenario(f"A-{number}") for number in (1, 2, 3)]
    expected = [personas.ANN.id, personas.ZOE.id, personas.SYSTEM.id]
    assert [one.author_id for one in own] == [one.owner_id for one in own] == expected
    assert [one.created_by for one in own] == [personas.SYSTEM.id] * 3
    assert sorted(read().scalars(select(Solution.author_id))) == [personas.ANN.id, personas.ZOE.id]
    assert set(read().scalars(select(Revision.author_id))) == {personas.SYSTEM.id}


def test_accounts_named_as_authors_are_logged(app: Flask, tmp_path: Path) -> None:
    bring_in(csv_file(tmp_path / "x.csv", CREDITED), authors={"老周": personas.ANN.id, "别人": 5})

    event = read().scalars(select(EventRow).where(EventRow.name == ScenariosImported.__name__)).one()
    assert event.payload["author_ids"] == [personas.ANN.id]


def test_nobody_else_says_whose_account_a_name_is(app: Flask, tmp_path: Path) -> None:
    with pytest.raises(Forbidden, match="authors_need_admin"):
        bring_in(csv_file(tmp_path / "x.csv", CREDITED), personas.CY, authors={"老周": personas.ANN.id})
