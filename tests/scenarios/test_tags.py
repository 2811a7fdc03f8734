"""Keeping tags in order."""

from typing import Any

import pytest

from scenariowiki.accounts.rules import Actor
from scenariowiki.kernel.errors import Conflict, DomainError, Forbidden, Invalid, NotFound
from scenariowiki.runtime.session import read, write
from scenariowiki.scenarios.commands import personal
from scenariowiki.scenarios.commands import tags as commands
from scenariowiki.scenarios.commands.tags import TagInput
from scenariowiki.scenarios.models import Tag
from scenariowiki.scenarios.queries import catalogue, taxonomy
from scenariowiki.scenarios.queries.taxonomy import Synonyms, TagFilter
from scenariowiki.text import characters
from tests import personas
from tests.scenarios.writing import draft, happened, recorded, situation, tag

pytestmark = pytest.mark.usefixtures("app")
CY = personas.CY


def save(tag_id: int | None = None, actor: Actor = CY, **given: Any) -> Tag:
    base = given.pop("base_version", None)
    with write() as uow:
        return commands.save_tag(uow, actor, TagInput(**given), tag_id=tag_id, base_version=base)


def merge(one: int, other: int) -> None:
    with write() as uow:
        commands.merge_tags(uow, CY, one, other)


def unmerge(one: int) -> None:
    with write() as uow:
        commands.unmerge_tag(uow, CY, one)


def means(name: str) -> int | None:
    key = characters.skeleton(name)
    return taxonomy.tags_by_key(read(), [key]).get(key)


def problems(**given: Any) -> dict[str, str]:
    with pytest.raises(Invalid) as refused:
        save(**given)
    return dict(refused.value.fields)


def test_a_tag_is_found_by_its_name_its_synonyms_and_either_script() -> None:
    id_ = tag("投诉升级", synonyms=("客诉升级",))

    assert means("投訴升級") == means("客訴升級") == id_
    assert recorded("TagSaved") == [{"schema": 1, "tag_id": id_}]


def test_an_old_name_stays_as_a_synonym() -> None:
    id_ = tag("投诉升级", synonyms=("客诉",))

    save(id_, name="升级投诉", synonyms=("客诉",))

    assert means("投诉升级") == id_
    assert set(taxonomy.get_tag(read(), id_).aliases) == {"投诉升级", "客诉"}


def test_a_synonym_can_become_the_name_and_back() -> None:
    id_ = tag("投诉升级", synonyms=("客诉",))

    save(id_, name="客诉", synonyms=("投诉升级",))

    assert taxonomy.get_tag(read(), id_).aliases == ("投诉升级",)
    assert means("客诉") == means("投诉升级") == id_


def test_synonyms_can_be_taken_away() -> None:
    id_ = tag("投诉升级", synonyms=("客诉", "升级"))

    save(id_, name="投诉升级", synonyms=("升级",))

    assert taxonomy.get_tag(read(), id_).aliases == ("升级",)


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ({"name": " "}, {"name": "required"}),
        ({"name": "长" * 31}, {"name": "too_long"}),
        ({"name": "退\u202e款"}, {"name": "characters_in_name"}),
        ({"name": "\ufe0f"}, {"name": "characters_in_name"}),
        ({"name": "停機"}, {"name": "taken"}),
        ({"name": "欠费停机"}, {"name": "taken"}),
        ({"name": "新", "synonyms": ("停机",)}, {"synonyms": "taken"}),
        ({"name": "新", "synonyms": ("x" * 31,)}, {"synonyms": "too_long"}),
        ({"name": "新", "synonyms": tuple(map(str, range(31)))}, {"synonyms": "too_many"}),
        ({"name": "新", "labels": {"en": "x" * 31}}, {"labels.en": "too_long"}),
        ({"name": "新", "group_id": 99}, {"group_id": "no_group"}),
    ],
)
def test_a_tag_that_cannot_be_is_refused(given: dict[str, Any], wrong: dict[str, str]) -> None:
    tag("停机", synonyms=("欠费停机",))

    assert problems(**given) == wrong


def test_a_tag_changed_meanwhile_is_not_overwritten() -> None:
    id_ = tag("停机")
    save(id_, name="停机", common=True, base_version=1)

    with pytest.raises(Conflict, match="edit_conflict"):
        save(id_, name="停机", base_version=1)


def test_a_merge_leaves_everything_where_it_is_and_can_be_undone() -> None:
    one, other = tag("断网"), tag("掉线")
    no = draft(personas.ANN, about=situation(tags=("断网",)))

    merge(one, other)
    assert [id_ for id_, _name, _labels in _tags_of(no)] == [other]
    assert means("断网") == other
    assert taxonomy.canonical_tag(read(), one) == other

    unmerge(one)
    assert [id_ for id_, _name, _labels in _tags_of(no)] == [one]
    assert happened()[-2:] == ["TagMerged", "TagUnmerged"]


def _tags_of(no: int) -> Any:
    return catalogue.cards(read(), personas.ANN, [no])[0].tags


def test_a_scenario_with_both_tags_counts_once_after_the_merge() -> None:
    one, other = tag("断网"), tag("掉线")
    draft(personas.ANN, about=situation(tags=("断网", "掉线")))
    draft(personas.ANN, about=situation(tags=("掉线",)))

    merge(one, other)

    row = taxonomy.get_tag(read(), other)
    assert (row.uses, row.absorbed) == (2, ((one, "断网"),))


def test_a_merge_follows_the_winner_to_where_it_went() -> None:
    a, b, c = tag("甲组"), tag("乙组"), tag("丙组")
    merge(b, c)

    merge(a, b)

    assert taxonomy.get_tag(read(), a).merged_into_id == c
    unmerge(b)
    assert [taxonomy.canonical_tag(read(), id_) for id_ in (a, b)] == [c, b]


