"""Keeping tags in order: names, groups, synonyms, and merges that can be taken back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import delete, select

from scenariowiki.accounts.rules import Actor
from scenariowiki.kernel.errors import Conflict, Invalid, NotFound
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.scenarios import policy
from scenariowiki.scenarios.events import SynonymsChanged, TagMerged, TagSaved, TagUnmerged
from scenariowiki.scenarios.models import SynonymGroup, Tag, TagAlias, TagGroup
from scenariowiki.scenarios.rules.content import TAG_MAX
from scenariowiki.text import characters


@dataclass(frozen=True, kw_only=True)
class TagInput:
    """`labels` by locale; `synonyms` are names under which the tag is found as well."""

    name: str
    labels: Mapping[str, str] = field(default_factory=dict)
    group_id: int | None = None
    synonyms: tuple[str, ...] = ()
    common: bool = False


def save_tag(uow: UnitOfWork, actor: Actor, given: TagInput, *, tag_id: int | None = None) -> Tag:
    """Make or change a tag; an old name stays as an alias, so old links and imports find it."""
    policy.require(policy.may_manage_taxonomy(actor))
    name = _checked_name(given.name)
    tag = _existing(uow, tag_id) if tag_id is not None else None
    key = characters.skeleton(name)
    _refuse_taken(uow, key, tag)
    if tag is None:
        tag = Tag(key=key, created_at=uow.now, created_by=actor.id)
        uow.session.add(tag)
    elif tag.key != key:
        _free(uow, key)
        uow.session.add(TagAlias(key=tag.key, name=tag.name, tag_id=tag.id))
    tag.name, tag.key = name, key
    tag.labels = {locale: label.strip()[:TAG_MAX] for locale, label in given.labels.items() if label.strip()}
    tag.group_id, tag.common = given.group_id, given.common
    tag.version = (tag.version or 0) + 1
    uow.session.flush()
    _set_synonyms(uow, tag, given.synonyms)
    uow.record(TagSaved(tag_id=tag.id), by=actor)
    return tag


def save_tag_group(
    uow: UnitOfWork, actor: Actor, name: str, labels: Mapping[str, str], *, group_id: int | None = None
) -> TagGroup:
    """Make or rename a group of tags."""
    policy.require(policy.may_manage_taxonomy(actor))
    cleaned = _checked_name(name)
    twin = uow.session.scalar(select(TagGroup).where(TagGroup.name == cleaned))
    if twin is not None and twin.id != group_id:
        raise Invalid(fields={"name": "taken"})
    group = uow.session.get(TagGroup, group_id) if group_id is not None else None
    if group is None:
        group = TagGroup(name=cleaned, position=0)
        uow.session.add(group)
    group.name, group.labels = cleaned, dict(labels)
    uow.session.flush()
    return group


def merge_tags(uow: UnitOfWork, actor: Actor, tag_id: int, into_id: int) -> Tag:
    """Let one tag mean another from now on; nothing attached is moved, so `unmerge_tag` is exact."""
    policy.require(policy.may_manage_taxonomy(actor))
    loser, winner = _existing(uow, tag_id), _existing(uow, into_id)
    while winner.merged_into_id is not None:
        winner = _existing(uow, winner.merged_into_id)
    if loser.id == winner.id or loser.merged_into_id is not None:
        raise Conflict("already_same")
    loser.merged_into_id = winner.id
    loser.version += 1
    uow.record(TagMerged(tag_id=loser.id, into_id=winner.id), by=actor)
    return winner


def unmerge_tag(uow: UnitOfWork, actor: Actor, tag_id: int) -> Tag:
    """Take a tag's merge back."""
    policy.require(policy.may_manage_taxonomy(actor))
    tag = _existing(uow, tag_id)
    if tag.merged_into_id is None:
        raise Conflict("inactive")
    event = TagUnmerged(tag_id=tag.id, from_id=tag.merged_into_id)
    tag.merged_into_id = None
    tag.version += 1
    uow.record(event, by=actor)
    return tag


def save_synonyms(
    uow: UnitOfWork, actor: Actor, words: Sequence[str], *, group_id: int | None = None
) -> SynonymGroup | None:
    """Set a group of words that search treats as one; fewer than two words remove the group."""
    policy.require(policy.may_manage_taxonomy(actor))
    cleaned = list(dict.fromkeys(_checked_name(word) for word in words if word.strip()))
    group = uow.session.get(SynonymGroup, group_id) if group_id is not None else None
    if len(cleaned) < 2:
        if group is None:
            raise Invalid(fields={"words": "two_needed"})
        uow.session.delete(group)
        uow.record(SynonymsChanged(group_id=group.id), by=actor)
        return None
    if group is None:
        group = SynonymGroup(words=cleaned)
        uow.session.add(group)
    group.words = cleaned
    uow.session.flush()
    uow.record(SynonymsChanged(group_id=group.id), by=actor)
    return group


def _checked_name(name: str) -> str:
    cleaned = characters.single_line(characters.clean(name)).strip()
    if not cleaned:
        raise Invalid(fields={"name": "required"})
    if len(cleaned) > TAG_MAX:
        raise Invalid(fields={"name": "too_long"})
    if characters.name_problems(cleaned):
        raise Invalid(fields={"name": "characters_in_name"})
    return cleaned


def _existing(uow: UnitOfWork, tag_id: int) -> Tag:
    tag = uow.session.get(Tag, tag_id, with_for_update=True)
    if tag is None:
        raise NotFound("no_tag")
    return tag


def _refuse_taken(uow: UnitOfWork, key: str, tag: Tag | None) -> None:
    twin = uow.session.scalar(select(Tag.id).where(Tag.key == key))
    alias = uow.session.scalar(select(TagAlias.tag_id).where(TagAlias.key == key))
    own = tag.id if tag else None
    if (twin is not None and twin != own) or (alias is not None and alias != own):
        raise Invalid(fields={"name": "taken"})


def _free(uow: UnitOfWork, key: str) -> None:
    uow.session.execute(delete(TagAlias).where(TagAlias.key == key))


def _set_synonyms(uow: UnitOfWork, tag: Tag, synonyms: Sequence[str]) -> None:
    wanted = {characters.skeleton(name): name for name in map(_checked_name, filter(str.strip, synonyms))}
    wanted.pop(tag.key, None)
    for key in wanted:
        _refuse_taken(uow, key, tag)
    rows = uow.session.scalars(select(TagAlias).where(TagAlias.tag_id == tag.id)).all()
    had = {row.key: row for row in rows}
    for key, row in had.items():
        if key not in wanted:
            uow.session.delete(row)
    uow.session.add_all(
        TagAlias(key=key, name=name, tag_id=tag.id) for key, name in wanted.items() if key not in had
    )
