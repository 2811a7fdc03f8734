"""The capture template: fields as data, and the check of what was typed against them."""

import datetime as dt
import math
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum, auto
from typing import Any

from scenariowiki.scenarios.rules.content import SHORT_MAX, TEXT_MAX
from scenariowiki.text import characters

LABEL_MAX = 40
NOTHING: tuple[object, ...] = (None, "", [])
CHOICES_MAX = 200
KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
CHOICE_KEY = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
RESERVED = frozenset(
    {
        "external_id", "layer", "title", "situation", "solution", "outcome", "tags", "category", "team",
        "author", "state", "audience", "owner", "no", "result", "applied_on", "steps", "summary", "fields",
    }
)  # fmt: skip


class FieldKind(StrEnum):
    TEXT = auto()
    LONG_TEXT = auto()
    CHOICE = auto()
    MULTI_CHOICE = auto()
    NUMBER = auto()
    DATE = auto()


CHOICES = frozenset({FieldKind.CHOICE, FieldKind.MULTI_CHOICE})
# Kinds whose values can be read as one another's; all others keep to what was stored under a key.
TEXTS = frozenset({FieldKind.TEXT, FieldKind.LONG_TEXT})


@dataclass(frozen=True, kw_only=True)
class Choice:
    key: str
    labels: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Field:
    """One field; `labels` and `help` by locale; `facet` only for choices."""

    key: str
    kind: FieldKind
    labels: Mapping[str, str]
    help: Mapping[str, str] = field(default_factory=dict)
    choices: tuple[Choice, ...] = ()
    required: bool = False
    facet: bool = False

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Field":
        """Read a field of a stored template version."""
        choices = tuple(Choice(key=one["key"], labels=one["labels"]) for one in data.get("choices") or ())
        return cls(
            key=data["key"],
            kind=FieldKind(data["kind"]),
            labels=data["labels"],
            help=data.get("help") or {},
            choices=choices,
            required=bool(data.get("required")),
            facet=bool(data.get("facet")),
        )

    def to_json(self) -> dict[str, Any]:
        """Write the field as a stored template version holds it."""
        return asdict(self)

    def label(self, locale: str) -> str:
        """Return the field's name in a locale, or in the next best one."""
        return localised(self.labels, locale) or self.key

    def choice_label(self, key: str, locale: str) -> str:
        """Return the words of one choice; an unknown key speaks for itself."""
        return next((localised(one.labels, locale) for one in self.choices if one.key == key), "") or key

    def lost(self, chosen: object) -> tuple[str, ...]:
        """List what was chosen here and is no longer offered."""
        if self.kind not in CHOICES or not chosen:
            return ()
        offered = {one.key for one in self.choices}
        keys = chosen if isinstance(chosen, list) else [chosen]
        return tuple(key for key in keys if isinstance(key, str) and key and key not in offered)

    def offering(self, keys: Sequence[str], before: Sequence["Field"]) -> "Field":
        """Return the field with more keys to choose, named as it named them before, the newest first."""
        named = {one.key: one for field in reversed(before) if field.key == self.key for one in field.choices}
        more = tuple(named.get(key, Choice(key=key, labels={})) for key in keys)
        return replace(self, choices=(*self.choices, *more))


def localised(labels: Mapping[str, str], locale: str) -> str:
    """Pick the label of a locale, falling back to the other script, then to any."""
    for name in (locale, "zh-Hans", "zh-Hant", "en", *labels):
        if labels.get(name):
            return labels[name]
    return ""


def changed_kinds(before: Sequence[Field], after: Sequence[Field]) -> tuple[str, ...]:
    """List the keys whose kind another one would take: what is stored under them could no longer be read."""
    old = {one.key: one.kind for one in before}
    changed = (one for one in after if old.get(one.key, one.kind) is not one.kind)
    return tuple(one.key for one in changed if not {one.kind, old[one.key]} <= TEXTS)


def check_template(fields: Sequence[Field]) -> dict[str, str]:
    """Return what is wrong with a template, {field key: code}; empty when it may be used."""
    problems: dict[str, str] = {}
    seen: set[str] = set()
    for one in fields:
        code = _field_problem(one, seen)
        if code:
            problems[one.key] = code
        seen.add(one.key)
    return problems


def _field_problem(one: Field, seen: set[str]) -> str | None:
    is_choice = one.kind in CHOICES
    problems = {
        "bad_key": not KEY.fullmatch(one.key),
        "reserved_key": one.key in RESERVED,
        "duplicate_key": one.key in seen,
        "label_missing": not any(one.labels.values()),
        "choices_missing": is_choice and not one.choices,
        "facet_needs_choices": one.facet and not is_choice,
        "bad_choice": any(not _is_usable(choice) for choice in one.choices),
        "duplicate_choice": _has_twins(one.choices),
        "too_many": len(one.choices) > CHOICES_MAX,
        "too_long": _is_too_long(one),
        "characters_control": any(characters.problems(text) for text in _words(one)),
    }
    return next((code for code, found in problems.items() if found), None)


