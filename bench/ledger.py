"""A ledger of any size, made by the database itself out of numbers: python -m bench.ledger PEOPLE TRANSFERS.

Three years of awards, the same every time: few people earn much, most little. One award of two hundred is
taken back ten days later. Scores are left to `points rebuild`.
"""

import datetime as dt
import sys
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Index, bindparam, func, insert, select, text, update

from scenariowiki.accounts.models import Account, AccountRole, ApiToken, Site, Team, TeamMembership
from scenariowiki.accounts.queries import token_hash
from scenariowiki.app import create_app
from scenariowiki.kernel import clock
from scenariowiki.points.models import Award, Purse, Transfer
from scenariowiki.runtime import schema
from scenariowiki.runtime.session import db

DAYS = 1_096
MEMBERS = 25
SITES = 4
PIECE = 500_000
OF = 200
# By hundredths: rule, class, points.
RULES = (
    (18, "P1", "A", 2),
    (12, "P2", "O", 10),
    (14, "P3", "O", 15),
    (2, "P4", "O", 50),
    (18, "P6", "A", 3),
    (14, "P7", "A", 8),
    (18, "P8", "A", 2),
    (4, "P10", "A", 4),
)

AWARDS = """
INSERT INTO award (id, event_id, rule, tariff, account_id, {part} issue, earns, asked, amount, state, cap_day,
  caused_by, solution_id, facts, occurred_at, created_at, resolved_at, effective_day, site_id, team_id)
SELECT n, {event}, rule, 0, account, {no_part} 1, earns, points, points,
  CASE WHEN n % 200 = 0 THEN 'reversed' ELSE 'posted' END, day, 1, CASE WHEN n % 3 = 0 THEN n END, '{{}}',
  {moment}, {moment}, {moment}, day, 1 + account % 4, 1 + account / 25
FROM (
  SELECT n, day, 1 + one * other / {people} AS account, {rule} AS rule, {earns} AS earns, {points} AS points
  FROM (
    SELECT n, {day} AS day, n * 2654435761 % 4294967291 % {people} AS one,
      n * 2246822519 % 4294967291 % {people} AS other, n * 3266489917 % 4294967291 % 100 AS h
    FROM {numbers}
  ) AS a
) AS b
"""
SERIES = (
    "(WITH RECURSIVE s(n) AS (SELECT :low UNION ALL SELECT n + 1 FROM s WHERE n < :high) SELECT n FROM s)"
)
TRANSFERS = """
INSERT INTO transfer (id, debit_id, credit_id, account_id, amount, code, award_id, event_id, actor_id, tariff,
  earns, posted_at, effective_day, posted_day, site_id, team_id, scored, facts, idem_key, payload_hash)
SELECT id, 1, account_id + 1, account_id, amount, 'award', id, event_id, 1, 0, earns,
  occurred_at, effective_day, effective_day, site_id, team_id, 1, '{}', 'award:' || id || '\\:award',
  replace(CAST(event_id AS text), '-', '') || '00112233445566778899aabbccddeeff'
FROM award WHERE id BETWEEN :low AND :high
"""
REVERSALS = """
INSERT INTO transfer (id, debit_id, credit_id, account_id, amount, code, award_id, event_id, actor_id, tariff,
  earns, posted_at, effective_day, posted_day, site_id, team_id, scored, facts, idem_key, payload_hash)
SELECT :after + id / 200, account_id + 1, 1, account_id, amount, 'reversal', id, event_id, 1, 0, earns,
  occurred_at, effective_day, {later}, site_id, team_id, -1, '{{}}', 'award:' || id || '\\:reversal',
  replace(CAST(event_id AS text), '-', '') || 'ffeeddccbbaa99887766554433221100'
FROM award WHERE id % 200 = 0
"""
CAPS = """
INSERT INTO cap_use (account_id, rule, day, used)
SELECT account_id, rule, cap_day, sum(amount) FROM award WHERE state = 'posted' AND rule NOT IN ('P3', 'P4')
GROUP BY account_id, rule, cap_day
"""


@dataclass(frozen=True, kw_only=True)
class Size:
    """How many people, and how many transfers with what is taken back."""

    people: int
    transfers: int

    @property
    def awards(self) -> int:
        return self.transfers * OF // (OF + 1)


def make(connection: Connection, size: Size) -> None:
    """Fill an empty database whose schema is new; indexes are made when the rows are there."""
    is_file = connection.dialect.name == "sqlite"
    if not is_file:
        connection.execute(text("SET session_replication_role = replica"))
        connection.execute(text("SET work_mem = '128MB'"))
        connection.execute(text("SET maintenance_work_mem = '512MB'"))
    indexes: list[Index] = [*Award.__table__.indexes, *Transfer.__table__.indexes]  # type: ignore[attr-defined]
    for index in indexes:
        index.drop(connection)
    _people(connection, size)
    words = _words(size, is_file=is_file)
    for low in range(1, size.awards + 1, PIECE):
        piece = {"low": low, "high": min(low + PIECE - 1, size.awards)}
        connection.execute(text(AWARDS.format(**words)), piece)
        connection.execute(text(TRANSFERS), piece)
    connection.execute(text(REVERSALS.format(**words)), {"after": size.awards})
    _balances(connection)
    connection.execute(text(CAPS))
    for index in indexes:
        index.create(connection)
    connection.execute(text("ANALYZE"))
    if not is_file:
        for name in ("award", "transfer", "purse", "account", "team", "site"):
            connection.execute(text(f"SELECT setval('{name}_id_seq', (SELECT max(id) FROM {name}))"))


