"""Administration of tags and their groups."""

import re

import pytest

from scenariowiki.runtime.session import read
from scenariowiki.scenarios.queries import taxonomy
from scenariowiki.scenarios.queries.taxonomy import TagFilter
from tests import personas
from tests.browser import Browser, SignIn
from tests.scenarios.writing import recorded, tag

OFFLINE = {
    "name": "断网",
    "group_id": "",
    "synonyms": "上不了网、掉线\n没网",
    "common": "y",
    "label_en": "Offline",
}


def only() -> taxonomy.TagRow:
    (row,) = taxonomy.list_tags(read(), TagFilter()).rows
    return row


def test_a_tag_is_added_with_all_its_names(cy_in: Browser) -> None:
    answer = cy_in.post("/admin/tags/new", data=OFFLINE)

    row = only()
    assert (answer.status_code, answer.location) == (303, f"/admin/tags/{row.id}")
    assert (row.name, row.labels, row.common) == ("断网", {"en": "Offline"}, True)
    assert set(row.aliases) == {"上不了网", "掉线", "没网"}


def test_a_tag_is_changed(cy_in: Browser) -> None:
    id_ = tag("断网", common=True)

    answer = cy_in.post(f"/admin/tags/{id_}", data={"name": "掉线", "group_id": "", "version": "1"})

    assert answer.status_code == 303
    assert (only().name, only().common, only().aliases) == ("掉线", False, ("断网",))


def test_the_form_begins_with_what_is_stored(cy_in: Browser) -> None:
    page = cy_in.get(f"/admin/tags/{tag('断网', synonyms=('掉线',), labels={'en': 'Offline'})}").text

    assert 'value="断网"' in page
    assert 'value="Offline"' in page
    assert re.search(r"<textarea[^>]*>\s*掉线</textarea>", page)


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"name": ""}, "name"),
        ({"name": "停機"}, "name"),
        ({"name": "x\u200by"}, "name"),
        ({"synonyms": "停机"}, "synonyms"),
        ({"synonyms": "长" * 31}, "synonyms"),
        ({"group_id": "99"}, "group_id"),
        ({"label_hant": "a\u202eb"}, "label_hant"),
    ],
)
def test_wrong_input_is_told_and_kept(cy_in: Browser, wrong: dict[str, str], told: str) -> None:
    tag("停机")

    answer = cy_in.post("/admin/tags/new", data={**OFFLINE, **wrong})

    assert answer.status_code == 422
    assert f'id="{told}-err"' in answer.text
    assert 'value="Offline"' in answer.text
    assert only().name == "停机"


def test_one_changed_meanwhile_is_a_conflict_that_keeps_what_was_typed(cy_in: Browser) -> None:
    id_ = tag("断网")
    cy_in.post(f"/admin/tags/{id_}", data={**OFFLINE, "version": "1"})

    answer = cy_in.post(f"/admin/tags/{id_}", data={**OFFLINE, "name": "我的名", "version": "1"})

    assert answer.status_code == 409
    assert 'value="我的名"' in answer.text


def test_tags_are_found_and_filtered_by_group(cy_in: Browser) -> None:
    cy_in.post("/admin/tag-groups", data={"name": "网络"})
    (group,) = taxonomy.list_tag_groups(read())
    tag("断网", synonyms=("掉线",), group_id=group.id)
    tag("停机")

    assert "停机" not in cy_in.get("/admin/tags?q=掉線").text
    assert "停机" not in cy_in.get(f"/admin/tags?group={group.id}").text
    assert "断网" not in cy_in.get("/admin/tags?group=0").text


@pytest.mark.parametrize(
    "query", ["offset=-1", f"offset={10**30}", "group=x", "group=-1", "q=%25_%00", "offset=x"]
)
def test_odd_questions_are_answered(cy_in: Browser, query: str) -> None:
    assert cy_in.get(f"/admin/tags?{query}").status_code == 200


