"""Leaderboard, statement, rebuild and check of a large ledger: python -m bench.points [PEOPLE TRANSFERS].

The full form is 10000 10000000. The baseline of the board is the same ranking added up from all transfers.
"""

import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from pathlib import Path

from flask.testing import FlaskClient
from sqlalchemy import text

from bench.commits import postgres_server
from bench.corpus import ROOT
from bench.report import Row, against, quantile, row, show
from scenariowiki.accounts import queries as accounts
from scenariowiki.accounts.rules import Actor
from scenariowiki.app import create_app
from scenariowiki.points.queries.leaderboard import Wanted, board_of
from scenariowiki.points.rules.periods import EVER, Period
from scenariowiki.runtime.session import read

ASKED = 300
ALL_TIME = Wanted(period=Period.ALL, start=EVER, limit=50)
NAIVELY = 3
FIRST_FIFTY = """
SELECT account_id, o + CASE WHEN a < o + 600 THEN a ELSE o + 600 END AS score
FROM (SELECT account_id, sum(CASE WHEN earns = 'O' THEN scored * amount ELSE 0 END) AS o,
        sum(CASE WHEN earns = 'A' THEN scored * amount ELSE 0 END) AS a
      FROM transfer WHERE scored <> 0 GROUP BY account_id) AS sums
ORDER BY score DESC LIMIT 50
"""
# What the board answers: ties in their order (B4), who is seen (B6), one's own row and its neighbours.
NAIVE = """
WITH sums AS (
  SELECT t.account_id, max(t.id) AS last_id,
    sum(CASE WHEN t.earns = 'O' THEN t.scored * t.amount ELSE 0 END) AS o,
    sum(CASE WHEN t.earns = 'A' THEN t.scored * t.amount ELSE 0 END) AS a,
    sum(CASE WHEN a.rule = 'P3' AND (t.amount = a.amount OR t.code IN ('award', 'reversal'))
        THEN t.scored ELSE 0 END) AS applied
  FROM transfer t LEFT JOIN award a ON a.id = t.award_id WHERE t.scored <> 0 GROUP BY t.account_id
), scores AS (
  SELECT s.account_id, o + CASE WHEN a < o + 600 THEN a ELSE o + 600 END AS score, applied, last_id
  FROM sums s JOIN account p ON p.id = s.account_id
  WHERE p.board_visibility <> 'hidden' AND p.disabled_at IS NULL
), board AS (
  SELECT account_id, score, rank() OVER (ORDER BY score DESC) AS rank,
    row_number() OVER (ORDER BY score DESC, applied DESC, last_id, account_id) AS place
  FROM scores WHERE score > 0
), own AS (SELECT place FROM board WHERE account_id = :me)
SELECT account_id, score, rank, place FROM board
WHERE place <= 50 OR place BETWEEN (SELECT place FROM own) - 3 AND (SELECT place FROM own) + 3 ORDER BY place
"""


def main(people: int, transfers: int) -> None:
    """Print a table for each database."""
    with tempfile.TemporaryDirectory() as folder:
        _measure("SQLite", f"sqlite:///{folder}/bench.db", folder, people, transfers)
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        programs = max(Path("/usr/lib/postgresql").glob("*/bin"), default=None)
        if programs is not None:
            address = stack.enter_context(postgres_server(programs))
            host = dict(part.split("=") for part in address.split())["host"]
            url = f"postgresql+psycopg://postgres@/postgres?host={host}"
            _measure("PostgreSQL", url, folder, people, transfers)


def _measure(name: str, url: str, folder: str, people: int, transfers: int) -> None:
    env = {**os.environ, "DATA_DIR": folder, "DATABASE_URL": url, "SQLITE_SYNCHRONOUS": "OFF"}
    flask = [sys.executable, "-m", "flask", "--app", "scenariowiki.app", "points"]
    made, making = _run([sys.executable, "-m", "bench.ledger", str(people), str(transfers)], env)
    rebuilt, rebuilding = _run([*flask, "rebuild"], env)
    checked, checking = _run([*flask, "verify"], env)
    rows = [
        row("making it", made, "s", more=making),
        row("points rebuild", rebuilt, "s", at_most=300, more=rebuilding),
        row("points verify", checked, "s", at_most=300, more=checking),
    ]
    os.environ.update(env)
    app = create_app({"RATELIMIT_ENABLED": False})
    with app.app_context():
        rows += _boards(people)
    with app.test_client() as client:
        rows += _pages(client, people)
    show(f"Points on {name}: {people:,} people, {transfers:,} transfers over 3 years", rows)


