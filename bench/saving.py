"""Editing as people do, form and save in turn, beside single-row commits: python -m bench.saving [SIZE]."""

import http.client
import re
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlencode

from bench.commits import postgres_commits, sqlite_commits
from bench.corpus import Corpus, Visitor, corpus
from bench.report import Row, quantile, row, show
from bench.serving import Request, Server, send, whole

SECONDS = 12.0
ROUNDS = 2
# An account may save 120 times a minute; an editor here is several people in turn.
TURN = 20
ONE_TIME = re.compile(r'name="(once|base_seq|solutions-\d+-base_seq)"[^>]*?value="([^"]*)"')


@dataclass
class Cycles:
    """What some editors' cycles took, in ms."""

    forms: list[float] = field(default_factory=list)
    saves: list[float] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    seconds: float = 0.0
    cpu: float = 0.0


def main(size: int) -> None:
    """Measure one editor and four, in turns with the commits."""
    found = {1: Cycles(), 4: Cycles()}
    commits: dict[tuple[str, int], list[float]] = {}
    with tempfile.TemporaryDirectory() as folder:
        given = corpus(size).copied(Path(folder))
        with whole("ours", given.env) as server:
            server.rest()
            for turn in range(ROUNDS):
                for editors, cycles in found.items():
                    _edit(server, given, editors, turn, cycles)
                    commits.setdefault(("SQLite", editors), []).extend(sqlite_commits(editors, 3))
                    commits.setdefault(("PostgreSQL", editors), []).extend(postgres_commits(editors, 3))
            locked = server.said(b"database is locked")
    rows = [*_rows(found[1], 1, commits, (12, 35)), *_rows(found[4], 4, commits, (None, 70))]
    rows += [
        row("4 editors, cycles a second", len(found[4].saves) / found[4].seconds, "/s", at_least=100),
        row("failures", sum(len(one.failures) for one in found.values()), "", at_most=0),
        row("times that a log says: database is locked", locked, "", at_most=0),
    ]
    show(f"Saving at {size:,} scenarios, 2 workers and the background process", rows)
    for text in sorted({text for one in found.values() for text in one.failures}):
        print(f"failed: {text}")


def _rows(
    cycles: Cycles,
    editors: int,
    commits: dict[tuple[str, int], list[float]],
    goals: tuple[float | None, float],
) -> list[Row]:
    saves, forms = sorted(cycles.saves), sorted(cycles.forms)
    who = "1 editor" if editors == 1 else f"{editors} editors"
    lines = []
    for (name, count), times in commits.items():
        if count == editors and times:
            for share, goal, label in ((0.5, goals[0], "p50"), (0.95, goals[1], "p95")):
                beside = (f"{name} commit", quantile(sorted(times), share))
                lines.append(
                    row(f"{who}, save, {label}", quantile(saves, share), "ms", at_most=goal, beside=beside)
                )
    lines.append(row(f"{who}, form, p50", quantile(forms, 0.5), "ms"))
    lines.append(row(f"{who}, CPU of a cycle, all processes", cycles.cpu * 1000 / max(len(saves), 1), "ms"))
    return lines


def _edit(server: Server, given: Corpus, editors: int, turn: int, cycles: Cycles) -> None:
    until = time.perf_counter() + SECONDS
    began, cpu = time.perf_counter(), server.cpu()
    people = given.visitors
    each = len(people) // 8
    threads = []
    for number in range(editors):
        first = (turn * editors + number) % 8 * each
        own = people[first : first + each]
        no = given.pages[number + 10 * editors]
        threads.append(threading.Thread(target=_editor, args=(server, own, no, until, cycles)))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    cycles.seconds += time.perf_counter() - began
    cycles.cpu += server.cpu() - cpu


def _editor(server: Server, own: list[Visitor], no: int, until: float, cycles: Cycles) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    path, at, fields = f"/scenarios/{no}/edit", 0, None
    while time.perf_counter() < until:
        who = own[at // TURN % len(own)]
        began = time.perf_counter()
        form = send(connection, Request(path=path, headers=who.headers))
        between = time.perf_counter()
        text = form.body.decode()
        fields = fields or _Fields.read(text)
        sent = fields.filled(text, who, at)
        middle = time.perf_counter()
        answer = send(connection, Request(path=path, headers=who.headers, body=urlencode(sent).encode()))
        ended = time.perf_counter()
        cycles.forms.append((between - began) * 1000)
        cycles.saves.append((ended - middle) * 1000)
        if form.status != 200 or answer.status != 303:
            cycles.failures.append(f"form {form.status}, save {answer.status}")
        at += 1
    connection.close()


class _Fields(HTMLParser):
    """The fields of the big form as a browser would send them."""

    def __init__(self) -> None:
        super().__init__()
        self.values: list[tuple[str, str]] = []
        self.situation = ""
        self._is_inside = False
        self._area: str | None = None
        self._select: str | None = None

    @classmethod
    def read(cls, html: str) -> "_Fields":
        """Read a page."""
        made = cls()
        made.feed(html)
        made.situation = dict(made.values)["situation"]
        return made

    def filled(self, html: str, who: Visitor, at: int) -> list[tuple[str, str]]:
        """Return the fields with today's one-time values and a changed situation."""
        fresh = dict(ONE_TIME.findall(html))
        fresh |= {"csrf_token": who.csrf, "situation": f"{self.situation}\n第{at}次补充：已回访。"}
        known = [(name, fresh.get(name, value)) for name, value in self.values]
        return [*known, ("act", "save")]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take inputs, and notice where texts and choices begin."""
        given = dict(attrs)
        name, value = given.get("name") or "", given.get("value") or ""
        if tag == "form":
            self._is_inside = given.get("id") == "scenario-form"
        elif not self._is_inside:
            return
        elif tag == "input" and name:
            if given.get("type") not in {"radio", "checkbox"} or "checked" in given:
                self.values.append((name, value))
        elif tag == "textarea" and name:
            self._area = name
            self.values.append((name, ""))
        elif tag == "select" and name:
            self._select = name
        elif tag == "option" and "selected" in given and self._select:
            self.values.append((self._select, value))

    def handle_data(self, data: str) -> None:
        """Take the text of a text area."""
        if self._area:
            self.values[-1] = (self._area, self.values[-1][1] + data)

    def handle_endtag(self, tag: str) -> None:
        """Notice where they end."""
        if tag == "textarea":
            if self._area:
                self.values[-1] = (self._area, self.values[-1][1].removeprefix("\r\n").removeprefix("\n"))
            self._area = None
        elif tag == "select":
            self._select = None
        elif tag == "form":
            self._is_inside = False


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2_000)
