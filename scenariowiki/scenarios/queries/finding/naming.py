"""Completions that are names of one tag as one of them: each word a tag is found by completes by itself."""

from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from scenariowiki.scenarios.models import Tag, TagAlias
from scenariowiki.scenarios.queries.taxonomy.meaning import merged
from scenariowiki.search.suggest import Completion, Kind
from scenariowiki.text import characters


def one_of_each_tag(session: Session, found: Sequence[Completion]) -> list[Completion]:
    """Keep the first completion that leads to a tag, or in its place the one that is the tag's own name."""
    labels = [one.title for one in found if one.kind is Kind.TAG]
    if len(labels) < 2:
        return list(found)
    meant, names = _meant(session, labels)
    kept: dict[object, Completion] = {}
    for one in found:
        tag: object = one.id
        if one.kind is Kind.TAG:
            key = characters.skeleton(one.title)
            tag = ("tag", meant.get(key, key))
        if tag not in kept or one.title in names:
            kept[tag] = one
    return list(kept.values())


def _meant(session: Session, labels: Sequence[str]) -> tuple[dict[str, int], set[str]]:
    """Map the keys of words to the tags of today; name those tags."""
    keys = {characters.skeleton(label) for label in labels}
    aliases = session.execute(select(TagAlias.key, TagAlias.tag_id).where(TagAlias.key.in_(keys))).all()
    by_key = or_(Tag.key.in_(keys), Tag.id.in_([row.tag_id for row in aliases]))
    roots = merged(session, Tag)
    meant: dict[str, int] = {}
    names: set[str] = set()
    for tag in session.scalars(select(Tag).where(by_key)):
        root = roots.get(tag.id, tag.id)
        names |= {tag.name} if root == tag.id else set()
        meant |= {characters.skeleton(word): root for word in (tag.name, *tag.labels.values()) if word}
    return meant | {row.key: roots.get(row.tag_id, row.tag_id) for row in aliases}, names
