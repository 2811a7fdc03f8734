"""Times the curators' queue with 5,000 open items, beside their catalogue page: python -m bench.queue."""

import os
import random
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import select

from bench.corpus import ROOT, corpus
from bench.report import Row, quantile, row, show
from bench.serving import Request, Server, ask, gunicorn
from scenariowiki.accounts import queries as people
from scenariowiki.accounts.rules import SYSTEM
from scenariowiki.app import create_app
from scenariowiki.curation.commands import opening
from scenariowiki.curation.commands.proposing import detector_version
from scenariowiki.curation.rules.items import ItemKind
from scenariowiki.runtime.session import db, read, write
from scenariowiki.scenarios.models import Scenario

SIZE = 2_000
OPEN = 5_000
AT_ONCE = 500
ROUNDS = 5
PAGES = ("/queue", "/queue?kind=dup_scenario", "/queue?page=50")


def main() -> None:
    """Fill a copy of a corpus, serve it, ask in turns."""
    with tempfile.TemporaryDirectory() as folder:
        given = corpus(SIZE).copied(Path(folder))
        environ = {**os.environ, **given.env, "SQLITE_SYNCHRONOUS": "OFF"}
        subprocess.run([sys.executable, "-m", "bench.queue", "fill"], check=True, cwd=ROOT, env=environ)
        with gunicorn("ours", given.env) as server:
            show(f"The queue with {OPEN:,} open items", _measure(server, given.curator.headers))


def fill() -> None:
    """Open an item for many pairs of scenarios, as a scan for duplicates does."""
    with create_app().app_context():
        system = people.find_actor(read(), SYSTEM)
        assert system is not None
        published = select(Scenario.id, Scenario.published_rev_id).where(
            Scenario.published_rev_id.is_not(None)
        )
        pages = [(row.id, row.published_rev_id) for row in read().execute(published.order_by(Scenario.id))]
        dice = random.Random(9)
        pairs = sorted({tuple(sorted(dice.sample(range(len(pages)), 2))) for _pair in range(OPEN + 500)})[
            :OPEN
        ]
        for start in range(0, len(pairs), AT_ONCE):
            with write() as uow:
                for one, other in pairs[start : start + AT_ONCE]:
                    (lo, rev_lo), (hi, rev_hi) = pages[one], pages[other]
                    score = round(dice.uniform(0.4, 0.99), 3)
                    opening.open_item(
                        uow,
                        kind=ItemKind.DUP_SCENARIO,
                        key=f"{ItemKind.DUP_SCENARIO}:{lo}:{hi}",
                        weight=score,
                        by=system,
                        scenario_id=lo,
                        other_scenario_id=hi,
                        score=score,
                        facts={
                            "detector": detector_version(),
                            "pair": [lo, hi],
                            "rev_lo": rev_lo,
                            "rev_hi": rev_hi,
                        },
                    )
            db.session.remove()


def _measure(server: Server, headers: dict[str, str]) -> list[Row]:
    asked = {path: [Request(path=path, headers=headers)] for path in (*PAGES, "/scenarios")}
    times: dict[str, list[float]] = {path: [] for path in asked}
    for _round in range(ROUNDS):
        for path, requests in asked.items():
            times[path] += ask(server, requests, connections=1, seconds=1.5).latencies
    beside = ("catalogue page", _most(times["/scenarios"]))
    return [row(f"{path}, p95", _most(times[path]), "ms", at_most=20, beside=beside) for path in PAGES]


def _most(times: Sequence[float]) -> float:
    return quantile(sorted(times), 0.95)


if __name__ == "__main__":
    fill() if sys.argv[1:] == ["fill"] else main()
