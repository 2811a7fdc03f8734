"""The one way into the ledger: a transfer is written once, balances and scores follow with it."""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from scenariowiki.accounts.queries import facts as accounts
from scenariowiki.kernel.errors import Conflict, Invalid
from scenariowiki.kernel.idempotency import fingerprint
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.points.commands.inserting import build, choose, dialect_insert
from scenariowiki.points.commands.scoring import add_score
from scenariowiki.points.models import Purse, Transfer
from scenariowiki.points.queries.tariffs import tariff_on
from scenariowiki.points.rules.amounts import is_whole
from scenariowiki.points.rules.ledger import PERSONAL, Class, Code, PurseKind

LARGEST = 1_000_000
_PURSE = select(Purse.id).where(Purse.kind == bindparam("of_kind"), Purse.account_id == bindparam("of_owner"))
_WRITE = build(
    Transfer,
    lambda insert: insert.on_conflict_do_nothing(index_elements=["idem_key"]).returning(Transfer.id),
)
_CHANGE = update(Purse).where(Purse.id == bindparam("of_id")).execution_options(synchronize_session=False)
_DEBIT = _CHANGE.values(debits=Purse.debits + bindparam("by"))
_CREDIT = _CHANGE.values(credits=Purse.credits + bindparam("by"))


@dataclass(frozen=True, kw_only=True)
class Entry:
    """What is to be posted about one person, stamped by the caller with its day, site and team (L12).

    `posted_day` is the person's working day on which it is written; periods frozen by then stay as they are.
    """

    debit: PurseKind
    credit: PurseKind
    account_id: int
    amount: int
    code: Code
    idem_key: str
    actor_id: int
    effective_day: dt.date
    posted_day: dt.date
    site_id: int | None = None
    team_id: int | None = None
    award_id: int | None = None
    event_id: uuid.UUID | None = None
    tariff: int | None = None
    earns: Class | None = None
    scored: int = 0
    adopted: int = 0
    facts: Mapping[str, Any] = field(default_factory=dict)


def post(uow: UnitOfWork, entry: Entry) -> int:
    """Write a transfer and return its id; a replay changes nothing and returns the first one's (L5).

    Another payload under a known key raises `idempotency_mismatch`; a wallet that would go below what is
    held in it raises `not_enough_points` (L4).
    """
    if not is_whole(entry.amount, 1, LARGEST):
        raise Invalid(fields={"amount": "out_of_range"})
    debit, credit = (purse_id(uow, kind, entry.account_id) for kind in (entry.debit, entry.credit))
    values = _row(uow, entry, debit, credit)
    new = _insert_once(uow.session, values)
    if new is None:
        return _replayed(uow.session, entry.idem_key, values["payload_hash"])
    _move(uow.session, entry, debit, credit)
    if entry.scored:
        add_score(uow, entry.account_id, new, entry)
    return new


def stamped(uow: UnitOfWork, account_id: int) -> dict[str, Any]:
    """Return what an entry made now bears of its person: day, site, team and tariff (L12, L17)."""
    stamp = accounts.stamp(uow.session, account_id, uow.now)
    return {
        "account_id": account_id,
        "effective_day": stamp.day,
        "posted_day": stamp.day,
        "site_id": stamp.site_id,
        "team_id": stamp.team_id,
        "tariff": tariff_on(uow.session, stamp.day).number,
    }


def purse_id(uow: UnitOfWork, kind: PurseKind, account_id: int) -> int:
    """Return the purse of a kind, made when it is first used; the house has one of each."""
    owner = account_id if kind in PERSONAL else 0
    given = {"of_kind": kind.value, "of_owner": owner}
    found: int | None = uow.session.scalar(_PURSE, given)
    if found is not None:
        return found
    values = {"kind": kind.value, "account_id": owner, "credits": 0, "debits": 0, "held": 0}
    uow.session.execute(
        dialect_insert(uow.session, Purse)
        .values(**values, created_at=uow.now)
        .on_conflict_do_nothing(index_elements=["kind", "account_id"])
    )
    return uow.session.scalars(_PURSE, given).one()


def _row(uow: UnitOfWork, entry: Entry, debit: int, credit: int) -> dict[str, Any]:
    payload = {
        "debit": debit,
        "credit": credit,
        "amount": entry.amount,
        "code": entry.code,
        "award": entry.award_id,
    }
    return {
        "debit_id": debit,
        "credit_id": credit,
        "account_id": entry.account_id,
        "amount": entry.amount,
        "code": entry.code.value,
        "award_id": entry.award_id,
        "event_id": entry.event_id,
        "actor_id": entry.actor_id,
        "tariff": entry.tariff,
        "earns": entry.earns.value if entry.earns else None,
        "posted_at": uow.now,
        "effective_day": entry.effective_day,
        "posted_day": entry.posted_day,
        "site_id": entry.site_id,
        "team_id": entry.team_id,
        "scored": entry.scored,
        "facts": dict(entry.facts),
        "idem_key": entry.idem_key,
        "payload_hash": fingerprint(payload),
    }


def _insert_once(session: Session, values: dict[str, Any]) -> int | None:
    found: int | None = session.scalar(choose(session, _WRITE), values)
    return found


def _replayed(session: Session, idem_key: str, payload_hash: str) -> int:
    first = session.execute(
        select(Transfer.id, Transfer.payload_hash).where(Transfer.idem_key == idem_key)
    ).one()
    if first.payload_hash != payload_hash:
        raise Invalid("idempotency_mismatch")
    found: int = first.id
    return found


def _move(session: Session, entry: Entry, debit: int, credit: int) -> None:
    """Change the balances of persons' purses, in ascending order of ids; the house keeps none."""
    changes = [(debit, entry.debit, _DEBIT), (credit, entry.credit, _CREDIT)]
    try:
        for id_, kind, statement in sorted(changes, key=lambda one: one[0]):
            if kind in PERSONAL:
                session.execute(statement, {"of_id": id_, "by": entry.amount})
    except IntegrityError as error:
        raise Conflict("not_enough_points") from error
