"""The table of thanks: a word for somebody's work, which earns nothing."""

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from scenariowiki.kernel.db import Base, Pk, append_only


class Kudos(Base):
    """One person's thanks to another for a scenario, a solution or an outcome; insert-only."""

    __tablename__ = append_only("kudos")
    __table_args__ = (
        UniqueConstraint("giver_id", "receiver_id", "kind", "object_id"),
        CheckConstraint("giver_id <> receiver_id", name="somebody_else"),
        Index("ix_kudos_receiver_id_id", "receiver_id", "id"),
        Index("ix_kudos_giver_id_created_at", "giver_id", "created_at"),
        Index("ix_kudos_scenario_id", "scenario_id"),
    )

    id: Mapped[Pk]
    giver_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    receiver_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    kind: Mapped[str]
    object_id: Mapped[int]
    scenario_id: Mapped[int] = mapped_column(ForeignKey("scenario.id"))
    text: Mapped[str]
    created_at: Mapped[dt.datetime]
