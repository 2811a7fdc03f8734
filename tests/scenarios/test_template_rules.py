"""The capture template's own rules, without a database."""

import datetime as dt
from typing import Any

import pytest

from scenariowiki.scenarios.queries.templates import BUILT_IN
from scenariowiki.scenarios.rules.template import (
    Choice,
    Field,
    FieldKind,
    check_template,
    check_values,
    localised,
    missing,
)

TELECOM = Choice(key="telecom", labels={"zh-Hans": "电信", "zh-Hant": "電信", "en": "Telecom"})
BANK = Choice(key="bank", labels={"zh-Hans": "银行"})


def field(key: str = "product", kind: FieldKind = FieldKind.TEXT, **more: Any) -> Field:
    return Field(key=key, kind=kind, **{"labels": {"zh-Hans": "产品"}, **more})


def choice(kind: FieldKind = FieldKind.CHOICE, **more: Any) -> Field:
    return field("line", kind, **{"choices": (TELECOM, BANK), **more})


def test_the_built_in_template_is_in_order() -> None:
    assert check_template(BUILT_IN.fields) == {}
    assert {"business_line", "trigger_signals", "severity", "occurred_on"} <= {
        one.key for one in BUILT_IN.fields
    }


def test_a_field_survives_being_stored() -> None:
    for one in BUILT_IN.fields:
        assert Field.from_json(one.to_json()) == one
    assert Field.from_json({"key": "a", "kind": "text", "labels": {}}) == Field(
        key="a", kind=FieldKind.TEXT, labels={}
    )


@pytest.mark.parametrize(
    ("locale", "label"), [("zh-Hant", "電信"), ("en", "Telecom"), ("zh-Hans", "电信"), ("fr", "电信")]
)
def test_labels_fall_back_to_the_next_best_language(locale: str, label: str) -> None:
    assert localised(TELECOM.labels, locale) == label
    assert choice().choice_label("telecom", locale) == label


def test_what_has_no_label_speaks_for_itself() -> None:
    assert field(labels={}).label("en") == "product"
    assert choice().choice_label("gone", "en") == "gone"
    assert localised({"fr": "x"}, "en") == "x"
    assert localised({}, "en") == ""


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        (field("Product"), "bad_key"),
        (field(""), "bad_key"),
        (field("9a"), "bad_key"),
        (field("a" * 41), "bad_key"),
        (field("title"), "reserved_key"),
        (field(labels={"en": ""}), "label_missing"),
        (choice(choices=()), "choices_missing"),
        (field(facet=True), "facet_needs_choices"),
        (choice(choices=(Choice(key="A b", labels={"en": "x"}),)), "bad_choice"),
        (choice(choices=(Choice(key="a", labels={}),)), "bad_choice"),
        (choice(choices=(TELECOM, TELECOM)), "duplicate_choice"),
        (choice(choices=(TELECOM, Choice(key="b", labels={"en": "Telecom"}))), "duplicate_choice"),
        (choice(choices=tuple(Choice(key=f"c{n}", labels={"en": f"C{n}"}) for n in range(201))), "too_many"),
        (field(labels={"en": "x" * 41}), "too_long"),
        (field(help={"en": "x" * 501}), "too_long"),
        (choice(choices=(Choice(key="a", labels={"en": "x" * 41}),)), "too_long"),
        (field(labels={"en": "a\0b"}), "characters_control"),
        (field(help={"en": "a\x07b"}), "characters_control"),
        (choice(choices=(Choice(key="a", labels={"en": "a\x07"}),)), "characters_control"),
    ],
)
def test_a_field_that_cannot_be_is_named_with_its_fault(wrong: Field, code: str) -> None:
    assert check_template([wrong]) == {wrong.key: code}


def test_a_choice_whose_label_is_the_same_in_two_languages_is_fine() -> None:
    assert (
        check_template([choice(choices=(Choice(key="app", labels={"zh-Hans": "APP", "en": "APP"}),))]) == {}
    )


def test_a_key_stands_for_one_field_only() -> None:
    assert check_template([field("a"), field("b"), field("a")]) == {"a": "duplicate_key"}


