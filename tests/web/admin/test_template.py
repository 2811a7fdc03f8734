"""Administration of the capture template, without script."""

import re

import pytest

from scenariowiki.runtime.session import read
from scenariowiki.scenarios import queries
from scenariowiki.scenarios.queries.templates import BUILT_IN
from scenariowiki.scenarios.rules.template import Choice, Field, FieldKind
from scenariowiki.web.forms.template import choices_of, form_of
from tests import personas
from tests.browser import Browser, SignIn
from tests.scenarios.writing import recorded

Data = dict[str, str]
SAVE = {"base": "0", "act": "save"}


def row(at: int, key: str, **more: str) -> Data:
    values = {"key": key, "kind": "text", "label_hans": f"名{key}", **more}
    return {f"fields-{at}-{name}": value for name, value in values.items()}


def keys(page: str) -> list[str]:
    return re.findall(r'name="fields-\d+-key"[^>]*value="([^"]*)"', page)


def built_in() -> Data:
    """Give what a browser sends when the page is saved as it was shown."""
    data: Data = {"base": "0", "act": "save"}
    for at, form in enumerate(form_of(BUILT_IN.fields, 0).rows()):
        for name, value in form.data.items():
            if value is True:
                data[f"fields-{at}-{name}"] = "y"
            elif value:
                data[f"fields-{at}-{name}"] = str(value)
    return data


def test_the_page_shows_the_fields_in_force(ada_in: Browser) -> None:
    page = ada_in.get("/admin/template").text

    assert keys(page) == [one.key for one in BUILT_IN.fields]
    assert 'name="fields-NEW-key"' in page
    assert "telecom = " in page


def test_saving_what_was_shown_changes_no_field(ada_in: Browser) -> None:
    answer = ada_in.post("/admin/template", data=built_in())

    assert answer.status_code == 303
    assert queries.current_template(read()).fields == BUILT_IN.fields
    assert recorded("TemplateChanged") == [{"schema": 1, "number": 1}]


def test_a_new_version_is_saved_field_by_field(ada_in: Browser) -> None:
    data = row(
        0, "line", kind="choice", vocabulary="telecom = 电信 | 電信 | Telecom\n银行", facet="y", required="y"
    )

    ada_in.post(
        "/admin/template", data={"base": "0", "act": "save", **data, **row(1, "note", help_en="Why?")}
    )

    line, note = queries.current_template(read()).fields
    assert line == Field(
        key="line",
        kind=FieldKind.CHOICE,
        labels={"zh-Hans": "名line"},
        choices=(
            Choice(key="telecom", labels={"zh-Hans": "电信", "zh-Hant": "電信", "en": "Telecom"}),
            Choice(key="c1", labels={"zh-Hans": "银行"}),
        ),
        required=True,
        facet=True,
    )
    assert note.help == {"en": "Why?"}


@pytest.mark.parametrize(
    ("act", "expected"),
    [
        ("add:fields", ["a", "b", "c", ""]),
        ("move-up:fields-2", ["a", "c", "b"]),
        ("move-up:fields-0", ["a", "b", "c"]),
        ("move-down:fields-0", ["b", "a", "c"]),
        ("move-down:fields-2", ["a", "b", "c"]),
        ("remove:fields-1", ["a", "c"]),
        ("remove:fields-99", ["a", "b", "c"]),
    ],
)
def test_buttons_work_without_script_and_keep_what_was_typed(
    ada_in: Browser, act: str, expected: list[str]
) -> None:
    data = row(0, "a") | row(1, "b") | row(2, "c", help_en="typed")

    answer = ada_in.post("/admin/template", data={"base": "0", "act": act, **data})

    assert answer.status_code == 200
    assert keys(answer.text) == expected
    assert 'value="typed"' in answer.text
    assert queries.current_template(read()).number == 0


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (row(0, ""), "fields-0-key"),
        (row(0, "Bad key"), "fields-0-key"),
        (row(0, "title"), "fields-0-key"),
        (row(0, "a") | row(1, "a"), "fields-1-key"),
        (row(0, "a", label_hans=""), "fields-0-label_hans"),
        (row(0, "a", kind="choice"), "fields-0-vocabulary"),
        (row(0, "a", kind="choice", vocabulary="B B = x"), "fields-0-vocabulary"),
        (row(0, "a", kind="choice", vocabulary="x = 一\nx = 二"), "fields-0-vocabulary"),
        (row(0, "a", facet="y"), "fields-0-facet"),
        (row(0, "a", kind="colour"), "fields-0-kind"),
        (row(0, "a", label_en="x" * 41), "fields-0-label_en"),
    ],
)
def test_wrong_input_is_told_at_its_field_and_kept(ada_in: Browser, wrong: Data, told: str) -> None:
    answer = ada_in.post(
        "/admin/template", data={"base": "0", "act": "save", **wrong, **row(7, "z", help_en="typed")}
    )

    assert answer.status_code == 422
    assert f'href="#{told}"' in answer.text
    assert 'value="typed"' in answer.text
    assert queries.current_template(read()).number == 0


