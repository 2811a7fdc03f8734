"""Input that means harm or makes no sense: always a clear 4xx, fast, nothing half saved."""

import itertools
import json
import time
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from scenariowiki.kernel.events import EventRow
from scenariowiki.runtime.session import read
from scenariowiki.text import characters
from tests.api.caller import SITUATION, Caller

pytestmark = pytest.mark.unmeasured

ATTACK = Path(__file__).resolve().parents[2] / "../shared/data/attack"
STEMS = ("blns", "names_unicode", "search_queries", "csv_formula", "open_redirect")

BODIES: dict[str, bytes] = {
    "empty": b"",
    "not json": b"{",
    "a list": b"[]",
    "a text": b'"x"',
    "null": b"null",
    "latin-1": '{"title": "é"}'.encode("latin-1"),
    "utf-16": '{"title": "x"}'.encode("utf-16"),
    "doubled key": b'{"title": "a", "title": "b", "situation": "c"}',
    "doubled inner key": b'{"fields": {"a": 1, "a": 2}}',
    "NaN": b'{"title": NaN}',
    "infinity": b'{"title": -Infinity}',
    "overflow": b'{"fields": {"x": 1e999}}',
    "huge integer": b'{"base_seq": ' + b"9" * 5000 + b"}",
    "huge fraction": b'{"x": 0.' + b"1" * 100_000 + b"}",
    "deep lists": b"[" * 100_000,
    "deep closed": b'{"title": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "deep objects": b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
    "trailing": b"{} {}",
    "comment": b"{/* */}",
}


def events() -> int:
    return read().scalar(select(func.count()).select_from(EventRow)) or 0


def test_a_body_that_is_no_object_is_refused_at_once(as_ann: Caller) -> None:
    for kind, body in BODIES.items():
        began = time.process_time()
        response = as_ann.send("POST", "/scenarios", data=body, content_type="application/json")
        assert response.status_code in (400, 422), kind
        assert response.mimetype == "application/problem+json"
        assert time.process_time() - began < 0.3, kind


OTHER_TYPES = (
    "text/plain",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "",
    "text/json",
    "application/json; charset=gbk",
    "application/problem+json",
)


def test_what_a_form_of_another_site_can_send_is_not_taken(as_ann: Caller) -> None:
    body = json.dumps(SITUATION).encode()

    for content_type in OTHER_TYPES:
        response = as_ann.send("POST", "/scenarios", data=body, content_type=content_type)
        assert response.status_code == 415, content_type


def test_no_body_is_an_empty_object(as_ann: Caller) -> None:
    assert (as_ann.send("POST", "/scenarios").json or {})["errors"]["title"]["code"] == "required"


def test_a_text_beyond_its_length_is_too_long(as_ann: Caller) -> None:
    response = as_ann.post("/scenarios", {**SITUATION, "title": "长" * 500})

    assert (response.json or {})["errors"]["title"]["code"] == "too_long"


def test_a_body_of_many_megabytes_is_refused(as_ann: Caller) -> None:
    body = b'{"title": "' + b"a" * 5_000_000 + b'"}'

    response = as_ann.send("POST", "/scenarios", data=body, content_type="application/json")

    assert response.status_code == 413


def test_ten_thousand_names_are_refused_at_once(as_ann: Caller) -> None:
    began = time.process_time()

    body = as_ann.post("/scenarios", {f"x{n}": n for n in range(10_000)})
    query = as_ann.get("/scenarios?" + "&".join(f"x{n}=1" for n in range(10_000)))

    assert (body.status_code, query.status_code) == (422, 414)
    assert len((body.json or {})["errors"]) <= 50
    assert time.process_time() - began < 1


def test_addresses_that_are_not_utf8_are_refused(as_ann: Caller) -> None:
    assert as_ann.get("/scenarios?q=%ff%fe").status_code == 400
    assert as_ann.get("/scenarios/%ff").status_code == 404


NOT_THEIRS = [
    "role",
    "roles",
    "points",
    "author",
    "author_id",
    "owner",
    "state",
    "status",
    "created_at",
    "is_admin",
    "id",
    "no",
    "published_at",
    "credit",
    "source",
    "demo",
    "canonical_id",
    "version",
    "external-id",
]


def test_nobody_assigns_what_is_not_theirs(as_ann: Caller, published: dict[str, Any]) -> None:
    before = events()
    report = {"result": "solved", "applied_on": "2026-11-01"}

    for name in NOT_THEIRS:
        for response in (
            as_ann.post("/scenarios", {**SITUATION, name: "published"}),
            as_ann.put(f"/scenarios/{published['no']}", {**SITUATION, "base_seq": 1, name: 1}),
            as_ann.post(f"/scenarios/{published['no']}/solutions", {"steps": ["x"], name: 1}),
            as_ann.post("/solutions/1/outcomes", {**report, name: "verified"}),
        ):
            assert response.status_code == 422, name
            assert (response.json or {})["errors"][name]["code"] == "unknown_name"
    assert events() == before


WRONG: list[Any] = [1, True, [1], {"$ne": 1}, None, 1.5, ["x"], {}]


FIELDS = ("title", "situation", "tags", "fields", "solutions", "audience", "external_id", "team", "category")
GOOD: tuple[tuple[str, Any], ...] = (
    ("tags", ["x"]),
    ("fields", {}),
    ("external_id", None),
    ("team", None),
    ("team", 1),
    ("category", None),
)


