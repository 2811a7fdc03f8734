"""The queue's list as the templates draw it: kinds, age, who has what, and what was decided a moment ago."""

import datetime as dt
from collections.abc import Sequence
from types import SimpleNamespace as View
from typing import Any

from flask import request, url_for
from flask_babel import format_timedelta
from flask_babel import gettext as _

from scenariowiki.accounts.rules import Actor
from scenariowiki.curation.models import QueueItem
from scenariowiki.curation.queries import queue, said, shown, subjects
from scenariowiki.curation.queries.queue import ItemRow
from scenariowiki.curation.rules.items import FINAL, WITHDRAWAL, ItemKind, ItemState, Verdict
from scenariowiki.kernel import clock
from scenariowiki.kernel.errors import DomainError
from scenariowiki.runtime.messages import word_for
from scenariowiki.runtime.messages.points import word_of_verdict
from scenariowiki.runtime.session import read
from scenariowiki.scenarios.models import Scenario
from scenariowiki.web.reading import Reader

TONES = {
    ItemKind.DUP_SCENARIO: "warn",
    ItemKind.DUP_SOLUTION: "warn",
    ItemKind.PUBLISH: "info",
    ItemKind.REVISION: "ok",
    ItemKind.UNMERGE_APPEAL: "gold",
    ItemKind.STALE_REVIEW: "bad",
    ItemKind.AUDIT: "gold",
    ItemKind.SOP: "info",
}
# More than a curator looks at before deciding; the rest comes up as these are done.
SHOWN = 30
TAKEN_BACK = frozenset(ItemKind) - {ItemKind.SOP, ItemKind.POINTS_APPEAL, ItemKind.FRAUD}


def chosen_kind() -> ItemKind | None:
    """Return the kind that the list is narrowed to, as the address or a form says."""
    kind = request.values.get("kind", "")
    return ItemKind(kind) if kind in set(ItemKind) else None


def queue_context(person: Actor, current: int | None = None) -> dict[str, Any]:
    """Return what the list beside every page of the queue needs."""
    now, kind = clock.now(), chosen_kind()
    rows = queue.list_items(read(), person, now=now, kinds=(kind,) if kind else (), limit=SHOWN)
    words = {
        one: (word_for(ItemKind(one)), TONES.get(ItemKind(one), "")) for one in {row.kind for row in rows}
    }
    reader = Reader.of(person)
    lines = [_line(row, reader, now, words[row.kind]) for row in rows]
    different = _called_different(rows)
    for line in lines:
        line.current = line.id == current
        line.called_different = line.id in different
    counts = queue.count_by_kind(read(), person, now)
    total = sum(count for count, _late in counts.values())
    return {
        "lines": lines,
        "kind": kind.value if kind else None,
        "filters": _filters(counts, kind, total),
        "total": total,
        "more": (counts.get(kind, (0, 0))[0] if kind else total) - len(lines),
        "overdue": sum(late for _count, late in counts.values()),
        "handled": shown.decided_today(read(), person, now),
        "done": _done(person, now),
        **_neighbours(lines, current),
        "begin_url": _first(person, lines) if current is None else None,
    }


def next_url(person: Actor, done: int | None, but: int) -> str:
    """Lead to the item that this curator can take next, or back to the list."""
    kind = chosen_kind()
    found = queue.find_next(read(), person, now=clock.now(), kinds=(kind,) if kind else (), but=but)
    if found is None:
        return url_for("curation.queue", kind=kind, done=done)
    return url_for("curation.item", item_id=found, kind=kind, done=done)


def _first(person: Actor, lines: Sequence[View]) -> str | None:
    """Lead to the first item that is free; what the page does not list is looked for."""
    for line in lines:
        if not (line.is_own or line.skipped) and (line.is_mine or not line.holder):
            return str(line.url)
    found = next_url(person, None, 0)
    return found if "/queue/" in found else None


def age(since: dt.datetime, now: dt.datetime) -> str:
    """Say how long something has waited."""
    return str(format_timedelta(now - since, granularity="minute"))


