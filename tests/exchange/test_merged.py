"""Files and merged scenarios: what goes out comes back in, and a row of a merged one says where it went."""

from pathlib import Path

import pytest
from flask import Flask

from scenariowiki.exchange.exporting import Format
from scenariowiki.kernel.events import EventRow
from scenariowiki.runtime.messages import text_for
from scenariowiki.runtime.session import read
from scenariowiki.scenarios.models import Outcome, Revision, Scenario, Solution
from tests import personas
from tests.curation.acts import merge_pages, merge_solutions
from tests.exchange.files import HEADER, bring_in, codes, count, csv_file, scenario, take_out

ROWS = [
    HEADER,
    ["A-1", "余额充足却停机", "客户来电询问停机原因。", "核对账户。"],
    ["A-2", "有余额仍被停机", "客户说有余额，还是停机。", "人工复机。"],
    ["A-3", "停机后无法复机", "复机失败。", "换卡。"],
]


def fill(tmp_path: Path) -> tuple[int, int]:
    bring_in(csv_file(tmp_path / "in.csv", ROWS), publish=True)
    return scenario("A-1").no, scenario("A-2").no


@pytest.mark.parametrize("kind", [Format.JSON, Format.JSONL, Format.CSV, Format.XLSX])
def test_m30_an_export_after_a_merge_brought_back_changes_nothing(
    app: Flask, tmp_path: Path, kind: Format
) -> None:
    winner, loser = fill(tmp_path)
    merge_pages(winner, loser, actor=personas.CY)
    before = (count(Revision), count(Scenario), count(Solution), count(EventRow))

    path = take_out(tmp_path / "out", kind)
    report = bring_in(path, publish=True)

    assert (report.unchanged, report.failed, report.problems) == (2, 0, [])
    assert (count(Revision), count(Scenario), count(Solution), count(EventRow)) == before


def test_m28_merged_solutions_go_out_once_and_change_nothing(app: Flask, tmp_path: Path) -> None:
    winner, loser = fill(tmp_path)
    merge_pages(winner, loser)
    kept, gone = read().query(Solution).order_by(Solution.id).limit(2).all()
    merge_solutions(kept.id, gone.id)
    before = (count(Revision), count(Solution))

    report = bring_in(take_out(tmp_path / "out", Format.JSON))

    assert (report.unchanged, report.failed, report.problems) == (2, 0, [])
    assert (count(Revision), count(Solution)) == before


def test_m28_an_outcome_of_a_merged_solution_is_not_reported_again(app: Flask, tmp_path: Path) -> None:
    rows = [
        [*HEADER, "result", "applied_on"],
        [*ROWS[1], "", ""],
        [*ROWS[2], "partly", "2026-10-16"],
    ]
    bring_in(csv_file(tmp_path / "in.csv", rows), publish=True)
    merge_pages(scenario("A-1").no, scenario("A-2").no)
    kept, gone = read().query(Solution).order_by(Solution.id).limit(2).all()
    merge_solutions(kept.id, gone.id)

    report = bring_in(take_out(tmp_path / "out", Format.JSON))

    assert (report.unchanged, report.failed, count(Outcome)) == (1, 0, 1)


def test_m1_a_row_of_a_merged_scenario_says_where_it_went(app: Flask, tmp_path: Path) -> None:
    winner, loser = fill(tmp_path)
    merge_pages(winner, loser)
    before = (count(Revision), count(Scenario), count(EventRow))
    rows = [*ROWS[:2], ["A-2", "有余额仍被停机", "文件里改过的话。", "人工复机。"], ROWS[3]]

    report = bring_in(csv_file(tmp_path / "again.csv", rows), publish=True)

    assert (report.unchanged, report.updated, report.failed) == (3, 0, 0)
    assert codes(report) == [(3, "", "row_merged")]
    assert f"S-{winner}" in text_for("row_merged", report.problems[0].facts)
    assert (count(Revision), count(Scenario), count(EventRow)) == before
