"""Too much of anything is refused soon (cases 25, 46, 69-71), and one value is one value (54)."""

import time
from collections.abc import Callable

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict

from tests import personas
from tests.browser import Browser, SignIn

SOON = 1.0
ANN = personas.ANN


def timed(ask: Callable[[], int]) -> int:
    """Return the status of an answer that came soon."""
    began = time.process_time()
    status = ask()
    assert time.process_time() - began < SOON
    return status


@pytest.fixture
def ann(sign_in: SignIn) -> Browser:
    return sign_in(ANN)


def test_ten_thousand_parts_are_refused(ann: Browser) -> None:
    boundary = "x" * 20
    part = f'--{boundary}\r\nContent-Disposition: form-data; name="a"\r\n\r\nb\r\n'
    body = part * 10_000 + f"--{boundary}--\r\n"
    kind = f"multipart/form-data; boundary={boundary}"

    assert timed(lambda: ann.post("/scenarios/new", data=body, content_type=kind).status_code) == 413


@pytest.mark.parametrize("path", ["/me/settings", "/scenarios/new", "/scenarios/similar", "/admin/template"])
def test_ten_thousand_fields_are_refused(sign_in: SignIn, path: str) -> None:
    ada = sign_in(personas.ADA)
    form = {f"fields-{number}-key": "1" for number in range(10_000)}

    assert timed(lambda: ada.post(path, data=form).status_code) == 413


def test_ten_thousand_parameters_are_refused(ann: Browser) -> None:
    query = "&".join(f"tag={number}" for number in range(10_000))

    assert timed(lambda: ann.get(f"/scenarios?{query}").status_code) in (400, 414)


@pytest.mark.usefixtures("scenario_one")
def test_of_a_field_that_is_there_twice_the_first_counts_everywhere(ann: Browser) -> None:
    twice = MultiDict([("title", "甲"), ("title", "乙"), ("situation", "一"), ("act", "draft")])

    page = ann.get(ann.post("/scenarios/new", data=twice).headers["Location"]).text

    assert "甲" in page
    assert "乙" not in page


@pytest.mark.parametrize(
    ("path", "name"), [("/admin/brand", "name"), ("/admin/people/7", "display_name"), ("/me/tokens", "label")]
)
def test_a_form_of_administration_refuses_it(sign_in: SignIn, path: str, name: str) -> None:
    assert sign_in(personas.ADA).post(path, data=MultiDict([(name, "a"), (name, "b")])).status_code == 422


def test_so_does_the_door(client: Browser) -> None:
    client.csrf = client.get("/sign-in").text.split('name="csrf_token" value="')[1].split('"')[0]
    data = MultiDict([("name", "ann"), ("name", "ada"), ("password", "x")])

    assert client.post("/sign-in", data=data).status_code == 422


@pytest.mark.parametrize("number", ["9" * 30, "9" * 5000, "²", "-1", "0", "1e3", "٣", "0x10"])
@pytest.mark.usefixtures("scenario_one")
def test_a_number_no_column_holds_is_never_a_fault(app: Flask, sign_in: SignIn, number: str) -> None:
    ada = sign_in(personas.ADA)
    for path in ASKED:
        assert ada.get(path.replace("{}", number)).status_code in (200, 303, 400, 404, 414, 422), path
    for path, names in POSTED.items():
        data = {"title": "标题", "situation": "一", "text": "一", **dict.fromkeys(names, number)}
        assert ada.post(path, data=data).status_code in (200, 303, 400, 403, 404, 409, 422), path
        assert sign_in(personas.CY).post(path, data=data).status_code in (
            200,
            303,
            400,
            403,
            404,
            409,
            422,
        ), path
    assert app


ASKED = (
    "/admin/people?offset={}&site={}",
    "/admin/audit?before={}&who={}",
    "/admin/tags?offset={}&group={}",
    "/scenarios?category={}&tag={}&page={}&offset={}",
    "/scenarios/1/history?before={}&from={}&to={}",
    "/admin/lint?most={}",
    "/admin/people/{}",
    "/scenarios/1/history/{}",
    "/scenarios/{}",
    "/scenarios/1/history/{}..{}",
    "/admin/categories/{}",
    "/admin/template/{}",
    "/scenarios/new?copy={}",
)
POSTED = {
    "/scenarios/1/edit": ("base_seq", "category", "team", "solutions-0-id", "solutions-0-base_seq"),
    "/scenarios/1/revert": ("seq", "base_seq"),
    "/scenarios/1/comments": ("solution",),
    "/scenarios/1/facts": ("team",),
    "/scenarios/1/edit/autosave": ("base_seq",),
    "/scenarios/new": ("seen", "category", "team", "fields-severity"),
    "/admin/people/7": ("site", "team"),
    "/admin/teams/2": ("site", "lead_id"),
    "/admin/categories/new": ("parent_id", "owner_id", "version"),
    "/admin/tags/new": ("group_id", "version"),
    "/admin/template": ("base",),
}


@pytest.mark.parametrize("length", [10_000, 1_000_000, 3_900_000])
def test_a_text_without_end_is_refused(ann: Browser, length: int) -> None:
    answer = ann.post("/scenarios/new", data={"title": "长" * (length // 3), "situation": "x"})

    assert answer.status_code in (413, 422)


NAMED = {
    "/admin/categories/new": ("title", "description", "label_hans", "label_hant", "label_en"),
    "/admin/tags/new": ("name", "synonyms", "label_hans", "label_hant", "label_en"),
    "/admin/tag-groups": ("name", "label_hans", "label_hant", "label_en"),
}


@pytest.mark.parametrize("length", [401, 100_000])
@pytest.mark.parametrize(
    ("page", "field"), [(page, field) for page, names in NAMED.items() for field in names]
)
def test_a_name_without_end_is_refused_where_it_was_typed(
    sign_in: SignIn, page: str, field: str, length: int
) -> None:
    answer = sign_in(personas.CY).post(
        page, data={"title": "目录", "name": "标签", "description": "说明", field: "长" * length}
    )

    assert answer.status_code == 422
    assert "长" * length in answer.text
    assert "太长" in answer.text or "不能超过" in answer.text


def test_five_megabytes_of_form_are_refused(ann: Browser) -> None:
    assert timed(lambda: ann.post("/scenarios/preview", data={"text": "x" * 5_000_000}).status_code) == 413


def test_more_rows_than_a_template_may_have_cost_nothing(sign_in: SignIn) -> None:
    ada = sign_in(personas.ADA)
    form = {f"fields-{number}-key": "1" for number in range(4_000)}

    assert timed(lambda: ada.post("/admin/template", data=form).status_code) in (409, 422)
