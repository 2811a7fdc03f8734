"""Immutable revisions and the HTML that was rendered from them."""

import datetime as dt
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from scenariowiki.kernel.db import Base, Pk


class Revision(Base):
    """One save of a situation (`solution_id` is null) or of one solution.

    `seq` counts per page (the scenario as addressed), so the page at seq n is the latest revision of each
    entity with seq <= n; a pending revision has none. Shapes of `snapshot`: `scenarios.rules`.
    `attribution` maps a text's path to runs [[revision id, length], ...].
    """

    __tablename__ = "revision"
    __table_args__ = (
        UniqueConstraint("scenario_id", "seq"),
        Index("ix_revision_solution_id_seq", "solution_id", "seq"),
        Index("ix_revision_author_id", "author_id"),
    )

    id: Mapped[Pk]
    scenario_id: Mapped[int] = mapped_column(ForeignKey("scenario.id"))
    solution_id: Mapped[int | None] = mapped_column(ForeignKey("solution.id"))
    seq: Mapped[int | None]
    base_seq: Mapped[int | None]
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("revision.id"))
    second_parent_id: Mapped[int | None] = mapped_column(ForeignKey("revision.id"))
    kind: Mapped[str]
    state: Mapped[str]
    author_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    summary: Mapped[str] = mapped_column(default="")
    template_number: Mapped[int]
    snapshot: Mapped[dict[str, Any]]
    content_hash: Mapped[str]
    attribution: Mapped[dict[str, Any]]
    created_at: Mapped[dt.datetime]


class Rendered(Base):
    """The HTML of a revision's long texts by path, made at save; remade when the renderer changes."""

    __tablename__ = "rendered"

    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id"), primary_key=True)
    renderer: Mapped[str]
    html: Mapped[dict[str, Any]]
