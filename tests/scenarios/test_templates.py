"""Changing the capture template: every change is a new version."""

from typing import Any

import pytest

from scenariowiki.accounts.rules import Actor
from scenariowiki.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from scenariowiki.runtime.session import read, write
from scenariowiki.scenarios import queries
from scenariowiki.scenarios.commands import templates as commands
from scenariowiki.scenarios.queries.templates import BUILT_IN, changed_keys, list_versions
from scenariowiki.scenarios.rules.template import Choice, Field, FieldKind
from tests import personas
from tests.scenarios.writing import draft, head, recorded, save_text, situation

pytestmark = pytest.mark.usefixtures("app")


def field(key: str = "product", kind: FieldKind = FieldKind.TEXT, **more: Any) -> Field:
    return Field(key=key, kind=kind, labels={"zh-Hans": "产品"}, **more)


def lines(*keys: str) -> Field:
    choices = tuple(Choice(key=key, labels={"zh-Hans": key}) for key in keys)
    return Field(key="business_line", kind=FieldKind.CHOICE, labels={"zh-Hans": "业务线"}, choices=choices)


def change(*fields: Field, base: int = 0, actor: Actor = personas.ADA) -> int:
    with write() as uow:
        return commands.change_template(uow, actor, fields, base_number=base).number


def test_a_change_is_a_new_version_in_force() -> None:
    assert change(*BUILT_IN.fields, field()) == 1

    assert queries.current_template(read()).find("product") == field()
    assert recorded("TemplateChanged") == [{"schema": 1, "number": 1}]


def test_old_revisions_keep_their_version() -> None:
    no = draft(personas.ANN, about=situation(fields={"business_line": "telecom"}))
    change(field(), base=0)

    old = queries.get_template(read(), head(no).template_number)
    assert old.find("business_line") == BUILT_IN.find("business_line")

    save_text(personas.ANN, no, "新的一句话。", base_seq=1, fields={})
    assert head(no).template_number == 1


def test_values_of_a_field_that_is_gone_stay_in_the_text() -> None:
    no = draft(personas.ANN, about=situation(fields={"metric": "接通率"}))
    change(lines("telecom"))

    save_text(personas.ANN, no, "新的一句话。", base_seq=1, fields={})

    assert head(no).snapshot["fields.metric"] == "接通率"


def test_what_was_typed_into_a_field_meanwhile_gone_is_kept() -> None:
    no = draft(personas.ANN, about=situation(fields={"metric": "接通率", "constraints": "没有人手"}))
    change(lines("telecom"))

    save_text(personas.ANN, no, "新的一句话。", base_seq=1, fields={"metric": "放弃率", "constraints": ""})

    assert head(no).snapshot["fields.metric"] == "放弃率"
    assert "fields.constraints" not in head(no).snapshot


def test_a_choice_that_is_gone_stays_where_it_was_chosen() -> None:
    no = draft(personas.ANN, about=situation(fields={"business_line": "telecom"}))
    change(lines("bank"))

    save_text(personas.ANN, no, "新的一句话。", base_seq=1, fields={"business_line": "telecom"})

    assert head(no).snapshot["fields.business_line"] == "telecom"
    with pytest.raises(Invalid) as refused:
        draft(personas.ANN, about=situation(fields={"business_line": "telecom"}))
    assert refused.value.fields == {"fields.business_line": "not_a_choice"}


def test_a_key_keeps_its_kind() -> None:
    change(lines("bank"), field("note"))
    change(field("note", kind=FieldKind.LONG_TEXT), base=1)

    with pytest.raises(Invalid) as refused:
        change(field("business_line"), field("note", kind=FieldKind.NUMBER), base=2)

    assert refused.value.fields == {"business_line": "kind_changed", "note": "kind_changed"}


def test_a_field_that_never_was_is_still_refused() -> None:
    no = draft(personas.ANN)
    change(field())

    with pytest.raises(Invalid) as refused:
        save_text(personas.ANN, no, "新的一句话。", base_seq=1, fields={"colour": "red"})

    assert refused.value.fields == {"fields.colour": "unknown_field"}


def test_texts_are_cleaned_and_empty_labels_left_out() -> None:
    change(
        Field(
            key=" product ", kind=FieldKind.TEXT, labels={"zh-Hans": " 产\n品 ", "en": " "}, help={"en": ""}
        )
    )

    assert queries.current_template(read()).fields == (
        Field(key="product", kind=FieldKind.TEXT, labels={"zh-Hans": "产 品"}),
    )


def test_the_second_of_two_administrators_is_told() -> None:
    change(field())

    with pytest.raises(Conflict, match="edit_conflict"):
        change(field("other"), base=0)


def test_a_template_that_cannot_be_is_refused() -> None:
    with pytest.raises(Invalid) as refused:
        change(field("title"), field("a"), field("a"))
    assert refused.value.fields == {"title": "reserved_key", "a": "duplicate_key"}

    with pytest.raises(Invalid) as refused:
        change(*(field(f"f{number}") for number in range(61)))
    assert refused.value.fields == {"fields": "too_many"}


@pytest.mark.parametrize("person", [personas.CY, personas.ANN, personas.AUD])
def test_only_administrators_change_it(person: Actor) -> None:
    with pytest.raises(Forbidden):
        change(field(), actor=person)


def test_versions_are_listed_newest_first() -> None:
    change(field())
    change(field(), field("b"), base=1)

    assert [(row.number, row.fields, row.author) for row in list_versions(read())] == [
        (2, 2, "Ada"),
        (1, 1, "Ada"),
        (0, 15, None),
    ]


def test_versions_differ_by_their_fields() -> None:
    before = (field("a"), field("b"), field("c"))
    after = (field("c"), field("a", required=True), field("d"))

    assert changed_keys(before, after) == ("a", "d", "b")


def test_a_version_that_never_was_is_not_found() -> None:
    with pytest.raises(NotFound, match="no_template"):
        queries.get_template(read(), 7)