@pytest.mark.parametrize("both", [(1, 1), (2, 1), (1, 2)])
def test_what_is_one_already_is_not_merged(both: tuple[int, int]) -> None:
    ids = {1: tag("甲组"), 2: tag("乙组")}
    merge(ids[1], ids[2])

    with pytest.raises(Conflict, match="already_same"):
        merge(ids[both[0]], ids[both[1]])


def test_a_merged_tag_is_not_edited_and_only_a_merged_one_unmerged() -> None:
    a, b = tag("甲组"), tag("乙组")
    with pytest.raises(Conflict, match="inactive"):
        unmerge(a)

    merge(a, b)

    with pytest.raises(Conflict, match="not_editable"):
        save(a, name="甲")


@pytest.mark.parametrize("person", [personas.ANN, personas.REA, personas.PAT, personas.AUD])
def test_only_who_keeps_the_catalogue_changes_tags(person: Actor) -> None:
    with pytest.raises(Forbidden):
        save(actor=person, name="新")


@pytest.mark.parametrize("act", [lambda: save(99, name="新"), lambda: merge(99, 98), lambda: unmerge(99)])
def test_a_tag_that_is_not_there_is_not_found(act: Any) -> None:
    with pytest.raises(NotFound, match="no_tag"):
        act()


def test_tags_are_listed_common_ones_first_and_found_by_synonyms() -> None:
    tag("断网", synonyms=("上不了网",))
    tag("停机", common=True)

    page = taxonomy.list_tags(read(), TagFilter())
    found = taxonomy.list_tags(read(), TagFilter(q="不了網"))

    assert [row.name for row in page.rows] == ["停机", "断网"]
    assert [row.name for row in found.rows] == ["断网"]
    assert taxonomy.list_tags(read(), TagFilter(q="%")).total == 0


def test_groups_are_named_once_and_filter_tags() -> None:
    group = _group("场景")
    tag("断网", group_id=group)
    tag("停机")

    assert [row.name for row in taxonomy.list_tags(read(), TagFilter(group_id=group)).rows] == ["断网"]
    assert [row.name for row in taxonomy.list_tags(read(), TagFilter(group_id=0)).rows] == ["停机"]
    assert [(row.name, row.tags) for row in taxonomy.list_tag_groups(read())] == [("场景", 1)]
    with pytest.raises(Invalid) as refused:
        _group("場景")
    assert refused.value.fields == {"name": "taken"}


def test_a_group_is_renamed_in_place() -> None:
    group = _group("场景")

    assert _group("情景", group) == group
    assert taxonomy.get_tag_group(read(), group).name == "情景"
    with pytest.raises(NotFound, match="no_group"):
        _group("新", 99)


def _group(name: str, group_id: int | None = None) -> int:
    with write() as uow:
        return commands.save_tag_group(uow, CY, name, {"en": "x"}, group_id=group_id).id


def test_watchers_of_merged_tags_count_once() -> None:
    one, other = tag("断网"), tag("掉线")
    with write() as uow:
        personal.watch_tag(uow, personas.ANN, one, "watch")
        personal.watch_tag(uow, personas.ANN, other, "watch")
        personal.watch_tag(uow, personas.ZOE, other, "mute")

    merge(one, other)

    assert taxonomy.get_tag(read(), other).watchers == 1


def test_tags_with_nearly_the_same_name_are_told() -> None:
    tag("投诉升级类")
    row = taxonomy.get_tag(read(), tag("投诉升级"))

    assert [name for _id, name in taxonomy.near_tags(read(), row)] == ["投诉升级类"]


def set_synonyms(*words: str, **more: Any) -> int:
    with write() as uow:
        return commands.save_synonyms(uow, CY, words, **more).id


def test_search_learns_of_synonyms_at_once() -> None:
    book = Synonyms()
    assert book.get(read()) == {}

    group = set_synonyms("缺货", "断货", "斷貨", "Sold Out")
    assert book.get(read())["断货"] == ("缺货", "sold out")

    set_synonyms("缺货", "无货", group_id=group)
    assert book.get(read()) == {"缺货": ("无货",), "无货": ("缺货",)}

    with write() as uow:
        commands.remove_synonyms(uow, CY, group)
    assert book.get(read()) == {}
    assert len(recorded("SynonymsChanged")) == 3


def test_a_word_in_two_groups_has_the_words_of_both() -> None:
    set_synonyms("短信", "简讯")
    set_synonyms("短信", "讯息")

    assert taxonomy.synonyms(read())["短信"] == ("简讯", "讯息")


@pytest.mark.parametrize(
    ("words", "code"),
    [(("缺货",), "two_needed"), (("缺货", " "), "two_needed"), (tuple(map(str, range(31))), "too_many"),
     (("缺货", "断\0货"), "characters_in_name")],
)  # fmt: skip
def test_synonyms_that_cannot_be_are_refused(words: tuple[str, ...], code: str) -> None:
    with pytest.raises(Invalid) as refused:
        set_synonyms(*words)

    assert refused.value.fields == {"words": code}


def test_synonyms_changed_meanwhile_are_not_overwritten() -> None:
    group = set_synonyms("缺货", "断货")

    with pytest.raises(Conflict, match="edit_conflict"):
        set_synonyms("缺货", "无货", group_id=group, base=("缺货", "没货"))


def test_synonyms_that_are_not_there_are_not_found() -> None:
    with pytest.raises(DomainError, match="no_synonyms"):
        set_synonyms("缺货", "无货", group_id=99)
