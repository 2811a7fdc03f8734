"""Uses of solutions through the API: an outside case is linked once."""

from typing import Any

from tests.api.caller import Caller

USED = {"helped": True, "used_on": "2026-01-05", "case_no": "GD-7"}


def test_an_outside_case_is_linked_once(as_zoe: Caller, published: dict[str, Any]) -> None:
    path = f"/solutions/{published['solutions'][0]['id']}/uses"

    first, again = as_zoe.post(path, USED), as_zoe.post(path, USED)

    assert (first.status_code, again.status_code) == (201, 201), first.text
    assert first.json == again.json
    shown = first.json or {}
    assert (shown["case_no"], shown["no"], shown["times"]) == ("GD-7", published["no"], 1)


def test_refusals_are_clear(as_zoe: Caller, published: dict[str, Any]) -> None:
    path = f"/solutions/{published['solutions'][0]['id']}/uses"
    as_zoe.post(path, USED)

    assert (as_zoe.post(path, {**USED, "helped": False}).json or {})["code"] == "use_told_otherwise"
    assert as_zoe.post(path, {"helped": True}).status_code == 422
    early = as_zoe.post(path, {**USED, "used_on": "2999-01-01"}).json or {}
    assert list(early["errors"]) == ["used_on"]
    assert as_zoe.post("/solutions/999/uses", USED).status_code == 404
