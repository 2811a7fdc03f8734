"""Pages under load at several sizes, beside the limit app's row page: python -m bench.pages [SIZE ...].

CPU is the server's whole process tree; latencies are those of the client, on the same machine.
"""

import gzip
import json
import os
import random
import re
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlencode

from bench.cases import cases
from bench.corpus import ROOT, Corpus, corpus
from bench.report import Row, against, quantile, row, show
from bench.serving import Request, Round, Server, ask, gunicorn, whole

SIZES = (2_000, 10_000)
ROUNDS = 5
VISITORS = 8
SEARCHERS = 60
# Kept until anybody commits anything, as a search does: measured when they have been drawn.
OWN = {"home": 1.0, "to read": 1.0, "sop": 8.0}
PAGES = 200
COMMON, RARE = "投诉", "蓝牙"
SEARCH_GOALS = {2_000: (15, 5), 10_000: (30, 6)}

Rounds = Mapping[str, Sequence[Round]]


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One kind of request: to whom, what, over how many connections."""

    server: Server
    requests: Sequence[Request]
    connections: int = 8


def main(sizes: Sequence[int]) -> None:
    """Measure every size; the first one is what growth is measured from."""
    found = {size: _measure(corpus(size)) for size in sizes}
    for size, rounds in found.items():
        show(f"Pages at {size:,} scenarios, 2 workers", _rows(size, rounds, found[sizes[0]]))
    show("What one process tree takes", [*_wire(corpus(sizes[0])), *_start_and_memory(corpus(sizes[0]))])


def _measure(given: Corpus) -> Rounds:
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        limit_env = _limit_app(given, Path(folder, "limit.db"))
        limit = stack.enter_context(gunicorn("limit", limit_env, config="bench/limit_gunicorn.py"))
        ours = stack.enter_context(gunicorn("ours", given.env))
        kinds = _kinds(given, ours, limit)
        _warm(kinds)
        rounds: dict[str, list[Round]] = defaultdict(list)
        for _round in range(ROUNDS):
            for name, asked in kinds.items():
                if name in OWN:
                    ask(asked.server, asked.requests, seconds=OWN[name])
                rounds[name].append(
                    ask(asked.server, asked.requests, connections=asked.connections, seconds=1.5)
                )
        return rounds


def _warm(kinds: Mapping[str, Asked]) -> None:
    """Have both workers see every page, as they have after a while of use."""
    for name in ("limit", "page", "page", "page", "sop", "sop", "edit", "edit"):
        ask(kinds[name].server, kinds[name].requests, seconds=5)


def _kinds(given: Corpus, ours: Server, limit: Server) -> Mapping[str, Asked]:
    chosen = given.pages[:PAGES]
    visitors = [one.headers for one in given.visitors]
    pages = [_get(f"/scenarios/{no}", visitors[at % VISITORS]) for at, no in enumerate(chosen)]
    answers = [ours.fetch(page) for page in pages]
    known = [
        Request(path=page.path, headers={**page.headers, "If-None-Match": answer.headers["ETag"]}, status=304)
        for page, answer in zip(pages, answers, strict=True)
    ]
    new = [_get(f"/scenarios/{no}", visitors[0]) for no in _others(given)]
    edits = [_get(f"/scenarios/{no}/edit", visitors[at % VISITORS]) for at, no in enumerate(chosen)]
    return {
        "limit": Asked(server=limit, requests=[_get(f"/p/{no}", {}) for no in chosen]),
        "page": Asked(server=ours, requests=pages),
        "304": Asked(server=ours, requests=known),
        "cold": Asked(server=ours, requests=new, connections=1),
        "home": Asked(server=ours, requests=[_get("/", one) for one in visitors[:VISITORS]]),
        "sop": Asked(
            server=ours,
            requests=[_get(f"/sops/{id_}", visitors[at % VISITORS]) for at, id_ in enumerate(given.sops)],
        ),
        "to read": Asked(server=ours, requests=[_get("/sops", one) for one in visitors[:VISITORS]]),
        "edit": Asked(server=ours, requests=edits),
        "big": Asked(server=ours, requests=[_get(f"/scenarios/{given.big}", visitors[0])], connections=1),
        "history": Asked(
            server=ours, requests=[_get(f"/scenarios/{given.long}/history", visitors[0])], connections=1
        ),
        **_searches(given, ours),
    }


def _others(given: Corpus) -> list[int]:
    """Pick pages that nobody has asked for, in an order that no cache likes."""
    others = [no for no in range(1, given.size - 1) if no not in set(given.pages)]
    random.Random(5).shuffle(others)
    return others


def _searches(given: Corpus, ours: Server) -> Mapping[str, Asked]:
    """Search as many people do, so that nobody meets the limit on searches."""
    people = given.visitors[:SEARCHERS]
    texts = [case.title[: 2 + at % 5] for at, case in enumerate(cases(600))]
    typed = [
        _get(f"/suggest?q={quote(text)}", people[at % len(people)].headers) for at, text in enumerate(texts)
    ]
    similar = [
        Request(
            path="/scenarios/similar",
            headers={**people[at % len(people)].headers, "X-CSRFToken": people[at % len(people)].csrf},
            body=urlencode({"title": case.title, "situation": case.situation[:300]}).encode(),
        )
        for at, case in enumerate(cases(600))
    ]

    def search(word: str) -> Asked:
        asked = [_get(f"/scenarios?q={quote(word)}", one.headers) for one in people]
        return Asked(server=ours, requests=asked, connections=1)

    return {
        "common": search(COMMON),
        "rare": search(RARE),
        "suggest": Asked(server=ours, requests=typed, connections=1),
        "similar": Asked(server=ours, requests=similar, connections=1),
    }


def _get(path: str, headers: Mapping[str, str]) -> Request:
    return Request(path=path, headers=headers)


def _limit_app(given: Corpus, path: Path) -> Mapping[str, str]:
    """Give the limit app the same pages: their stored HTML, situation and solutions."""
    with sqlite3.connect(given.folder / "scenariowiki.db") as database:
        rows = [(str(no), _stored(database, no)) for no in given.pages[:PAGES]]
    env = {"LIMIT_DB": str(path)}
    load = "import json, sys; from bench import limit_app; limit_app.load(json.load(sys.stdin))"
    command = [sys.executable, "-c", load]
    subprocess.run(
        command, input=json.dumps(rows), text=True, check=True, cwd=ROOT, env={**os.environ, **env}
    )
    return env


def _stored(database: sqlite3.Connection, no: int) -> str:
    found = database.execute(
        "select rendered.html from scenario join revision on revision.scenario_id = scenario.id"
        " join rendered on rendered.revision_id = revision.id"
        " where scenario.no = ? and revision.state = 'current'",
        (no,),
    )
    return "".join("".join(json.loads(html).values()) for (html,) in found)


def _rows(size: int, rounds: Rounds, first: Rounds) -> list[Row]:
    limit, page = ("limit app", _cpu(rounds["limit"])), _cpu(rounds["page"])
    rates = ("limit app", _rate(rounds["limit"]))
    common, rare = SEARCH_GOALS.get(size, (50, 50))
    return [
        against("scenario page, c8, CPU", page, "ms", limit, at_most=1 / 0.55, more=_kilo(rounds["page"])),
        against("scenario page, c8, rate", _rate(rounds["page"]), "req/s", rates, at_least=0.55),
        against("unchanged page (304), CPU", _cpu(rounds["304"]), "ms", ("page", page), at_most=1),
        against("page that was not in memory, CPU", _cpu(rounds["cold"]), "ms", limit),
        row("page of 200 kB, p50", _half(rounds["big"]), "ms", more=_kilo(rounds["big"])),
        *(
            against(f"{words}, rate", _rate(rounds[name]), "req/s", rates, at_least=0.55)
            for name, words in (("home", "home page"), ("sop", "SOP"), ("to read", "SOPs to read"))
        ),
        row("home page, CPU", _cpu(rounds["home"]), "ms"),
        row("edit form, CPU", _cpu(rounds["edit"]), "ms", at_most=5),
        row("history of 200 revisions, p50", _half(rounds["history"]), "ms", at_most=8),
        row("history of 200 revisions, size", rounds["history"][0].size / 1000, "kB", at_most=60),
        row(f"search {COMMON}, p50", _half(rounds["common"]), "ms", at_most=common),
        row(f"search {RARE}, p50", _half(rounds["rare"]), "ms", at_most=rare),
        row("suggest, p95", _most(rounds["suggest"]), "ms", at_most=5),
        row("similar, p95", _most(rounds["similar"]), "ms", at_most=60),
        *_growth(rounds, first),
        row("failures", sum(one.failures for some in rounds.values() for one in some), "", at_most=0),
    ]


def _growth(rounds: Rounds, first: Rounds) -> list[Row]:
    """Compare with the smallest corpus; both stand over the limit app of their own run, against the noise."""
    if rounds is first:
        return []
    return [
        against(
            f"growth: {name}, CPU over the limit app's",
            _cpu(rounds[name]) / _cpu(rounds["limit"]),
            "",
            ("at the first size", _cpu(first[name]) / _cpu(first["limit"])),
            at_most=1.1,
        )
        for name in ("page", "cold", "edit", "home")
    ]


def _wire(given: Corpus) -> list[Row]:
    """Count what a browser fetches for two pages: the first time, and when it comes again."""
    with gunicorn("ours", given.env) as server:
        return [
            line
            for name, path in (("home page", "/"), ("scenario page", f"/scenarios/{given.pages[0]}"))
            for line in _page_wire(server, name, path, given.visitors[0].headers)
        ]


def _page_wire(server: Server, name: str, path: str, headers: Mapping[str, str]) -> list[Row]:
    squeezed = {**headers, "Accept-Encoding": "gzip"}
    page = server.fetch(_get(path, squeezed))
    html = gzip.decompress(page.body).decode()
    linked = re.findall(r'(?:href|src)="(/(?:static|brand)[^"]+\.(?:css|js|svg))', html)
    waiting, fetched, fresh = list(dict.fromkeys(linked)), {}, 0
    while waiting:
        one = waiting.pop()
        answer = server.fetch(_get(one, squeezed))
        fetched[one] = len(answer.body)
        fresh += "immutable" not in answer.headers.get("Cache-Control", "")
        is_small = answer.headers.get("Content-Encoding") == "gzip"
        text = (gzip.decompress(answer.body) if is_small else answer.body).decode()
        folder = one.rpartition("/")[0]
        modules = [f"{folder}/{name}" for name in re.findall(r'from\s*"\./([\w/]+\.js)"', text)]
        waiting += [module for module in modules if module not in fetched and module not in waiting]
    first = (len(page.body) + sum(fetched.values())) / 1000
    return [
        row(f"{name}, HTML over the wire", len(page.body) / 1000, "kB gzip", at_most=40),
        row(f"{name}, first visit: {1 + len(fetched)} files", first, "kB gzip"),
        row(f"{name}, requests on a warm cache", 1 + fresh, "", at_most=4),
    ]


def _start_and_memory(given: Corpus) -> list[Row]:
    starts = [_start(given) for _try in range(3)]
    with whole("whole", given.env) as server:
        _until_answered(server)
        kinds = _kinds(given, server, server)
        for name in ("page", "home", "edit", "common", "suggest", "similar"):
            ask(server, kinds[name].requests, seconds=3)
        working, whole_tree = server.memory()
    return [
        row("cold start to the first answer", statistics.median(starts), "s", at_most=2),
        row("memory of 2 workers and the background process", working, "MiB PSS", at_most=350),
        row("memory with their parents", whole_tree, "MiB PSS"),
    ]


def _start(given: Corpus) -> float:
    began = time.perf_counter()
    with whole("whole", given.env) as server:
        _until_answered(server)
        return time.perf_counter() - began


def _until_answered(server: Server) -> None:
    assert server.fetch(_get("/healthz", {})).status == 200


def _cpu(rounds: Sequence[Round]) -> float:
    return statistics.median(one.cpu_ms for one in rounds)


def _rate(rounds: Sequence[Round]) -> float:
    return statistics.median(one.rate for one in rounds)


def _half(rounds: Sequence[Round]) -> float:
    return statistics.median(quantile(one.latencies, 0.5) for one in rounds)


def _most(rounds: Sequence[Round]) -> float:
    return statistics.median(quantile(one.latencies, 0.95) for one in rounds)


def _kilo(rounds: Sequence[Round]) -> str:
    return f", {rounds[0].size / 1000:.0f} kB at most"


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or SIZES)
