"""Import in the browser: a file, its columns, a dry run, the import itself in the background."""

import datetime as dt
import io
import os
import stat
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from scenariowiki.exchange.models import ImportJob
from scenariowiki.jobs import imports
from scenariowiki.kernel.outbox import OutboxRow
from scenariowiki.runtime import uploads
from scenariowiki.runtime.session import read, write
from scenariowiki.scenarios.models import Scenario
from scenariowiki.scenarios.rules.states import State
from tests import personas
from tests.browser import Browser, SignIn

TABLE = "标题,运营情景,方案,渠道名\n节前缺货,客人（kè rén）着急。,先安抚。,电话\n坏的一行,,,\n"


def upload(browser: Browser, content: str | bytes = TABLE, name: str = "案例.csv") -> str:
    data = content.encode() if isinstance(content, str) else content
    answer = browser.post("/imports/new", data={"file": (io.BytesIO(data), name)})
    assert answer.status_code == 303, answer.get_data(as_text=True)
    return answer.location.removesuffix("/columns")


def choose(browser: Browser, url: str, **fields: str) -> None:
    given = {"column-0": "title", "column-1": "situation", "column-2": "solution", "column-3": ""}
    answer = browser.post(f"{url}/columns", data={**given, **fields})
    assert answer.status_code == 303, answer.get_data(as_text=True)


@pytest.fixture
def cy_browser(sign_in: SignIn) -> Browser:
    return sign_in(personas.CY)


def test_the_columns_are_shown_with_samples_and_what_was_recognised(cy_browser: Browser) -> None:
    page = cy_browser.get(f"{upload(cy_browser)}/columns").get_data(as_text=True)

    assert all(word in page for word in ("渠道名", "节前缺货", "电话", "客人着急。"))
    assert '<option selected value="situation">' in page


def test_a_dry_run_comes_first_and_writes_nothing(app: Flask, cy_browser: Browser) -> None:
    url = upload(cy_browser)
    choose(cy_browser, url)

    imports.run_waiting(app)

    page = cy_browser.get(url).get_data(as_text=True)
    assert "data-done" in page
    assert f'action="{url}/start"' in page
    assert read().scalars(select(Scenario)).all() == []


def test_a_dry_run_leads_to_what_it_would_revise(app: Flask, cy_browser: Browser) -> None:
    first = upload(cy_browser, "编号,标题,运营情景\n1,节前缺货,客人着急。\n")
    given = {"column-0": "external_id", "column-1": "title", "column-2": "situation"}
    choose(cy_browser, first, **given)
    imports.run_waiting(app)
    cy_browser.post(f"{first}/start")
    imports.run_waiting(app)
    again = upload(cy_browser, "编号,标题,运营情景\n1,節前缺貨,客人著急。\n")

    choose(cy_browser, again, **given)
    imports.run_waiting(app)

    page = cy_browser.get(again).get_data(as_text=True)
    assert "标题, 运营情景" in page
    assert "只改了简繁字形" in page
    assert '<a href="/scenarios/1">S-1</a>' in page


def test_a_sample_of_glued_pinyin_cuts_none_in_two(cy_browser: Browser) -> None:
    url = upload(cy_browser, "标题,运营情景\n缺货,客人(kè rén)来电说标(biāo)签错了，要求退(tuì)货。\n")

    page = cy_browser.get(f"{url}/columns").get_data(as_text=True)

    assert "<dd>来电说标签错了，要求退</dd>" in page
    assert "<dd>(kè rén)" not in page


def test_the_import_itself_follows_on_a_press(app: Flask, cy_browser: Browser) -> None:
    url = upload(cy_browser)
    choose(cy_browser, url, publish="y", strip_glued="y", tags="缺货|投诉", layer="service")
    imports.run_waiting(app)

    assert cy_browser.post(f"{url}/start").status_code == 303
    imports.run_waiting(app)

    found = read().scalars(select(Scenario)).one()
    assert (found.state, found.title, found.layer, found.excerpt) == (
        State.PUBLISHED,
        "节前缺货",
        "service",
        "客人着急。",
    )
    assert found.source == {"渠道名": "电话"}


