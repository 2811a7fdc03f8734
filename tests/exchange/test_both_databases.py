"""Files come in and go out alike on SQLite and PostgreSQL, through the command that runs beside the jobs."""

from pathlib import Path

from flask import Flask

from scenariowiki.accounts import queries as accounts
from scenariowiki.exchange.exporting import Format
from scenariowiki.kernel.events import EventRow
from scenariowiki.runtime.session import read
from scenariowiki.scenarios.models import Reference, Revision, Scenario, Tag
from tests.exchange.files import bring_in, count, json_file, scenario, take_out

ODD = {"nul\x00name": "a\x00b", "half": "\ud800", "number": 10**30, "deep": {"x": [1, None, "\ufdd0"]}}


def documents(many: int) -> list[dict[str, object]]:
    return [
        {
            "external_id": f"A-{n}",
            "title": f"标题 {n}",
            "situation": "见 S-1。",
            "tags": ["缺货", f"第{n % 7}类"],
            "solutions": [{"steps": ["一", "二"]}, {"steps": ["三"]}],
        }
        for n in range(many)
    ]


def test_more_than_a_batch_comes_in_once(instance: Flask, tmp_path: Path) -> None:
    system = accounts.find_actor(read(), "system")
    assert system is not None
    path = json_file(tmp_path / "x.json", documents(230))

    first = bring_in(path, system, publish=True)
    again = bring_in(path, system, publish=True)

    assert (first.created, first.failed, again.unchanged, again.updated) == (230, 0, 230, 0)
    assert (count(Scenario), count(Revision), count(Tag), count(Reference)) == (230, 690, 8, 229)
    assert [row.position for row in read().query(EventRow).order_by(EventRow.position)] == sorted(
        row.position for row in read().query(EventRow).order_by(EventRow.id)
    )


def test_an_export_comes_back_unchanged(instance: Flask, tmp_path: Path) -> None:
    system = accounts.find_actor(read(), "system")
    assert system is not None
    bring_in(json_file(tmp_path / "x.json", documents(3)), system, publish=True)

    assert bring_in(take_out(tmp_path / "out", Format.XLSX, system), system).unchanged == 3


def test_what_cannot_be_stored_is_made_visible_in_the_source(instance: Flask, tmp_path: Path) -> None:
    report = bring_in(json_file(tmp_path / "x.json", [{"external_id": "O-1", "situation": "乙", **ODD}]))

    assert report.problems == []
    assert "⟦U+0000⟧" in str(scenario("O-1").source)