def _is_usable(choice: Choice) -> bool:
    return bool(CHOICE_KEY.fullmatch(choice.key)) and any(choice.labels.values())


def _has_twins(choices: Sequence[Choice]) -> bool:
    """Tell whether two choices share a key or a word: imports and forms could not tell them apart."""
    names = [name for one in choices for name in {one.key, *filter(None, one.labels.values())}]
    return len(names) != len(set(names))


def _is_too_long(one: Field) -> bool:
    labels = (*one.labels.values(), *(label for choice in one.choices for label in choice.labels.values()))
    helps = one.help.values()
    return any(len(text) > LABEL_MAX for text in labels) or any(len(text) > SHORT_MAX for text in helps)


def _words(one: Field) -> Iterator[str]:
    yield from one.labels.values()
    yield from one.help.values()
    for choice in one.choices:
        yield from choice.labels.values()


def check_values(fields: Sequence[Field], values: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """Normalise template values; return ({key: value} without empty ones, {key: error code})."""
    known = {one.key: one for one in fields}
    good: dict[str, Any] = {}
    bad = {key: "unknown_field" for key in values if key not in known}
    for key, one in known.items():
        value = values.get(key)
        if value in NOTHING:
            continue
        try:
            good[key] = _CHECKS[one.kind](one, value)
        except ValueError as problem:
            bad[key] = str(problem)
    return {key: value for key, value in good.items() if value not in NOTHING}, bad


def missing(fields: Sequence[Field], values: Mapping[str, Any]) -> tuple[str, ...]:
    """List the required fields that have no value."""
    return tuple(one.key for one in fields if one.required and values.get(one.key) in NOTHING)


def _text(_one: Field, value: object) -> str:
    if not isinstance(value, str):
        raise ValueError("wrong_type")
    if len(value) > SHORT_MAX:
        raise ValueError("too_long")
    return value.strip()


def _long_text(_one: Field, value: object) -> str:
    if not isinstance(value, str):
        raise ValueError("wrong_type")
    if len(value) > TEXT_MAX:
        raise ValueError("too_long")
    return value.strip()


def _choice(one: Field, value: object) -> str:
    if not isinstance(value, str):
        raise ValueError("wrong_type")
    key = _choice_key(one, value)
    if key is None:
        raise ValueError("not_a_choice")
    return key


def _choice_key(one: Field, value: str) -> str | None:
    wanted = value.strip()
    for choice in one.choices:
        if wanted == choice.key or wanted in choice.labels.values():
            return choice.key
    return None


def _multi_choice(one: Field, value: object) -> list[str]:
    if isinstance(value, str):
        value = [part for part in re.split(r"[|,，、;；]", value) if part.strip()]
    if not isinstance(value, list | tuple):
        raise ValueError("wrong_type")
    return list(dict.fromkeys(_choice(one, item) for item in value))


# As people write numbers: 1200.5 and 1,200.5, not 1_200; an exponent comes back from an export.
_NUMBER = re.compile(r"[+-]?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]*)(?:\.[0-9]*)?(?:[eE][+-]?[0-9]{1,3})?")


def _number(_one: Field, value: object) -> int | float:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise ValueError("wrong_type")
    if isinstance(value, str):
        value = unicodedata.normalize("NFKC", value).strip().replace("\N{MINUS SIGN}", "-")
        if not _NUMBER.fullmatch(value):
            raise ValueError("not_a_number")
        value = value.replace(",", "")
    try:
        number = float(value)
    except (ValueError, OverflowError):
        raise ValueError("not_a_number") from None
    if not math.isfinite(number) or abs(number) > 1e15:
        raise ValueError("not_a_number")
    return int(number) if number == int(number) else number


def _date(_one: Field, value: object) -> str:
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    if isinstance(value, dt.date):
        return value.isoformat()
    if not isinstance(value, str):
        raise ValueError("wrong_type")
    match = re.fullmatch(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T].*)?", value.strip())
    if not match:
        raise ValueError("not_a_date")
    try:
        return dt.date(*map(int, match.groups())).isoformat()
    except ValueError:
        raise ValueError("not_a_date") from None


_CHECKS: Mapping[FieldKind, Callable[[Field, Any], Any]] = {
    FieldKind.TEXT: _text,
    FieldKind.LONG_TEXT: _long_text,
    FieldKind.CHOICE: _choice,
    FieldKind.MULTI_CHOICE: _multi_choice,
    FieldKind.NUMBER: _number,
    FieldKind.DATE: _date,
}