def test_rows_with_errors_are_shown_and_can_be_downloaded(app: Flask, cy_browser: Browser) -> None:
    url = upload(cy_browser)
    choose(cy_browser, url)
    imports.run_waiting(app)

    page = cy_browser.get(f"{url}/progress", headers={"X-Fragment": "1"}).get_data(as_text=True)
    table = cy_browser.get(f"{url}/errors.csv")

    assert "<span>3</span></td>" in page
    assert "<html" not in page
    assert table.get_data(as_text=True).count('"3","运营情景"') == 1
    assert "attachment" in table.headers["Content-Disposition"]


def test_a_waiting_import_shows_progress_and_can_be_stopped(app: Flask, cy_browser: Browser) -> None:
    url = upload(cy_browser)
    choose(cy_browser, url)

    assert "data-done" not in cy_browser.get(url).get_data(as_text=True)
    assert cy_browser.post(f"{url}/stop").status_code == 303
    assert imports.run_waiting(app) == 0
    assert "data-done" in cy_browser.get(url).get_data(as_text=True)


def test_the_work_is_told_to_the_background_process(cy_browser: Browser) -> None:
    choose(cy_browser, upload(cy_browser))

    assert [row.kind for row in read().scalars(select(OutboxRow))] == ["import"]


def test_an_import_that_was_cut_off_is_taken_up_again(app: Flask, cy_browser: Browser) -> None:
    url = upload(cy_browser)
    choose(cy_browser, url)
    with write() as uow:
        uow.session.scalars(select(ImportJob)).one().state = "running"

    assert imports.run_waiting(app) == 1
    assert read().scalars(select(ImportJob.state)).one() == "done"


def test_one_that_is_cut_off_again_and_again_is_given_up(app: Flask, cy_browser: Browser) -> None:
    url = upload(cy_browser)
    choose(cy_browser, url)
    with write() as uow:
        job = uow.session.scalars(select(ImportJob)).one()
        job.settings = {**job.settings, "chosen": {**job.settings["chosen"], "starts": 3}}

    assert imports.run_waiting(app) == 0
    assert "data-done" in cy_browser.get(url).get_data(as_text=True)


def test_the_file_lies_under_its_number_for_us_alone(app: Flask, cy_browser: Browser) -> None:
    """Security 60: a hostile name is never used."""
    url = upload(cy_browser, name="../../etc/passwd\u202e.csv")

    folder = Path(app.config["DATA_DIR"]) / "imports"
    assert [path.name for path in folder.iterdir()] == [url.rsplit("/", 1)[1]]
    assert stat.S_IMODE(next(folder.iterdir()).stat().st_mode) == 0o600
    assert "\u202e" not in cy_browser.get("/imports").get_data(as_text=True)


@pytest.mark.parametrize("content", [b"", b"\xd0\xcf\x11\xe0xx", b"PK\x03\x04xx", b"\x00\x01\x02", b'[{"a":'])
def test_a_file_that_cannot_be_read_is_refused_and_not_kept(
    app: Flask, cy_browser: Browser, content: bytes
) -> None:
    answer = cy_browser.post("/imports/new", data={"file": (io.BytesIO(content), "x.csv")})

    assert answer.status_code == 422
    assert list((Path(app.config["DATA_DIR"]) / "imports").iterdir()) == []


def test_no_file_is_said_so(cy_browser: Browser) -> None:
    assert cy_browser.post("/imports/new", data={}).status_code == 422


def test_a_file_too_large_is_refused_and_not_kept(
    app: Flask, cy_browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "UPLOAD_MAX", 1_000)
    big = io.BytesIO(b"title,situation\n" + b"x" * 1_000)

    assert cy_browser.post("/imports/new", data={"file": (big, "x.csv")}).status_code == 422
    assert list((Path(app.config["DATA_DIR"]) / "imports").iterdir()) == []


def test_columns_that_say_nothing_of_the_situation_are_refused(cy_browser: Browser) -> None:
    url = upload(cy_browser)
    nothing = {f"column-{place}": "" for place in range(4)}

    assert cy_browser.post(f"{url}/columns", data={**nothing, "column-0": "tags"}).status_code == 422
    assert cy_browser.post(f"{url}/columns", data={**nothing, "column-0": "role"}).status_code == 422


def test_two_columns_for_one_field_are_refused(cy_browser: Browser) -> None:
    data = {"column-0": "title", "column-1": "situation", "column-3": "title"}

    assert cy_browser.post(f"{upload(cy_browser)}/columns", data=data).status_code == 422


SIGNED = "标题,运营情景,方案,作者\n节前缺货,客人着急。,先安抚。,老周\n另一件,没有货。,,小陈\n"