def test_too_many_fields_are_told_above_the_form(ada_in: Browser) -> None:
    data: Data = {}
    for at in range(61):
        data |= row(at, f"f{at}")

    answer = ada_in.post("/admin/template", data={"base": "0", "act": "save", **data})

    assert answer.status_code == 422
    assert len(keys(answer.text)) == 61


def test_the_second_administrator_keeps_what_was_typed_and_sees_what_differs(ada_in: Browser) -> None:
    ada_in.post("/admin/template", data={"base": "0", "act": "save", **row(0, "a")})

    answer = ada_in.post("/admin/template", data={"base": "0", "act": "save", **row(0, "b", help_en="typed")})
    assert answer.status_code == 409
    assert 'value="typed"' in answer.text
    assert "b · a" in answer.text
    assert 'name="base" type="hidden" value="1"' in answer.text

    again = ada_in.post("/admin/template", data={"base": "1", "act": "save", **row(0, "b")})
    assert again.status_code == 303
    assert [one.key for one in queries.current_template(read()).fields] == ["b"]


@pytest.mark.parametrize("base", ["", "x", "-1", "9" * 40])
def test_a_base_that_was_lost_is_a_conflict(ada_in: Browser, base: str) -> None:
    answer = ada_in.post("/admin/template", data={"base": base, "act": "save", **row(0, "a")})

    assert answer.status_code == 409


def test_old_versions_stay_readable(ada_in: Browser) -> None:
    ada_in.post("/admin/template", data={"base": "0", "act": "save", **row(0, "a")})

    assert "/admin/template/versions/0" in ada_in.get("/admin/template").text
    assert "business_line" in ada_in.get("/admin/template/versions/0").text
    assert "business_line" in ada_in.get("/admin/template/versions/1").text  # told as taken away
    assert ada_in.get("/admin/template/versions/9").status_code == 404


def test_strangers_sign_in_and_curators_may_not(client: Browser, cy_in: Browser, sign_in: SignIn) -> None:
    assert client.get("/admin/template").status_code == 303
    assert cy_in.get("/admin/template").status_code == 403
    assert sign_in(personas.AUD).post("/admin/template").status_code == 403


def test_the_wrong_method_is_told(ada_in: Browser) -> None:
    assert ada_in.post("/admin/template/versions/0").status_code == 405


def test_a_vocabulary_is_read_line_by_line() -> None:
    found = choices_of("a = 甲 | | A\n\n乙\nc1 = 丙\n丁 | 丁\n = 戊")

    assert [(one.key, one.labels) for one in found] == [
        ("a", {"zh-Hans": "甲", "en": "A"}),
        ("c2", {"zh-Hans": "乙"}),
        ("c1", {"zh-Hans": "丙"}),
        ("c3", {"zh-Hans": "丁", "zh-Hant": "丁"}),
        ("", {"zh-Hans": "戊"}),
    ]
