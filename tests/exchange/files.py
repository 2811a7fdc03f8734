"""Files for tests of the import, and the import run on them as the command line does."""

import csv
import gzip
import io
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import openpyxl
from sqlalchemy import func, select

from scenariowiki.accounts.rules import Actor
from scenariowiki.exchange import exporting, importing
from scenariowiki.exchange.exporting import Format
from scenariowiki.exchange.flat import Layout
from scenariowiki.exchange.importing import Import
from scenariowiki.exchange.reports import Report
from scenariowiki.exchange.rules import make_plan
from scenariowiki.exchange.tables import opened
from scenariowiki.runtime.messages import export_words
from scenariowiki.runtime.session import read, write
from scenariowiki.scenarios.models import Revision, Scenario
from scenariowiki.scenarios.queries import current_template
from tests import personas

INSTANCE = "00000000-0000-4000-8000-000000000001"
DATA = Path(__file__).resolve().parents[2] / ".." / "shared" / "data"
HEADER = ["external_id", "title", "situation", "solution"]
Rows = Sequence[Any]


def csv_file(path: Path, rows: Rows, encoding: str = "utf-8") -> Path:
    """Write rows as CSV."""
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    path.write_bytes(text.getvalue().encode(encoding))
    return path


def xlsx_file(path: Path, rows: Rows, merged: str | None = None) -> Path:
    """Write rows as a spreadsheet, as a person's own program does."""
    book = openpyxl.Workbook()
    sheet: Any = book.active
    for row in rows:
        sheet.append(list(row))
    if merged:
        sheet.merge_cells(merged)
    book.save(path)
    return path


def json_file(path: Path, documents: Any) -> Path:
    """Write documents as JSON, packed where the name says so."""
    data = json.dumps(documents).encode()
    path.write_bytes(gzip.compress(data) if path.suffix == ".gz" else data)
    return path


def lines_file(path: Path, documents: Sequence[Any]) -> Path:
    """Write documents as JSON Lines."""
    path.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in documents), "utf-8")
    return path


def bring_in(path: Path, actor: Actor = personas.SYSTEM, **how: Any) -> Report:
    """Import a file; `mapping`, `fixed`, `strip_glued` say how it is read, all else what is done.

    A `report` is that of a run which this one goes on after.
    """
    template = current_template(read()).fields
    plan_words = {
        name: how.pop(name) for name in ("mapping", "fixed", "strip_glued", "authors") if name in how
    }
    report = how.pop("report", None) or Report()
    with opened(path, template) as table:
        plan = make_plan(table.columns, template, **plan_words)
        given: dict[str, Any] = {"instance_id": INSTANCE, **how}
        task = Import(read=read, write=write, actor=actor, plan=plan, **given)
        for _report in importing.run(task, table, report):
            pass
    return report


def take_out(path: Path, kind: Format, actor: Actor = personas.CY) -> Path:
    """Export everything an actor may read."""
    numbers = exporting.all_numbers(read(), actor)
    layout = Layout(template=current_template(read()).fields, words=export_words("zh-Hans"))
    found = exporting.documents(read, actor, numbers, INSTANCE)
    path.write_bytes(b"".join(exporting.encode(found, kind, layout)))
    return path


def scenario(external_id: str) -> Scenario:
    """Return what was imported under an id."""
    return read().scalars(select(Scenario).where(Scenario.external_id == external_id)).one()


def text(external_id: str, solution: int | None = None) -> dict[str, Any]:
    """Return the present text of a scenario, or of one of its solutions by its place."""
    found = scenario(external_id)
    revisions = read().scalars(select(Revision).where(Revision.scenario_id == found.id).order_by(Revision.id))
    heads = {revision.solution_id: revision.snapshot for revision in revisions}
    ids = [None, *sorted(id_ for id_ in heads if id_ is not None)]
    return heads[ids[0 if solution is None else solution + 1]]


def count(kind: Any) -> int:
    """Count the rows of a table."""
    return read().scalar(select(func.count()).select_from(kind)) or 0


def codes(report: Report) -> list[tuple[int, str, str]]:
    """Return what was wrong: (row, column, code)."""
    return [(one.row, one.column, one.code) for one in report.problems]


Make = Callable[..., Path]
