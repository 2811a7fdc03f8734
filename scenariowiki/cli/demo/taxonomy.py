"""The demo's categories, tags and synonyms."""

from dataclasses import dataclass

from sqlalchemy import select

from scenariowiki.accounts.queries.people import find_actor
from scenariowiki.accounts.rules import SYSTEM, Actor
from scenariowiki.cli.demo.content import BEGAN, Content
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.runtime.session import read, write
from scenariowiki.scenarios.commands.categories import CategoryInput, save_category
from scenariowiki.scenarios.commands.tags import TagInput, save_synonyms, save_tag, save_tag_group
from scenariowiki.scenarios.models import Category, Tag, TagGroup
from scenariowiki.text import characters


@dataclass(frozen=True, kw_only=True)
class Places:
    """Categories by key, tag names by key."""

    categories: dict[str, int]
    tags: dict[str, str]


def settle(given: Content) -> Places:
    """Write the catalogue tree, the tags and the synonyms."""
    system = find_actor(read(), SYSTEM)
    assert system is not None  # noqa: S101 - settled before
    with write(now=BEGAN) as uow:
        places = Places(categories=_categories(uow, system, given), tags=_tags(uow, system, given))
        _synonyms(uow, system, given)
    return places


def _categories(uow: UnitOfWork, system: Actor, given: Content) -> dict[str, int]:
    ids: dict[str, int] = {}
    for position, one in enumerate(given.taxonomy["categories"]):
        wanted = CategoryInput(
            title=one["title"]["zh-Hans"],
            labels=one["title"],
            description=one["description"],
            parent_id=ids.get(one["parent"]),
            position=position,
        )
        twin = select(Category.id).where(
            Category.title == wanted.title, Category.parent_id.is_not_distinct_from(wanted.parent_id)
        )
        known = uow.session.scalar(twin)
        if known is None:
            category = save_category(uow, system, wanted)
            category.demo = True
            known = category.id
        ids[one["key"]] = known
    return ids


def _tags(uow: UnitOfWork, system: Actor, given: Content) -> dict[str, str]:
    groups = {one["key"]: _group(uow, system, one["labels"]) for one in given.taxonomy["tag_groups"]}
    names: dict[str, str] = {}
    for one in given.taxonomy["tags"]:
        name = one["labels"]["zh-Hans"]
        known = uow.session.scalar(select(Tag.id).where(Tag.key == characters.skeleton(name)))
        if known is None:
            wanted = TagInput(
                name=name,
                labels=one["labels"],
                group_id=groups[one["group"]],
                synonyms=tuple(one["synonyms"]),
                common=one["common"],
            )
            save_tag(uow, system, wanted).demo = True
        names[one["key"]] = name
    return names


def _group(uow: UnitOfWork, system: Actor, labels: dict[str, str]) -> int:
    name = labels["zh-Hans"]
    known = uow.session.scalar(select(TagGroup.id).where(TagGroup.name == name))
    return known or save_tag_group(uow, system, name, labels).id


def _synonyms(uow: UnitOfWork, system: Actor, given: Content) -> None:
    for words in given.synonyms:
        group = save_synonyms(uow, system, words)
        if group is not None:
            group.demo = True
