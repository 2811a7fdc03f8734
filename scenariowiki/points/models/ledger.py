"""Tables of the ledger: purses, awards, transfers that are never changed, and what is added up from them."""

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from scenariowiki.kernel.db import Base, Pk, append_only


class Purse(Base):
    """One side of a transfer. Balances are kept for persons alone; `held` is reserved for redemptions.

    A wallet never has more debits than credits, a debt never more credits than debits (L4, L8).
    """

    __tablename__ = "purse"
    __table_args__ = (
        UniqueConstraint("kind", "account_id"),
        CheckConstraint("kind <> 'wallet' OR credits - debits >= held", name="wallet_covers_held"),
        CheckConstraint("kind <> 'debt' OR debits >= credits", name="debt_is_owed"),
        CheckConstraint("held >= 0", name="held_is_positive"),
    )

    id: Mapped[Pk]
    kind: Mapped[str]
    account_id: Mapped[int] = mapped_column(default=0)
    credits: Mapped[int] = mapped_column(BigInteger, default=0)
    debits: Mapped[int] = mapped_column(BigInteger, default=0)
    held: Mapped[int] = mapped_column(BigInteger, default=0)
    closed_at: Mapped[dt.datetime | None]
    created_at: Mapped[dt.datetime]


class TariffVersion(Base):
    """A version of the tariff; rules changes apply to later events only (L17).

    One that was withdrawn before it took effect stays in the list and never counts.
    """

    __tablename__ = "tariff_version"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    effective_from: Mapped[dt.date]
    rules: Mapped[dict[str, Any]]
    note: Mapped[str] = mapped_column(default="")
    created_at: Mapped[dt.datetime]
    created_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    withdrawn_at: Mapped[dt.datetime | None]
    withdrawn_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))


class Award(Base):
    """What one event earns one person by one rule; `issue` rises when a reversed one is re-issued (PM3).

    `part` tells what one event earned several times: the solutions handed in with a situation, by id.
    `asked` is what the rule says, `amount` what the cap left of it. Day, site and team are stamped when it
    posts (L12); `cap_day` is the business day of the event (L11).
    """

    __tablename__ = "award"
    __table_args__ = (
        UniqueConstraint("event_id", "rule", "account_id", "part", "issue"),
        CheckConstraint("amount > 0", name="something"),
        Index("ix_award_state_due_at", "state", "due_at"),
        Index("ix_award_account_id_state", "account_id", "state"),
        Index("ix_award_account_id_effective_day", "account_id", "effective_day"),
        Index("ix_award_scenario_id", "scenario_id"),
        Index("ix_award_solution_id", "solution_id"),
        Index("ix_award_occurred_at", "occurred_at"),
    )

    id: Mapped[Pk]
    event_id: Mapped[uuid.UUID]
    rule: Mapped[str]
    tariff: Mapped[int]
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    part: Mapped[int] = mapped_column(default=0)
    issue: Mapped[int] = mapped_column(default=1)
    earns: Mapped[str]
    asked: Mapped[int]
    amount: Mapped[int]
    state: Mapped[str]
    cap_day: Mapped[dt.date]
    due_at: Mapped[dt.datetime | None]
    caused_by: Mapped[int]
    scenario_id: Mapped[int | None]
    solution_id: Mapped[int | None]
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    reason: Mapped[str | None]
    occurred_at: Mapped[dt.datetime]
    created_at: Mapped[dt.datetime]
    resolved_at: Mapped[dt.datetime | None]
    effective_day: Mapped[dt.date | None]
    site_id: Mapped[int | None]
    team_id: Mapped[int | None]


class CapUse(Base):
    """How much of a cap a person has used on a day, posted and pending (L11); locked by who takes from it."""

    __tablename__ = "cap_use"

    account_id: Mapped[int] = mapped_column(primary_key=True)
    rule: Mapped[str] = mapped_column(primary_key=True)
    day: Mapped[dt.date] = mapped_column(primary_key=True)
    used: Mapped[int]


class Transfer(Base):
    """Points that went from one purse to another; insert-only (L1), `scored` -1, 0 or 1 (L13)."""

    __tablename__ = append_only("transfer")
    __table_args__ = (
        CheckConstraint("amount > 0", name="something"),
        CheckConstraint("debit_id <> credit_id", name="two_purses"),
        CheckConstraint("scored IN (-1, 0, 1)", name="scored"),
        Index("ix_transfer_account_id_id", "account_id", "id"),
        Index("ix_transfer_award_id", "award_id"),
        Index("ix_transfer_credit_id", "credit_id"),
        Index("ix_transfer_debit_id", "debit_id"),
    )

    id: Mapped[Pk]
    debit_id: Mapped[int] = mapped_column(ForeignKey("purse.id"))
    credit_id: Mapped[int] = mapped_column(ForeignKey("purse.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    amount: Mapped[int]
    code: Mapped[str]
    award_id: Mapped[int | None] = mapped_column(ForeignKey("award.id"))
    event_id: Mapped[uuid.UUID | None]
    actor_id: Mapped[int]
    tariff: Mapped[int | None]
    earns: Mapped[str | None]
    posted_at: Mapped[dt.datetime]
    effective_day: Mapped[dt.date]
    posted_day: Mapped[dt.date]
    site_id: Mapped[int | None]
    team_id: Mapped[int | None]
    scored: Mapped[int]
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    idem_key: Mapped[str] = mapped_column(unique=True)
    payload_hash: Mapped[str]


class PeriodScore(Base):
    """What a person earned in a period in one team and site; 0 stands for none (B9)."""

    __tablename__ = "period_score"

    period: Mapped[str] = mapped_column(primary_key=True)
    start: Mapped[dt.date] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(primary_key=True)
    team_id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(primary_key=True)
    outcome: Mapped[int]
    activity: Mapped[int]
    adopted: Mapped[int]
    last_id: Mapped[int]


class PersonScore(Base):
    """A person's score in a period, by B1, for ranking (B9)."""

    __tablename__ = "person_score"
    __table_args__ = (
        Index("ix_person_score_rank", "period", "start", "score", "account_id"),
        Index("ix_person_score_account_id", "account_id", "period", "start"),
    )

    period: Mapped[str] = mapped_column(primary_key=True)
    start: Mapped[dt.date] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(primary_key=True)
    outcome: Mapped[int]
    activity: Mapped[int]
    score: Mapped[int]
    applied: Mapped[int]
    last_id: Mapped[int]
