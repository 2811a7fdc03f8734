"""What happened, as frozen facts, and the append-only table that keeps them."""

import datetime as dt
import secrets
import uuid
from dataclasses import asdict, dataclass, fields
from typing import Any, ClassVar, Protocol, Self

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from scenariowiki.kernel.db import Base, append_only


@dataclass(frozen=True, kw_only=True)
class Event:
    """A fact in the past tense; payloads hold ids and small facts, never text (it could not be redacted)."""

    schema: ClassVar[int] = 1
    known: ClassVar[dict[str, type["Event"]]] = {}

    def __init_subclass__(cls) -> None:
        Event.known[cls.__name__] = cls

    @classmethod
    def from_payload(cls, payload: dict[str, Any]) -> Self:
        """Rebuild the event of a stored row; fields a later schema added keep their defaults."""
        names = {field.name for field in fields(cls)}
        return cls(**{name: value for name, value in payload.items() if name in names})

    def payload(self) -> dict[str, Any]:
        """Return the facts with the number of the schema they follow."""
        return {"schema": self.schema, **asdict(self)}


class Doer(Protocol):
    """Whoever acts: an account as the domain knows it."""

    @property
    def id(self) -> int: ...
    @property
    def site_id(self) -> int | None: ...
    @property
    def team_id(self) -> int | None: ...
    @property
    def timezone(self) -> str: ...
    @property
    def cutover(self) -> dt.time: ...


@dataclass(frozen=True, kw_only=True)
class Recorded:
    """An event with its circumstances, as reactions receive it."""

    id: uuid.UUID
    event: Event
    actor_id: int
    occurred_at: dt.datetime
    business_day: dt.date
    site_id: int | None
    team_id: int | None
    correlation_id: str


class EventRow(Base):
    __tablename__ = append_only("event")
    __table_args__ = (Index("ix_event_actor_id_occurred_at", "actor_id", "occurred_at"),)

    position: Mapped[int] = mapped_column(primary_key=True)
    id: Mapped[uuid.UUID] = mapped_column(unique=True)
    name: Mapped[str] = mapped_column(index=True)
    payload: Mapped[dict[str, Any]]
    actor_id: Mapped[int]
    occurred_at: Mapped[dt.datetime] = mapped_column(index=True)
    business_day: Mapped[dt.date]
    site_id: Mapped[int | None]
    team_id: Mapped[int | None]
    correlation_id: Mapped[str]
    subject: Mapped[int | None] = mapped_column(index=True)  # the scenario it is about, for its activity feed


def uuid7(moment: dt.datetime, sequence: int) -> uuid.UUID:
    """Make a time-ordered id (RFC 9562); `sequence` keeps ids of one transaction in order."""
    millis = int(moment.timestamp() * 1000) & ((1 << 48) - 1)
    value = millis << 80 | 0x7 << 76 | (sequence & 0xFFF) << 64 | 0b10 << 62 | secrets.randbits(62)
    return uuid.UUID(int=value)