@pytest.mark.parametrize(
    ("one", "typed", "kept"),
    [
        (field(), " 光猫 ", "光猫"),
        (field(kind=FieldKind.LONG_TEXT), "一\n二 ", "一\n二"),
        (choice(), "telecom", "telecom"),
        (choice(), " 電信 ", "telecom"),
        (choice(FieldKind.MULTI_CHOICE), ["bank", "telecom", "bank"], ["bank", "telecom"]),
        (choice(FieldKind.MULTI_CHOICE), "电信、银行", ["telecom", "bank"]),
        (choice(FieldKind.MULTI_CHOICE), ("bank",), ["bank"]),
        (field(kind=FieldKind.NUMBER), "12", 12),
        (field(kind=FieldKind.NUMBER), 1.5, 1.5),
        (field(kind=FieldKind.NUMBER), "0", 0),
        (field(kind=FieldKind.NUMBER), "1,234,500.5", 1_234_500.5),
        (field(kind=FieldKind.NUMBER), " －１，２００．５ ", -1200.5),
        (field(kind=FieldKind.NUMBER), "1e-07", 1e-07),
        (field(kind=FieldKind.DATE), "2026年1月5日", "2026-01-05"),
        (field(kind=FieldKind.DATE), "2026/1/5 10:00", "2026-01-05"),
        (field(kind=FieldKind.DATE), dt.date(2026, 1, 5), "2026-01-05"),
        (field(kind=FieldKind.DATE), dt.datetime(2026, 1, 5, tzinfo=dt.UTC), "2026-01-05"),
    ],
)
def test_values_are_taken_as_people_write_them(one: Field, typed: Any, kept: Any) -> None:
    assert check_values([one], {one.key: typed}) == ({one.key: kept}, {})


@pytest.mark.parametrize(
    ("one", "typed", "code"),
    [
        (field(), 3, "wrong_type"),
        (field(), "x" * 501, "too_long"),
        (field(kind=FieldKind.LONG_TEXT), ["x"], "wrong_type"),
        (field(kind=FieldKind.LONG_TEXT), "x" * 60_001, "too_long"),
        (choice(), 3, "wrong_type"),
        (choice(), "railway", "not_a_choice"),
        (choice(FieldKind.MULTI_CHOICE), {"a": 1}, "wrong_type"),
        (choice(FieldKind.MULTI_CHOICE), ["telecom", "x"], "not_a_choice"),
        (choice(FieldKind.MULTI_CHOICE), [3], "wrong_type"),
        (field(kind=FieldKind.NUMBER), True, "wrong_type"),
        (field(kind=FieldKind.NUMBER), [1], "wrong_type"),
        (field(kind=FieldKind.NUMBER), "twelve", "not_a_number"),
        (field(kind=FieldKind.NUMBER), "nan", "not_a_number"),
        (field(kind=FieldKind.NUMBER), "1_000", "not_a_number"),
        (field(kind=FieldKind.NUMBER), "10,00", "not_a_number"),
        (field(kind=FieldKind.NUMBER), "٣", "not_a_number"),
        (field(kind=FieldKind.NUMBER), ".", "not_a_number"),
        (field(kind=FieldKind.NUMBER), 1e16, "not_a_number"),
        (field(kind=FieldKind.NUMBER), 10**400, "not_a_number"),
        (field(kind=FieldKind.DATE), 20260105, "wrong_type"),
        (field(kind=FieldKind.DATE), "yesterday", "not_a_date"),
        (field(kind=FieldKind.DATE), "2026-02-30", "not_a_date"),
    ],
)
def test_values_that_make_no_sense_are_named_with_their_fault(one: Field, typed: Any, code: str) -> None:
    assert check_values([one], {one.key: typed}) == ({}, {one.key: code})


@pytest.mark.parametrize("nothing", [None, "", [], " "])
def test_an_empty_value_is_none(nothing: Any) -> None:
    assert check_values([field()], {"product": nothing}) == ({}, {})


def test_values_of_no_field_are_refused() -> None:
    assert check_values([field()], {"colour": "red"}) == ({}, {"colour": "unknown_field"})


def test_required_fields_without_a_value_are_missing() -> None:
    fields = [field("a", required=True), field("b", required=True), field("c")]

    assert missing(fields, {"a": "x", "b": ""}) == ("b",)
    assert missing(fields, {"a": 0, "b": 0}) == ()
