"""Tables of people: accounts, teams, sites, sessions, tokens and sign-in attempts."""

import datetime as dt
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from scenariowiki.kernel.db import Base, Pk


class Site(Base):
    """A place of work.

    Its calendar is {"holidays": [ISO date], "workdays": [ISO date], "week": [1..7], "opens": "09:00",
    "closes": "18:00"}.

    `boards_off` names the leaderboards that are switched off for its people (B6).
    """

    __tablename__ = "site"

    id: Mapped[Pk]
    name: Mapped[str] = mapped_column(unique=True)
    timezone: Mapped[str]
    week_start: Mapped[int] = mapped_column(default=1)
    cutover: Mapped[dt.time] = mapped_column(default=dt.time(4))
    calendar: Mapped[dict[str, Any]] = mapped_column(default=dict)
    boards_off: Mapped[list[Any]] = mapped_column(default=list)
    created_at: Mapped[dt.datetime]
    created_by: Mapped[int | None]
    version: Mapped[int] = mapped_column(default=1)


class Team(Base):
    __tablename__ = "team"

    id: Mapped[Pk]
    name: Mapped[str] = mapped_column(unique=True)
    site_id: Mapped[int | None] = mapped_column(ForeignKey("site.id"))
    lead_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", use_alter=True))
    closed_at: Mapped[dt.datetime | None]
    created_at: Mapped[dt.datetime]
    created_by: Mapped[int | None]
    version: Mapped[int] = mapped_column(default=1)


class Account(Base):
    """A person; never deleted. `key` is the confusable skeleton of the name, unique."""

    __tablename__ = "account"
    __table_args__ = (
        Index("ix_account_board_visibility", "board_visibility"),
        Index("ix_account_disabled_at", "disabled_at"),
    )

    id: Mapped[Pk]
    name: Mapped[str] = mapped_column(unique=True)
    key: Mapped[str] = mapped_column(unique=True)
    display_name: Mapped[str]
    password_hash: Mapped[str | None]
    password_changed_at: Mapped[dt.datetime | None]
    must_change_password: Mapped[bool] = mapped_column(default=False)
    site_id: Mapped[int | None] = mapped_column(ForeignKey("site.id"))
    locale: Mapped[str | None]
    script: Mapped[str] = mapped_column(default="as_written")
    shortcuts: Mapped[bool] = mapped_column(default=True)
    board_visibility: Mapped[str] = mapped_column(default="public")
    disabled_at: Mapped[dt.datetime | None]
    demo: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[dt.datetime]
    created_by: Mapped[int | None]
    version: Mapped[int] = mapped_column(default=1)


class AccountRole(Base):
    __tablename__ = "account_role"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    role: Mapped[str] = mapped_column(primary_key=True)
    granted_at: Mapped[dt.datetime]
    granted_by: Mapped[int | None]


class TeamMembership(Base):
    """Who was in which team when; `until` is open while it lasts."""

    __tablename__ = "team_membership"
    __table_args__ = (
        CheckConstraint("until IS NULL OR until >= since", name="order"),
        Index("ix_team_membership_account_id_until", "account_id", "until"),
        Index("ix_team_membership_team_id_until", "team_id", "until"),
    )

    id: Mapped[Pk]
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"))
    since: Mapped[dt.date]
    until: Mapped[dt.date | None]


class AccountSession(Base):
    """One sign-in on one device; only the token's hash is kept. `outbox_id` is the person's last save."""

    __tablename__ = "account_session"
    __table_args__ = (Index("ix_account_session_account_id_ended_at", "account_id", "ended_at"),)

    id: Mapped[Pk]
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    token_hash: Mapped[str] = mapped_column(unique=True)
    csrf_secret: Mapped[str]
    created_at: Mapped[dt.datetime]
    last_seen_at: Mapped[dt.datetime]
    expires_at: Mapped[dt.datetime]
    ended_at: Mapped[dt.datetime | None]
    address: Mapped[str]
    user_agent: Mapped[str]
    outbox_id: Mapped[int | None]


class ApiToken(Base):
    __tablename__ = "api_token"

    id: Mapped[Pk]
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    label: Mapped[str]
    read_only: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[dt.datetime]
    expires_at: Mapped[dt.datetime | None]
    last_used_at: Mapped[dt.datetime | None]
    revoked_at: Mapped[dt.datetime | None]
    outbox_id: Mapped[int | None]


class SignInThrottle(Base):
    """Failed sign-ins counted by name skeleton, by address and by both; `until` refuses further tries."""

    __tablename__ = "sign_in_throttle"
    __table_args__ = (UniqueConstraint("kind", "key"),)

    id: Mapped[Pk]
    kind: Mapped[str]
    key: Mapped[str]
    failures: Mapped[int]
    first_at: Mapped[dt.datetime]
    until: Mapped[dt.datetime | None]


class InstanceSetting(Base):
    """Settings that belong to the data, not to the environment: instance id, brand, demo mark."""

    __tablename__ = "instance_setting"

    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[dict[str, Any]]
