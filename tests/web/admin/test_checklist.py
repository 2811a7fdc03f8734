"""Administration of the content checklist, without script."""

import re

from scenariowiki.quality.queries.checklists import BUILT_IN, current_checklist
from scenariowiki.runtime.session import read
from scenariowiki.web.forms.quality import form_of
from tests.browser import Browser

Data = dict[str, str]


def shown() -> Data:
    """Give what a browser sends when the page is saved as it was shown."""
    current = current_checklist(read())
    form = form_of(current)
    data = {"base": str(current.number), "size": str(current.size), "rest_days": str(current.rest_days)}
    data |= {"guide": current.guide}
    data |= {"monthly": "y", "act": "save"} if current.monthly else {"act": "save"}
    for at, row in enumerate(form.rows()):
        data |= {f"criteria-{at}-{name}": str(value) for name, value in row.data.items()}
    return data


def names(page: str) -> list[str]:
    return re.findall(r'name="criteria-\d+-name"[^>]*value="([^"]*)"', page)


def test_the_page_shows_the_criteria_in_force(cy_in: Browser) -> None:
    page = cy_in.get("/admin/checklist").text

    assert names(page) == [one.name for one in BUILT_IN.criteria]
    assert 'name="criteria-NEW-name"' in page
    assert "内容检查单" in page


def test_a_new_version_is_saved_and_the_old_one_can_be_read(ada_in: Browser) -> None:
    data = {**shown(), "criteria-0-name": "以客户为先", "criteria-6-name": "有例子", "criteria-6-weight": "2"}

    saved = ada_in.post("/admin/checklist", data=data)

    assert saved.status_code == 303
    current = current_checklist(read())
    assert (current.number, current.criteria[0].name) == (1, "以客户为先")
    assert (current.criteria[6].key, current.criteria[6].weight) == ("c7", 2)
    assert "客户导向" in ada_in.get("/admin/checklist/versions/0").text
    assert "以客户为先" in ada_in.get("/admin/checklist/versions/1").text
    assert ada_in.get("/admin/checklist/versions/9").status_code == 404


def test_r44_the_writing_guide_is_a_part_of_the_version(ada_in: Browser) -> None:
    text = "- **标题**：一句话。<script>alert(1)</script>"

    assert ada_in.post("/admin/checklist", data={**shown(), "guide": text}).status_code == 303

    for path in ("/quality", "/admin/checklist/versions/1"):
        page = ada_in.get(path).text
        assert "<strong>标题</strong>" in page
        assert "<script>alert" not in page
    assert "客户原话" in ada_in.get("/admin/checklist/versions/0").text


def test_buttons_work_without_script_and_change_nothing(cy_in: Browser) -> None:
    first, second = BUILT_IN.criteria[0].name, BUILT_IN.criteria[1].name

    moved = cy_in.post("/admin/checklist", data={**shown(), "act": "move-down:criteria-0"}).text
    added = cy_in.post("/admin/checklist", data={**shown(), "act": "add:criteria"}).text
    removed = cy_in.post("/admin/checklist", data={**shown(), "act": "remove:criteria-0"}).text

    assert names(moved)[:2] == [second, first]
    assert len(re.findall(r'name="criteria-\d+-name"', added)) == 7
    assert names(removed)[0] == second
    assert current_checklist(read()).number == 0


def test_what_is_wrong_is_said_where_it_is(cy_in: Browser) -> None:
    for wrong, says in (
        ({"criteria-1-name": ""}, "criteria-1-name-err"),
        ({"criteria-1-name": BUILT_IN.criteria[0].name}, "已经有同名的一项"),
        ({"criteria-1-weight": "9"}, "criteria-1-weight-err"),
        ({"criteria-1-weight": "x"}, "criteria-1-weight-err"),
        ({"criteria-1-key": "c99"}, "检查单里没有这一项"),
        ({"size": "0"}, "size-err"),
        ({"rest_days": "1"}, "rest_days-err"),
        ({}, "没有改动"),
    ):
        answer = cy_in.post("/admin/checklist", data={**shown(), **wrong})

        assert answer.status_code == 422, wrong
        assert says in answer.text, wrong
    assert current_checklist(read()).number == 0


def test_an_empty_list_is_refused(cy_in: Browser) -> None:
    data = {"base": "0", "size": "6", "rest_days": "180", "act": "save"}

    assert cy_in.post("/admin/checklist", data=data).status_code == 422


def test_of_two_who_save_the_second_sees_the_first(cy_in: Browser, ada_in: Browser) -> None:
    mine = {**shown(), "size": "4"}
    ada_in.post("/admin/checklist", data={**shown(), "size": "5"})

    refused = cy_in.post("/admin/checklist", data=mine)

    assert refused.status_code == 409
    assert "其间有人存了第 1 版" in refused.text
    assert re.search(r'name="base"[^>]*value="1"', refused.text)
    assert cy_in.post("/admin/checklist", data={**mine, "base": "1"}).status_code == 303
    assert current_checklist(read()).size == 4
