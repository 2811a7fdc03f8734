"""Keeping tags in order: names, groups, synonyms, and merges that can be taken back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import delete, select

from scenariowiki.accounts.rules import Actor
from scenariowiki.kernel.errors import Conflict, Invalid, NotFound
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.scenarios import policy
from scenariowiki.scenarios.events import SynonymsChanged, TagGroupSaved, TagMerged, TagSaved, TagUnmerged
from scenariowiki.scenarios.models import SynonymGroup, Tag, TagAlias, TagGroup
from scenariowiki.scenarios.rules.content import TAG_MAX
from scenariowiki.text import characters

SYNONYMS_MAX = 30
WORDS_MAX = 30


@dataclass(frozen=True, kw_only=True)
class TagInput:
    """`labels` by locale; `synonyms` are names under which the tag is found as well."""

    name: str
    labels: Mapping[str, str] = field(default_factory=dict)
    group_id: int | None = None
    synonyms: tuple[str, ...] = ()
    common: bool = False


def save_tag(
    uow: UnitOfWork,
    actor: Actor,
    given: TagInput,
    *,
    tag_id: int | None = None,
    base_version: int | None = None,
) -> Tag:
    """Make or change a tag; an old name stays as an alias, so old links and imports find it.

    With a `base_version` that is not the present one it raises `edit_conflict`. Records TagSaved.
    """
    policy.require(policy.may_manage_taxonomy(actor))
    tag = _living(uow, tag_id, base_version) if tag_id is not None else None
    checked = _checked(uow, given)
    key = characters.skeleton(checked.name)
    _refuse_taken(uow, key, tag, "name")
    synonyms = list(checked.synonyms)
    if tag is None:
        tag = Tag(key=key, created_at=uow.now, created_by=actor.id, version=0)
        uow.session.add(tag)
    elif tag.key != key:
        synonyms.append(tag.name)
    tag.name, tag.key, tag.labels = checked.name, key, dict(checked.labels)
    tag.group_id, tag.common = given.group_id, given.common
    tag.version += 1
    uow.session.flush()
    _set_synonyms(uow, tag, synonyms)
    uow.record(TagSaved(tag_id=tag.id), by=actor)
    return tag


def save_tag_group(
    uow: UnitOfWork, actor: Actor, name: str, labels: Mapping[str, str], *, group_id: int | None = None
) -> TagGroup:
    """Make or rename a group of tags; record TagGroupSaved."""
    policy.require(policy.may_manage_taxonomy(actor))
    cleaned = _checked_name(name, "name")
    own = uow.session.get(TagGroup, group_id) if group_id is not None else None
    if own is None and group_id is not None:
        raise NotFound("no_group")
    key = characters.skeleton(cleaned)
    groups = uow.session.scalars(select(TagGroup).order_by(TagGroup.position, TagGroup.id)).all()
    if any(characters.skeleton(group.name) == key for group in groups if group is not own):
        raise Invalid(fields={"name": "taken"})
    if own is None:
        own = TagGroup(name=cleaned, position=max((group.position for group in groups), default=-1) + 1)
        uow.session.add(own)
    own.name, own.labels = cleaned, _checked_labels(labels)
    uow.session.flush()
    uow.record(TagGroupSaved(group_id=own.id), by=actor)
    return own


def merge_tags(uow: UnitOfWork, actor: Actor, tag_id: int, into_id: int) -> Tag:
    """Let one tag mean another from now on; nothing attached is moved, so `unmerge_tag` is exact."""
    policy.require(policy.may_manage_taxonomy(actor))
    for id_ in sorted((tag_id, into_id)):  # the other way round two merges would wait for each other
        _existing(uow, id_)
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
    uow: UnitOfWork,
    actor: Actor,
    words: Sequence[str],
    *,
    group_id: int | None = None,
    base: Sequence[str] | None = None,
) -> SynonymGroup:
    """Set a group of words that search treats as one; records SynonymsChanged.

    With a `base` that is not what the group holds it raises `edit_conflict`.
    """
    policy.require(policy.may_manage_taxonomy(actor))
    cleaned = list(dict.fromkeys(_checked_name(word, "words") for word in words if word.strip()))
    if len(cleaned) < 2:
        raise Invalid(fields={"words": "two_needed"})
    if len(cleaned) > WORDS_MAX:
        raise Invalid(fields={"words": "too_many"})
    group = _existing_group(uow, group_id) if group_id is not None else SynonymGroup(words=cleaned)
    if base is not None and list(base) != group.words:
        raise Conflict("edit_conflict")
    group.words = cleaned
    uow.session.add(group)
    uow.session.flush()
    uow.record(SynonymsChanged(group_id=group.id), by=actor)
    return group


def remove_synonyms(uow: UnitOfWork, actor: Actor, group_id: int) -> None:
    """Take a group away: its words are searched each for itself again; records SynonymsChanged."""
    policy.require(policy.may_manage_taxonomy(actor))
    group = _existing_group(uow, group_id)
    uow.session.delete(group)
    uow.record(SynonymsChanged(group_id=group.id), by=actor)


def _checked(uow: UnitOfWork, given: TagInput) -> TagInput:
    if given.group_id is not None and uow.session.get(TagGroup, given.group_id) is None:
        raise Invalid(fields={"group_id": "no_group"})
    synonyms = tuple(_checked_name(name, "synonyms") for name in given.synonyms if name.strip())
    if len(synonyms) > SYNONYMS_MAX:
        raise Invalid(fields={"synonyms": "too_many"})
    return TagInput(
        name=_checked_name(given.name, "name"),
        labels=_checked_labels(given.labels),
        group_id=given.group_id,
        synonyms=synonyms,
        common=given.common,
    )


def _checked_name(name: str, where: str) -> str:
    cleaned = characters.single_line(characters.clean(name))
    if not cleaned:
        raise Invalid(fields={where: "required"})
    if len(cleaned) > TAG_MAX:
        raise Invalid(fields={where: "too_long"})
    if characters.name_problems(cleaned) or not characters.skeleton(cleaned):
        raise Invalid(fields={where: "characters_in_name"})
    return cleaned


def _checked_labels(labels: Mapping[str, str]) -> dict[str, str]:
    return {
        locale: _checked_name(label, f"labels.{locale}") for locale, label in labels.items() if label.strip()
    }


def _existing(uow: UnitOfWork, tag_id: int) -> Tag:
    tag = uow.session.get(Tag, tag_id, with_for_update=True)
    if tag is None:
        raise NotFound("no_tag")
    return tag


def _living(uow: UnitOfWork, tag_id: int, base_version: int | None) -> Tag:
    tag = _existing(uow, tag_id)
    if tag.merged_into_id is not None:
        raise Conflict("not_editable")
    if base_version is not None and tag.version != base_version:
        raise Conflict("edit_conflict")
    return tag


def _refuse_taken(uow: UnitOfWork, key: str, tag: Tag | None, where: str) -> None:
    own = tag.id if tag else None
    twin = uow.session.scalar(select(Tag.id).where(Tag.key == key))
    alias = uow.session.scalar(select(TagAlias.tag_id).where(TagAlias.key == key))
    if any(found is not None and found != own for found in (twin, alias)):
        raise Invalid(fields={where: "taken"})


def _set_synonyms(uow: UnitOfWork, tag: Tag, synonyms: Sequence[str]) -> None:
    wanted = {characters.skeleton(name): name for name in synonyms}
    wanted.pop(tag.key, None)
    for key in wanted:
        _refuse_taken(uow, key, tag, "synonyms")
    uow.session.execute(delete(TagAlias).where(TagAlias.tag_id == tag.id))
    uow.session.add_all(TagAlias(key=key, name=name, tag_id=tag.id) for key, name in wanted.items())
    uow.session.flush()


def _existing_group(uow: UnitOfWork, group_id: int) -> SynonymGroup:
    group = uow.session.get(SynonymGroup, group_id, with_for_update=True)
    if group is None:
        raise NotFound("no_synonyms")
    return group
