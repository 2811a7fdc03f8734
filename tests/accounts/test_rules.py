"""Rules of people: names, passwords, the throttle, the map of permissions."""

import json
from pathlib import Path

import pytest

from scenariowiki.accounts.rules import (
    LONGEST_WAIT,
    PERMISSIONS,
    Permission,
    Role,
    ThrottleKind,
    display_fault,
    name_fault,
    password_fault,
    skeleton,
    wait_after,
)
from tests import personas

NAMES = Path(__file__).resolve().parents[2] / "../shared/data/attack/names_unicode.json"


@pytest.mark.parametrize("name", ["ann", "林小满", "王小明2", "lin.xiaoman", "o'neil", "zoë", "김철수"])
def test_ordinary_names_are_taken(name: str) -> None:
    assert name_fault(name) is None


@pytest.mark.parametrize(
    "name",
    [
        "",
        " ",
        "a b",
        "x" * 41,
        "ad\u200dmin",
        "a\u202eb",
        "ａdmin",
        "a\x00b",
        "-",
        "a/b",
        "<b>",
        "z" + "\u0301" * 9,
    ],
)
def test_names_that_hide_something_are_refused(name: str) -> None:
    assert name_fault(name) is not None


@pytest.mark.parametrize("twin", ["Admin", "аdmin", "ａｄｍｉｎ", "ad\u00admin", "a\u0301dmin", "ADMIN "])
def test_twins_of_a_name_have_its_skeleton(twin: str) -> None:
    assert skeleton(twin) == skeleton("admin")


def test_both_scripts_of_a_name_are_one() -> None:
    assert skeleton("張小麗") == skeleton("张小丽")


@pytest.mark.data
def test_no_hostile_name_gets_past_both_walls() -> None:
    if not NAMES.exists():
        pytest.skip(f"{NAMES} is missing")
    for case in json.loads(NAMES.read_text("utf-8")):
        value = case["value"]

        accepted = name_fault(value) is None

        assert not accepted or value.isprintable()
        skeleton(value)
        display_fault(value)


@pytest.mark.parametrize(
    ("password", "fault"),
    [
        ("short", "password_short"),
        ("12345678", "password_common"),
        ("woaini1314", "password_common"),
        ("Password2026!", "password_common"),
        ("aaaaaaaaaa", "password_common"),
        ("lin.xiaoman1", "password_common"),
        ("scenariowiki", "password_common"),
        ("\ud800aaaabbbb", "password_characters"),
        ("x1y2z3w4" * 200, "password_long"),
        ("四个字的密码很好记", None),
        ("correct horse battery", None),
        ("a" * 8 + "b" * 56 + "c" * 40, None),
    ],
)
def test_passwords_are_judged_by_length_and_by_what_is_known(password: str, fault: str) -> None:
    assert password_fault(password, ["lin.xiaoman", "林小满"]) == fault


def test_nobody_waits_longer_than_fifteen_minutes() -> None:
    waits = [wait_after(kind, failures) for kind in ThrottleKind for failures in (0, 5, 50, 500, 5000)]

    assert max(waits) == LONGEST_WAIT
    assert not wait_after(ThrottleKind.NAME, 4)
    assert not wait_after(ThrottleKind.ADDRESS, 40)


def test_every_permission_has_somebody() -> None:
    assert set(PERMISSIONS) == set(Permission)
    assert all(PERMISSIONS.values())


def test_only_an_administrator_manages_people() -> None:
    able = {role for role in Role if role in PERMISSIONS[Permission.MANAGE_PEOPLE]}

    assert able == {Role.ADMIN}
    assert personas.ADA.may(Permission.MANAGE_PEOPLE)