def _run(command: list[str], env: dict[str, str]) -> tuple[float, str]:
    """Run a program; return its seconds, and what it took of processor and memory, the server left out."""
    began = time.perf_counter()
    child = subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.DEVNULL)
    _pid, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise SystemExit(f"{' '.join(command)} ended with {child.returncode}")
    cpu = used.ru_utime + used.ru_stime
    return time.perf_counter() - began, f", CPU {cpu:.0f} s, {used.ru_maxrss / 1024:.0f} MiB"


def _boards(people: int) -> list[Row]:
    """Time the queries alone, beside the ranking added up from all transfers."""
    fifty = _times(NAIVELY, lambda _at: read().execute(text(FIRST_FIFTY)).all())
    actors = [accounts.get_actor(read(), id_) for id_ in _some(people)]
    naive = _times(NAIVELY, lambda at: _compare(actors[at]))
    ours = _times(len(actors), lambda at: board_of(read(), actors[at], ALL_TIME))
    return [
        row("all time's first 50 alone, added up from transfers", quantile(fifty, 0.5), "ms"),
        row("all time's board, added up from transfers", quantile(naive, 0.5), "ms"),
        against(
            "all time's board: times quicker",
            quantile(naive, 0.5) / quantile(ours, 0.5),
            "",
            ("once", 1),
            at_least=1_000,
            more=f", p50 {quantile(ours, 0.5):.2f} ms",
        ),
    ]


def _compare(actor: Actor) -> None:
    """Add one board up; end the run if the quick one says anything else."""
    added = [tuple(one) for one in read().execute(text(NAIVE), {"me": actor.id})]
    board = board_of(read(), actor, ALL_TIME)
    near = board.around if board.own and board.own.rank and not board.is_hidden else ()
    ours = {one.place: (one.account_id, one.score, one.rank, one.place) for one in (*board.rows, *near)}
    if added != [ours[place] for place in sorted(ours)]:
        raise SystemExit(f"the board of {actor.id} is not what its transfers add up to")


def _pages(client: FlaskClient, people: int) -> list[Row]:
    """Time whole requests: first 50, own row and neighbours; the statement."""
    ids = _some(people)
    rows = []
    for path, most in (
        ("/leaderboard?limit=50", 20),
        ("/leaderboard?limit=50&period=all", 20),
        ("/leaderboard?limit=50&board=teams", None),
        ("/me/statement", 10),
    ):
        cpu = time.process_time()
        times = _times(len(ids), partial(_ask, client, path, ids))
        spent = (time.process_time() - cpu) * 1000 / len(ids)
        rows.append(
            row(f"GET {path}, p95", quantile(times, 0.95), "ms", at_most=most, more=f", CPU {spent:.1f} ms")
        )
    return rows


def _ask(client: FlaskClient, path: str, ids: list[int], at: int) -> None:
    answer = client.get(f"/api/v1{path}", headers={"Authorization": f"Bearer t{ids[at]}"})
    if answer.status_code != 200:
        raise SystemExit(f"{path}: {answer.status_code} {answer.text}")


def _some(people: int) -> list[int]:
    """Choose people who have not left: every hundredth has."""
    seeded = random.Random(20261128)
    return [id_ for id_ in seeded.sample(range(1, people + 1), min(ASKED, people)) if id_ % 100 != 1]


def _times(count: int, act: Callable[[int], object]) -> list[float]:
    """Return the sorted times of some acts in ms; the first is done twice and counted once."""
    found = []
    for at in range(count):
        if at == 0 and count > 1:
            act(at)
        began = time.perf_counter()
        act(at)
        found.append((time.perf_counter() - began) * 1000)
    return sorted(found)


if __name__ == "__main__":
    main(*(int(one) for one in sys.argv[1:3])) if len(sys.argv) > 2 else main(500, 200_000)