def test_a_value_of_another_type_is_refused(as_ann: Caller) -> None:
    for field, value in itertools.product(FIELDS, WRONG):
        response = as_ann.post("/scenarios", {**SITUATION, field: value})
        fits = any(field == name and value is not True and value == good for name, good in GOOD)
        assert response.status_code == (201 if fits else 422), (field, value)


def test_a_flag_is_true_or_false(as_ann: Caller) -> None:
    wrong: tuple[Any, ...] = ("true", " yes", 1, 0, "1", [True], {}, None)
    for value in wrong:
        assert as_ann.post("/scenarios", {**SITUATION, "submit": value}).status_code == 422


TEXT_FIELDS: list[tuple[str, str, Any]] = [
    ("POST", "/scenarios", {**SITUATION, "title": "{}"}),
    ("POST", "/scenarios", {**SITUATION, "situation": "{}"}),
    ("POST", "/scenarios", {**SITUATION, "tags": ["{}"]}),
    ("POST", "/scenarios", {**SITUATION, "external_id": "{}"}),
    ("POST", "/scenarios", {**SITUATION, "category": "{}"}),
    ("POST", "/scenarios", {**SITUATION, "fields": {"source_reference": "{}"}}),
    ("POST", "/scenarios", {**SITUATION, "solutions": [{"steps": ["{}"]}]}),
    ("POST", "/scenarios", {**SITUATION, "{}": 1}),
    ("PUT", "/scenarios/1", {**SITUATION, "base_seq": 1, "summary": "{}"}),
    ("PATCH", "/scenarios/1", {"team": "{}"}),
    ("PATCH", "/scenarios/1", {"owner": "{}"}),
    ("POST", "/scenarios/1/solutions", {"steps": ["{}"]}),
    ("PUT", "/solutions/1", {"steps": [{"key": "{}", "text": "x"}], "base_seq": 2}),
    ("POST", "/solutions/1/outcomes", {"result": "solved", "applied_on": "2026-11-01", "note": "{}"}),
    ("POST", "/scenarios/1/comments", {"text": "{}"}),
    ("POST", "/scenarios/1/transitions", {"to": "archived", "note": "{}"}),
    ("POST", "/similar", {"title": "{}"}),
]


@pytest.mark.parametrize("sign", ["\x00", "\ud800", "\uffff", "\x07"], ids=ascii)
def test_what_cannot_be_stored_is_named(as_cy: Caller, published: dict[str, Any], sign: str) -> None:
    before = events()

    for method, path, body in TEXT_FIELDS:
        text = json.dumps(body).replace("{}", f"a{json.dumps(sign)[1:-1]}b")
        response = as_cy.send(method, path, data=text, content_type="application/json")
        assert response.status_code == 422, (path, body)
        assert (response.json or {})["errors"]
    assert events() == before


def strings() -> list[str]:
    """Gather the attack strings, or say that they are missing."""
    if not ATTACK.exists():
        return []
    found: list[str] = []
    for stem in STEMS:
        listed = json.loads((ATTACK / f"{stem}.json").read_text())
        found += [
            one if isinstance(one, str) else str(one.get("value") or one.get("payload") or "")
            for one in listed
        ]
    for path in sorted(ATTACK.glob("xss_*.jsonl")):
        found += [json.loads(line)["payload"] for line in path.read_bytes().splitlines()]
    return found


STEPS = 60


def send(caller: Caller, body: Any) -> TestResponse:
    """Send JSON that may hold lone surrogates, as escapes."""
    return caller.send("POST", "/scenarios", data=json.dumps(body), content_type="application/json")


def wanted() -> list[str]:
    """Give the attack strings once each, or skip."""
    found = list(dict.fromkeys(strings()))
    if not found:
        pytest.skip(f"no attack strings at {ATTACK}")
    return found


@pytest.mark.data
def test_attack_strings_come_back_as_they_were(as_ann: Caller) -> None:
    good = [text for text in wanted() if not characters.problems(characters.clean(text)) and text.strip()]

    for at in range(0, len(good), STEPS):
        steps = [f"x {text[:3_000]}" for text in good[at : at + STEPS]]
        sent = {"title": f"t{good[at]}"[:100], "situation": steps[0], "solutions": [{"steps": steps}]}
        response = send(as_ann, sent)
        shown = response.json or {}
        assert response.status_code == 201, shown
        stored = [step["text"] for step in shown["solutions"][0]["steps"]]
        assert stored == [characters.clean(step).strip() for step in steps]
        assert all(unicodedata.is_normalized("NFC", text) for text in stored)


@pytest.mark.data
def test_attack_strings_that_cannot_be_stored_are_refused(as_ann: Caller) -> None:
    bad = [text for text in wanted() if characters.problems(characters.clean(text))]

    for text in bad:
        response = send(as_ann, {"title": "x", "situation": text})
        assert response.status_code == 422, ascii(text)
        assert list((response.json or {})["errors"]) == ["situation"]
    assert bad


@pytest.mark.data
def test_every_attack_string_is_a_question_like_any_other(
    as_zoe: Caller, published: dict[str, Any], reindex: Callable[[], int]
) -> None:
    reindex()
    paths = itertools.cycle(["/search", "/suggest", "/scenarios"])

    for text, path in zip(wanted(), paths, strict=False):
        asked = text.encode("utf-8", "replace").decode()
        response = as_zoe.get(path, query_string={"q": asked})
        assert response.status_code in (200, 414, 422), (path, text)
        assert response.status_code != 200 or len(asked) <= 200