def _words(size: Size, *, is_file: bool) -> dict[str, Any]:
    """Return what the statements say differently in each database."""
    step = f"(n - 1) * {DAYS} / {size.awards}"
    began = (clock.now().date() - dt.timedelta(days=DAYS - 1)).isoformat()
    has_part = "part" in Award.__table__.c
    both = {
        "people": size.people,
        "rule": _case(1),
        "earns": _case(2),
        "points": _case(3),
        "part": "part," if has_part else "",
        "no_part": "0," if has_part else "",
    }
    if is_file:
        return both | {
            "numbers": SERIES,
            "event": "printf('%032x', n)",
            "day": f"date('{began}', '+' || ({step}) || ' days')",
            "moment": "day || ' 04:00:00.000000'",
            "later": "date(effective_day, '+10 days')",
        }
    return both | {
        "numbers": "generate_series(CAST(:low AS bigint), CAST(:high AS bigint)) AS s(n)",
        "event": "CAST(lpad(to_hex(n), 32, '0') AS uuid)",
        "day": f"(DATE '{began}' + CAST({step} AS integer))",
        "moment": "(day + TIME '04:00') AT TIME ZONE 'UTC'",
        "later": "effective_day + 10",
    }


def _case(at: int) -> str:
    """Write a choice among the rules by a number below a hundred."""
    words, bound = [], 0
    for line in RULES:
        bound += int(line[0])
        value = f"'{line[at]}'" if isinstance(line[at], str) else str(line[at])
        words.append(f"WHEN h < {bound} THEN {value}")
    return f"CASE {' '.join(words)} END"


def _people(connection: Connection, size: Size) -> None:
    now = clock.now()
    since = now.date() - dt.timedelta(days=DAYS)
    sites = [
        {"id": at, "name": f"site {at}", "timezone": "Asia/Shanghai", "created_at": now}
        for at in range(1, SITES + 1)
    ]
    connection.execute(insert(Site), sites)
    ids = range(1, size.people + 1)
    rows = [
        {
            "id": id_,
            "name": f"p{id_}",
            "key": f"p{id_}",
            "display_name": f"Person {id_}",
            "site_id": 1 + id_ % SITES,
            "locale": "zh-Hans",
            "board_visibility": "hidden" if id_ % 50 == 0 else "public",
            "disabled_at": now if id_ % 100 == 1 else None,
            "created_at": now,
        }
        for id_ in ids
    ]
    connection.execute(insert(Account), rows)
    roles = [{"account_id": id_, "role": "contributor", "granted_at": now} for id_ in ids]
    connection.execute(insert(AccountRole), roles)
    teams = range(1, size.people // MEMBERS + 2)
    connection.execute(
        insert(Team), [{"id": at, "name": f"team {at}", "site_id": 1, "created_at": now} for at in teams]
    )
    members = [{"account_id": id_, "team_id": 1 + id_ // MEMBERS, "since": since} for id_ in ids]
    connection.execute(insert(TeamMembership), members)
    tokens = [
        {
            "account_id": id_,
            "token_hash": token_hash(f"t{id_}"),
            "label": "bench",
            "created_at": now,
            "last_used_at": now,
        }
        for id_ in ids
    ]
    connection.execute(insert(ApiToken), tokens)
    purses = [{"id": id_ + 1, "kind": "wallet", "account_id": id_, "created_at": now} for id_ in ids]
    connection.execute(insert(Purse), {"id": 1, "kind": "issue", "account_id": 0, "created_at": now})
    connection.execute(insert(Purse), purses)


def _balances(connection: Connection) -> None:
    sums: dict[int, dict[str, int]] = {}
    for side, name in ((Transfer.credit_id, "credits"), (Transfer.debit_id, "debits")):
        rows = select(side, func.sum(Transfer.amount)).where(side > 1).group_by(side)
        for id_, total in connection.execute(rows):
            sums.setdefault(id_, {"credits": 0, "debits": 0})[name] = int(total)
    t: Any = Purse.__table__
    changed = update(t).where(t.c.id == bindparam("purse"))
    connection.execute(
        changed.values(credits=bindparam("credits"), debits=bindparam("debits")),
        [{"purse": id_, **parts} for id_, parts in sums.items()],
    )


def main(size: Size) -> None:
    """Fill the database of the environment."""
    with create_app().app_context():
        schema.upgrade()
        with db.engine.begin() as connection:
            make(connection, size)


if __name__ == "__main__":
    main(Size(people=int(sys.argv[1]), transfers=int(sys.argv[2])))
