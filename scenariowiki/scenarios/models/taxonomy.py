"""Categories and tags: how a centre orders its scenarios."""

import datetime as dt
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from scenariowiki.kernel.db import Base, Pk


class Category(Base):
    """A node of the catalogue tree; labels are {"zh-Hans": .., "zh-Hant": .., "en": ..}.

    A merged category keeps its row and points on, so that old links go on working.
    """

    __tablename__ = "category"
    __table_args__ = (CheckConstraint("depth BETWEEN 1 AND 3", name="depth"),)

    id: Mapped[Pk]
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("category.id"), index=True)
    depth: Mapped[int]
    position: Mapped[int] = mapped_column(default=0)
    title: Mapped[str]
    labels: Mapped[dict[str, Any]] = mapped_column(default=dict)
    description: Mapped[str]
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("category.id"))
    created_at: Mapped[dt.datetime]
    created_by: Mapped[int]
    demo: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)


class TagGroup(Base):
    __tablename__ = "tag_group"

    id: Mapped[Pk]
    name: Mapped[str] = mapped_column(unique=True)
    labels: Mapped[dict[str, Any]] = mapped_column(default=dict)
    position: Mapped[int] = mapped_column(default=0)


class Tag(Base):
    """A label of the centre; `key` is the folded skeleton of its name, unique with all aliases."""

    __tablename__ = "tag"

    id: Mapped[Pk]
    name: Mapped[str]
    key: Mapped[str] = mapped_column(unique=True)
    labels: Mapped[dict[str, Any]] = mapped_column(default=dict)
    group_id: Mapped[int | None] = mapped_column(ForeignKey("tag_group.id"))
    common: Mapped[bool] = mapped_column(default=False)
    uses: Mapped[int] = mapped_column(default=0)
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("tag.id"))
    created_at: Mapped[dt.datetime]
    created_by: Mapped[int]
    demo: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)


class TagAlias(Base):
    """Another name of a tag: a synonym, an old name, a name that came by a merge."""

    __tablename__ = "tag_alias"

    key: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    tag_id: Mapped[int] = mapped_column(ForeignKey("tag.id"), index=True)


class SynonymGroup(Base):
    """Words that search treats as one, beside the synonyms of tags."""

    __tablename__ = "synonym_group"

    id: Mapped[Pk]
    words: Mapped[list[Any]]
    demo: Mapped[bool] = mapped_column(default=False)