def percent(score: float | None) -> int | None:
    """Show a probability as people read it; certainty is not ours to claim."""
    return None if score is None else min(round(100 * score), 99)


def _line(row: ItemRow, reader: Reader, now: dt.datetime, words: tuple[str, str]) -> View:
    return View(
        id=row.id,
        no=row.no,
        title=reader.text(row.title),
        lang=reader.lang(row.title),
        other_no=row.other_no,
        other=reader.text(row.other_title or ""),
        other_lang=reader.lang(row.other_title or ""),
        kind=words[0],
        tone=words[1],
        percent=percent(row.score),
        age=age(row.created_at, now),
        is_overdue=row.is_overdue,
        holder=row.holder,
        is_mine=row.is_mine,
        second=row.state == ItemState.AWAITING_SECOND,
        is_own=row.is_own,
        skipped=row.skipped_until is not None,
        url=_item_url(row.id),
    )


def _called_different(rows: Sequence[ItemRow]) -> frozenset[int]:
    """Return the items of pairs of which an author said that they are not the same."""
    pairs = {
        row.id: (row.scenario_id, row.other_scenario_id)
        for row in rows
        if row.kind == ItemKind.DUP_SCENARIO and row.other_scenario_id is not None
    }
    found = said.called_distinct(read(), pairs.values())
    return frozenset(id_ for id_, pair in pairs.items() if pair in found)


def _item_url(item_id: int) -> str:
    return url_for("curation.item", item_id=item_id, kind=chosen_kind())


def _filters(counts: dict[str, tuple[int, int]], kind: ItemKind | None, total: int) -> list[View]:
    found = [View(text=_("All"), count=total, url=url_for("curation.queue"), current=kind is None)]
    found += [
        View(
            text=word_for(one),
            count=counts[one][0],
            url=url_for("curation.queue", kind=one),
            current=kind is one,
        )
        for one in ItemKind
        if one in counts
    ]
    return found


def _neighbours(lines: Sequence[View], current: int | None) -> dict[str, str | None]:
    place = next((place for place, line in enumerate(lines) if line.id == current), None)
    before = lines[place - 1].url if place else None
    if place is None:
        after = lines[0].url if lines else None
    else:
        after = lines[place + 1].url if place + 1 < len(lines) else None
    return {"previous_url": before, "next_url": after}


def _done(person: Actor, now: dt.datetime) -> View | None:
    """Show what was decided a moment ago, while it can be taken back (Q9)."""
    done = request.args.get("done", type=int)
    if done is None:
        return None
    try:
        item = shown.get_item(read(), person, done)
    except DomainError:
        return None
    if item.decided_by != person.id or item.decided_at is None or now - item.decided_at > WITHDRAWAL:
        return None
    return View(
        text=told(item),
        seconds=int((item.decided_at + WITHDRAWAL - now).total_seconds()),
        url=url_for("curation.withdraw", item_id=item.id, kind=chosen_kind())
        if _can_be_taken_back(item)
        else None,
    )


def _can_be_taken_back(item: QueueItem) -> bool:
    kind = ItemKind(item.kind)
    return kind in TAKEN_BACK and item.verdict != FINAL.get(kind) and item.state == ItemState.APPLIED


def told(item: QueueItem) -> str:
    """Tell in one sentence what was decided."""
    no = read().get_one(Scenario, item.scenario_id).no
    if item.verdict == Verdict.DUPLICATE:
        for op in subjects.ops_of(read(), item.id):
            if op.kind == "scenario":
                numbers = [read().get_one(Scenario, id_).no for id_ in (op.loser_id, op.winner_id)]
                return str(_("Merged S-%(loser)s into S-%(winner)s", loser=numbers[0], winner=numbers[1]))
            return str(_("Merged two solutions of S-%(no)s", no=no))
    word = word_of_verdict(item.kind, item.verdict) if item.verdict else word_for(ItemState(item.state))
    if item.other_scenario_id is not None:
        return f"S-{no} / S-{read().get_one(Scenario, item.other_scenario_id).no} · {word}"
    return f"S-{no} · {word}"
