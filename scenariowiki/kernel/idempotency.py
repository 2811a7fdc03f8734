"""One-time keys of requests: a repeated POST gets its first answer and changes nothing."""

import datetime as dt
import hashlib
import json
from typing import Any

from sqlalchemy import bindparam, delete, insert, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from scenariowiki.kernel.db import Base
from scenariowiki.kernel.errors import Invalid

KEPT = dt.timedelta(days=7)


class RequestKey(Base):
    __tablename__ = "request_key"

    account_id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    payload_hash: Mapped[str]
    answer: Mapped[dict[str, Any]]
    created_at: Mapped[dt.datetime] = mapped_column(index=True)


_table = RequestKey.__table__.c
_KEEP = insert(RequestKey.__table__)  # type: ignore[arg-type]
_ANSWER = select(_table.payload_hash, _table.answer).where(
    _table.account_id == bindparam("account"), _table.key == bindparam("key")
)


def fingerprint(payload: Any) -> str:
    """Hash a request's payload so that a replay can be told from another request under the same key."""
    text = json.dumps(payload, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def find_answer(session: Session, account_id: int, key: str, payload_hash: str) -> dict[str, Any] | None:
    """Return the first answer given under a key, or None; another payload raises `idempotency_mismatch`."""
    row = session.execute(_ANSWER, {"account": account_id, "key": key}).one_or_none()
    if row is None:
        return None
    if row.payload_hash != payload_hash:
        raise Invalid("idempotency_mismatch")
    answer: dict[str, Any] = row.answer
    return answer


def keep_answer(
    session: Session, account_id: int, key: str, payload_hash: str, answer: dict[str, Any], *, at: dt.datetime
) -> None:
    """Store the answer in the transaction that earned it."""
    kept = {"account_id": account_id, "key": key, "payload_hash": payload_hash, "created_at": at}
    session.connection().execute(_KEEP, {**kept, "answer": answer})


def forget_old(session: Session, *, now: dt.datetime) -> int:
    """Drop keys older than seven days; return how many."""
    stale = delete(RequestKey).where(RequestKey.created_at < now - KEPT).returning(RequestKey.key)
    return len(session.execute(stale).all())