def test_an_administrator_says_whose_account_an_author_is(app: Flask, sign_in: SignIn) -> None:
    browser = sign_in(personas.ADA)
    url = upload(browser, SIGNED)
    page = browser.get(f"{url}/columns").text
    assert all(word in page for word in ("老周", "小陈", '<option value="ann">'))

    choose(browser, url, **{"column-3": "author", "author-0": " Ann ", "author-1": ""})
    imports.run_waiting(app)
    browser.post(f"{url}/start")
    imports.run_waiting(app)

    rows = read().scalars(select(Scenario).order_by(Scenario.no)).all()
    assert [(row.author_id, row.credit) for row in rows] == [
        (personas.ANN.id, "老周"),
        (personas.ADA.id, "小陈"),
    ]
    assert 'value="ann"' in browser.get(f"{url}/columns").text


def test_a_name_that_is_nobodys_is_refused_and_kept(sign_in: SignIn) -> None:
    browser = sign_in(personas.ADA)
    url = upload(browser, SIGNED)
    given = {"column-0": "title", "column-1": "situation", "column-2": "", "column-3": "author"}

    answer = browser.post(f"{url}/columns", data={**given, "author-0": "nobody"})

    assert answer.status_code == 422
    assert 'value="nobody"' in answer.text


def test_a_curator_is_not_asked_whose_account_an_author_is(cy_browser: Browser) -> None:
    url = upload(cy_browser, SIGNED)

    assert "author-0" not in cy_browser.get(f"{url}/columns").text
    choose(cy_browser, url, **{"author-0": "ann"})
    job = read().scalars(select(ImportJob)).one()
    assert job.settings["chosen"]["authors"] == {}


def test_only_a_curator_is_offered_to_publish(sign_in: SignIn) -> None:
    browser = sign_in(personas.ADA)
    url = upload(browser)

    assert 'name="publish"' not in browser.get(f"{url}/columns").get_data(as_text=True)
    choose(browser, url, publish="y")
    chosen = read().scalars(select(ImportJob)).one().settings["chosen"]
    assert chosen["publish"] is False


def test_an_import_is_its_makers_and_the_administrators(cy_browser: Browser, sign_in: SignIn) -> None:
    own = upload(sign_in(personas.ADA))

    assert cy_browser.get(f"{own}/columns").status_code == 404
    assert sign_in(personas.ADA).get(f"{upload(cy_browser)}/columns").status_code == 200


def test_contributors_do_not_import(sign_in: SignIn) -> None:
    browser = sign_in(personas.ANN)

    assert browser.get("/imports").status_code == 403
    assert browser.post("/imports/new", data={}).status_code == 403


def test_strangers_are_asked_to_sign_in(client: Browser) -> None:
    assert client.get("/imports").status_code == 303


def test_an_import_nobody_made_is_not_there(cy_browser: Browser) -> None:
    assert cy_browser.get("/imports/99").status_code == 404
    assert cy_browser.get("/imports/99/progress").status_code == 404


def test_starting_what_was_not_tried_is_refused(cy_browser: Browser) -> None:
    assert cy_browser.post(f"{upload(cy_browser)}/start").status_code == 409


def test_the_list_shows_what_was_imported(cy_browser: Browser) -> None:
    assert cy_browser.get("/imports").status_code == 200
    upload(cy_browser)

    assert "案例.csv" in cy_browser.get("/imports").get_data(as_text=True)


def test_the_empty_table_is_known_when_it_comes_back(cy_browser: Browser) -> None:
    table = cy_browser.get("/imports/empty-table").get_data()

    page = cy_browser.get(f"{upload(cy_browser, table, 'x.xlsx')}/columns").get_data(as_text=True)

    assert page.count('<option selected value="">') <= 5  # what stays unchosen are the options below


def test_files_are_forgotten_after_a_month(app: Flask, cy_browser: Browser) -> None:
    old, young = upload(cy_browser), upload(cy_browser)
    folder = Path(app.config["DATA_DIR"]) / "imports"
    long_ago = dt.datetime(2026, 1, 5, tzinfo=dt.UTC)
    os.utime(folder / old.rsplit("/", 1)[1], (long_ago.timestamp(),) * 2)
    with write() as uow:
        uow.session.get_one(ImportJob, int(old.rsplit("/", 1)[1])).created_at = long_ago

    assert imports.forget_files() == "1"
    assert [path.name for path in folder.iterdir()] == [young.rsplit("/", 1)[1]]