def test_a_long_list_is_paged(cy_in: Browser) -> None:
    for number in range(51):
        tag(f"标签{number}")

    first = cy_in.get("/admin/tags?q=标签").text

    assert len(re.findall(r'href="/admin/tags/\d+"', first)) == 50
    assert "q=%E6%A0%87%E7%AD%BE" in first
    assert len(re.findall(r'href="/admin/tags/\d+"', cy_in.get("/admin/tags?offset=50").text)) == 1


def test_merging_by_name_leads_to_the_winner_where_it_can_be_undone(cy_in: Browser) -> None:
    one, other = tag("断网"), tag("掉线", synonyms=("没网",))

    answer = cy_in.post(f"/admin/tags/{one}/merge", data={"into": "沒網"})
    assert answer.location == f"/admin/tags/{other}"
    assert f"/admin/tags/{one}/unmerge" in cy_in.get(f"/admin/tags/{other}").text

    assert cy_in.post(f"/admin/tags/{one}/unmerge").status_code == 303
    assert recorded("TagUnmerged") == [{"schema": 1, "tag_id": one, "from_id": other}]


@pytest.mark.parametrize(("into", "status"), [("", 422), ("没有的标签", 422), ("断网", 409)])
def test_a_merge_that_cannot_be_is_told_on_the_page(cy_in: Browser, into: str, status: int) -> None:
    answer = cy_in.post(f"/admin/tags/{tag('断网')}/merge", data={"into": into})

    assert answer.status_code == status
    assert 'role="alert"' in answer.text


def test_nearly_equal_names_are_shown_beside_the_merge(cy_in: Browser) -> None:
    tag("投诉升级类")

    assert "投诉升级类" in cy_in.get(f"/admin/tags/{tag('投诉升级')}").text


@pytest.mark.parametrize(
    ("method", "path"), [("GET", "999"), ("POST", "999"), ("POST", "999/merge"), ("POST", "999/unmerge")]
)
def test_one_that_is_not_there_is_not_found(cy_in: Browser, method: str, path: str) -> None:
    assert cy_in.open(f"/admin/tags/{path}", method=method, data=OFFLINE).status_code == 404


@pytest.mark.parametrize("path", ["tags", "tags/new", "tag-groups"])
def test_strangers_sign_in_and_contributors_may_not(client: Browser, sign_in: SignIn, path: str) -> None:
    assert client.get(f"/admin/{path}").status_code == 303
    assert sign_in(personas.ANN).get(f"/admin/{path}").status_code == 403


def test_the_wrong_method_is_told(cy_in: Browser) -> None:
    assert cy_in.post("/admin/tags").status_code == 405


def test_a_group_is_added_and_renamed(cy_in: Browser) -> None:
    assert cy_in.post("/admin/tag-groups", data={"name": "网络", "label_en": "Network"}).status_code == 303
    (group,) = taxonomy.list_tag_groups(read())
    assert 'value="Network"' in cy_in.get(f"/admin/tag-groups/{group.id}").text

    cy_in.post(f"/admin/tag-groups/{group.id}", data={"name": "网络类"})

    assert [(row.name, row.labels) for row in taxonomy.list_tag_groups(read())] == [("网络类", {})]


@pytest.mark.parametrize(("name", "status"), [("", 422), ("網路組", 422), ("长" * 31, 422)])
def test_a_group_that_cannot_be_is_told(cy_in: Browser, name: str, status: int) -> None:
    cy_in.post("/admin/tag-groups", data={"name": "网路组"})

    answer = cy_in.post("/admin/tag-groups", data={"name": name, "label_en": "Kept"})

    assert (answer.status_code, 'value="Kept"' in answer.text) == (status, True)


def test_a_group_that_is_not_there_is_not_found(cy_in: Browser) -> None:
    assert cy_in.get("/admin/tag-groups/999").status_code == 404
    assert cy_in.post("/admin/tag-groups/999", data={"name": "x"}).status_code == 404
