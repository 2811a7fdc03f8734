"""What a person is told about, as rows that home page, inbox and mail read, and how they want it."""

import datetime as dt
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from scenariowiki.kernel.db import Base, Pk


class Notice(Base):
    """One thing told to one person; `key` makes it once (M19), `not_before` holds it back (Q9).

    `kind` names the sentence in `runtime.messages`, `facts` fill it. `to_mail` says in which mail it is
    still to go out, "now" or "digest"; whatever mail it was in takes it away.
    """

    __tablename__ = "notice"
    __table_args__ = (
        UniqueConstraint("account_id", "key"),
        Index("ix_notice_account_id_not_before", "account_id", "not_before"),
        Index(
            "ix_notice_unread",
            "account_id",
            "not_before",
            sqlite_where=text("read_at IS NULL"),
            postgresql_where=text("read_at IS NULL"),
        ),
        Index(
            "ix_notice_to_mail",
            "account_id",
            "to_mail",
            sqlite_where=text("to_mail IS NOT NULL"),
            postgresql_where=text("to_mail IS NOT NULL"),
        ),
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
    to_mail: Mapped[str | None]


class NoticeChoice(Base):
    """How one person wants to hear of a topic; without a row it is the usual way."""

    __tablename__ = "notice_choice"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    topic: Mapped[str] = mapped_column(primary_key=True)
    way: Mapped[str]


class MailBox(Base):
    """Where and when one person takes mail.

    `address` is confirmed, or empty; `wanted` waits for its `code`. `opens` and `closes` are hours of their
    own, else the site's count. `digest_on` is the working day of their last digest. `refused` names the
    address that was given up, and why; `refused_since` is when a server refused it first, and nothing went
    there since.
    """

    __tablename__ = "mail_box"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    address: Mapped[str] = mapped_column(default="")
    wanted: Mapped[str] = mapped_column(default="")
    code: Mapped[str] = mapped_column(default="")
    code_until: Mapped[dt.datetime | None]
    tries: Mapped[int] = mapped_column(default=0)
    opens: Mapped[dt.time | None]
    closes: Mapped[dt.time | None]
    digest_on: Mapped[dt.date | None]
    refused: Mapped[str] = mapped_column(default="")
    refused_since: Mapped[dt.datetime | None]
