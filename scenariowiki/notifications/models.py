"""What a person is told about, as rows: the home page lists them; inbox and mail will read the same."""

import datetime as dt
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from scenariowiki.kernel.db import Base, Pk


class Notice(Base):
    """One thing told to one person; `key` makes it once (M19), `not_before` holds it back (Q9).

    `kind` names the sentence in `runtime.messages`, `facts` fill it.
    """

    __tablename__ = "notice"
    __table_args__ = (
        UniqueConstraint("account_id", "key"),
        Index("ix_notice_account_id_not_before", "account_id", "not_before"),
    )

    id: Mapped[Pk]
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    kind: Mapped[str]
    key: Mapped[str]
    scenario_id: Mapped[int | None] = mapped_column(ForeignKey("scenario.id"))
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    created_at: Mapped[dt.datetime]
    not_before: Mapped[dt.datetime]
    read_at: Mapped[dt.datetime | None]
