"""Revisions and differences."""

from typing import Any

from tests.api.caller import SITUATION, Caller
from tests.api.test_finding import everything


def revise(caller: Caller, no: int, base_seq: int, **more: Any) -> int:
    body = {"title": SITUATION["title"], "situation": SITUATION["situation"], "base_seq": base_seq, **more}
    shown = caller.put(f"/scenarios/{no}", body).json or {}
    return int(shown["base_seq"])


def test_revisions_are_listed_newest_first(as_zoe: Caller, published: dict[str, Any]) -> None:
    seq = 1
    for n in range(4):
        seq = revise(as_zoe, published["no"], seq, title=f"节前缺货 {n}", summary=f"第{n}次")

    walked = everything(as_zoe, f"/scenarios/{published['no']}/revisions", 2)

    assert [one["seq"] for one in walked] == [6, 5, 4, 3, 2, 1]
    assert (walked[0]["summary"], walked[0]["author"], walked[0]["solution"]) == ("第3次", "Zoe", None)
    assert walked[4]["solution"] == published["solutions"][0]["id"]


def test_a_walk_of_many_revisions_passes_the_page_size_of_the_database(
    as_zoe: Caller, published: dict[str, Any]
) -> None:
    seq = 1
    for n in range(55):
        seq = revise(as_zoe, published["no"], seq, title=f"节前缺货 {n}")

    page = as_zoe.get(f"/scenarios/{published['no']}/revisions?limit=100").json or {}

    assert ([one["seq"] for one in page["items"]], page["next_cursor"]) == (list(range(57, 0, -1)), None)


def test_a_diff_gives_the_operations_by_field(as_zoe: Caller, published: dict[str, Any]) -> None:
    revise(as_zoe, published["no"], 1, situation="客人非常急。货不够。", tags=["缺货", "节日"])

    told = as_zoe.get(f"/scenarios/{published['no']}/diff?from=1&to=3").json or {}

    fields = {one["field"]: one for one in told["fields"]}
    ops = fields["situation"]["ops"]
    assert "".join(text for op, text in ops if op != "insert") == "客人很急。货不够。"
    assert "".join(text for op, text in ops if op != "delete") == "客人非常急。货不够。"
    assert fields["tags"]["ops"] == [["delete", "投诉"], ["insert", "节日"]]
    assert (told["from"], told["to"]) == (1, 3)


def test_a_moved_step_is_told_as_moved(as_zoe: Caller, published: dict[str, Any]) -> None:
    solution = published["solutions"][0]
    body = {"steps": solution["steps"][::-1], "base_seq": solution["base_seq"]}
    as_zoe.put(f"/solutions/{solution['id']}", body)

    told = as_zoe.get(f"/scenarios/{published['no']}/diff?from=2&to=3").json or {}

    assert [one["field"] for one in told["fields"]] == ["steps"]
    assert "moved" in {item["kind"] for item in told["fields"][0]["items"]}


def test_what_never_was_cannot_be_compared(as_zoe: Caller, published: dict[str, Any]) -> None:
    path = f"/scenarios/{published['no']}/diff"

    assert as_zoe.get(f"{path}?from=1&to=99").status_code == 404
    for query in ("", "?from=1", "?from=a&to=1", "?from=0&to=1", "?from_=1&to=1"):
        assert as_zoe.get(f"{path}{query}").status_code == 422


def test_another_page_s_revision_is_not_reached(
    as_zoe: Caller, as_ann: Caller, published: dict[str, Any]
) -> None:
    hidden = as_ann.capture(submit=False, title="草稿")["no"]

    assert as_zoe.get(f"/scenarios/{hidden}/diff?from=1&to=2").status_code == 404
