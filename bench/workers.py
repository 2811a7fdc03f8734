"""Which worker serves the real pages best: python -m bench.workers."""

import statistics
from contextlib import ExitStack

from bench.corpus import corpus
from bench.report import Row, quantile, row, show
from bench.serving import Request, Round, ask, gunicorn

VARIANTS = {
    "ours, 4 threads": (),
    "ours, 2 threads": ("--threads", "2"),
    "ours, 8 threads": ("--threads", "8"),
    "gthread, 4 threads": ("--worker-class", "gthread"),
    "sync": ("--worker-class", "sync", "--threads", "1"),
}
ROUNDS = 5


def main() -> None:
    """Ask every kind of worker in turn: pages from memory, and pages beside slow searches."""
    given = corpus(2_000)
    people = [one.headers for one in given.visitors]
    pages = [
        Request(path=f"/scenarios/{no}", headers=people[at % 8]) for at, no in enumerate(given.pages[:100])
    ]
    mixed = [
        Request(path="/", headers=people[at % 60]) if at % 4 == 0 else page for at, page in enumerate(pages)
    ]
    found: dict[tuple[str, str], list[Round]] = {}
    with ExitStack() as stack:
        servers = {
            name: stack.enter_context(gunicorn(name, given.env, more=more)) for name, more in VARIANTS.items()
        }
        for server in servers.values():
            ask(server, pages, seconds=5)
        for _round in range(ROUNDS):
            for name, server in servers.items():
                for kind, requests in (("pages", pages), ("pages and home", mixed)):
                    found.setdefault((name, kind), []).append(ask(server, requests, seconds=1.5))
    first = found[next(iter(VARIANTS)), "pages"]
    show(
        "Workers, c8, 2 of them", [_row(name, kind, rounds, first) for (name, kind), rounds in found.items()]
    )


def _row(name: str, kind: str, rounds: list[Round], first: list[Round]) -> Row:
    rate = statistics.median(one.rate for one in rounds)
    latest = statistics.median(quantile(one.latencies, 0.95) for one in rounds)
    failures = sum(one.failures for one in rounds)
    return row(
        f"{name}: {kind}, CPU",
        statistics.median(one.cpu_ms for one in rounds),
        "ms",
        beside=("ours on pages", statistics.median(one.cpu_ms for one in first)),
        more=f", {rate:.0f} req/s, p95 {latest:.0f} ms, {failures} failed",
    )


if __name__ == "__main__":
    main()
