"""`flask scenarios`: files in and out by command."""

import json
from pathlib import Path

from click.testing import Result
from flask import Flask
from sqlalchemy import select

from scenariowiki.cli.scenarios import scenarios
from scenariowiki.runtime.session import db, read
from scenariowiki.scenarios.models import Scenario
from tests import personas

GOOD = '{"id": "r1", "title": "节前缺货", "situation": "客人着急。"}\n'
LINES = GOOD + '{"id": "r2", "title": "坏", "situation": ""}\n'


def run(app: Flask, *words: str) -> Result:
    result = app.test_cli_runner(env={"LANG": "en"}).invoke(scenarios, words)
    db.session.rollback()
    return result


def file(tmp_path: Path, content: str = LINES) -> str:
    path = tmp_path / "in.jsonl"
    path.write_text(content, "utf-8")
    return str(path)


def test_cases_come_in_by_the_built_in_account(app: Flask, tmp_path: Path) -> None:
    words = ["--map", "id=external_id", "--set", "layer=service", "--set", "tags=热线", "--publish"]

    result = run(app, "import", file(tmp_path, GOOD), *words)

    assert result.exit_code == 0
    found = read().scalars(select(Scenario)).one()
    assert (found.external_id, found.state, found.author_id) == ("r1", "published", personas.SYSTEM.id)


def test_d1_a_text_is_masked_by_command_too(app: Flask, tmp_path: Path) -> None:
    run(app, "import", file(tmp_path, GOOD), "--publish")
    no = read().scalars(select(Scenario.no)).one()
    words = ["mask", str(no), "--text-file", file(tmp_path, "客人\n"), "--reason", "资料"]

    assert run(app, *words, "--as", "cy", "--yes").exit_code == 1
    assert run(app, *words).exit_code == 1  # nobody says yes
    result = run(app, *words, "--yes")

    assert (result.exit_code, "Situations and solutions, all revisions: 1" in result.output) == (0, True)
    assert read().scalars(select(Scenario.excerpt)).one() == "██着急。"


def test_bad_rows_are_told_and_kept_and_end_with_status_one(app: Flask, tmp_path: Path) -> None:
    errors = tmp_path / "errors.csv"

    result = run(app, "import", file(tmp_path), "--errors", str(errors))

    assert result.exit_code == 1
    assert "2" in result.output
    assert '"2","situation"' in errors.read_text("utf-8-sig")


def test_a_dry_run_writes_nothing(app: Flask, tmp_path: Path) -> None:
    run(app, "import", file(tmp_path), "--dry-run")

    assert read().scalars(select(Scenario)).all() == []


def test_who_may_not_import_is_told_so(app: Flask, tmp_path: Path) -> None:
    assert run(app, "import", file(tmp_path), "--as", "ann").exit_code == 1
    assert run(app, "import", file(tmp_path), "--as", "ada", "--publish").exit_code == 1
    assert run(app, "import", file(tmp_path), "--as", "nobody").exit_code == 1


def test_unknown_fields_and_columns_are_told(app: Flask, tmp_path: Path) -> None:
    assert run(app, "import", file(tmp_path), "--map", "id=nothing").exit_code == 1
    assert run(app, "import", file(tmp_path), "--map", "nothing=title").exit_code == 1
    assert run(app, "import", file(tmp_path), "--set", "title").exit_code == 1


def test_a_file_that_is_none_of_ours_is_told(app: Flask, tmp_path: Path) -> None:
    assert run(app, "import", file(tmp_path, "")).exit_code == 1


def test_what_goes_out_comes_back_in(app: Flask, tmp_path: Path) -> None:
    run(app, "import", file(tmp_path, GOOD), "--map", "id=external_id")
    out = tmp_path / "out.json.gz"

    assert run(app, "export", str(out)).exit_code == 0
    result = run(app, "import", str(out))

    assert result.exit_code == 0
    assert len(read().scalars(select(Scenario)).all()) == 1


def test_the_ending_says_the_format(app: Flask, tmp_path: Path) -> None:
    run(app, "import", file(tmp_path, GOOD))

    assert run(app, "export", str(tmp_path / "out.exe")).exit_code == 1
    assert run(app, "export", str(tmp_path / "out.json")).exit_code == 0
    assert json.loads((tmp_path / "out.json").read_text())[0]["title"] == "节前缺货"


def test_an_authors_name_is_given_to_an_account(app: Flask, tmp_path: Path) -> None:
    line = '{"id": "r1", "title": "节前缺货", "situation": "客人着急。", "author": "老周"}\n'
    named = ["import", file(tmp_path, line), "--map", "id=external_id"]

    assert run(app, *named, "--author", "老周=nobody").exit_code == 1
    assert run(app, *named, "--as", "cy", "--author", "老周=ann").exit_code == 1
    assert run(app, *named, "--author", "老周=ann").exit_code == 0

    found = read().scalars(select(Scenario)).one()
    assert (found.author_id, found.credit) == (personas.ANN.id, "老周")
