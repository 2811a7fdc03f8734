"""One item of the queue: what it is about, what may be decided, who has it; looking changes nothing."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import SimpleNamespace as View
from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from scenariowiki.accounts import queries as accounts
from scenariowiki.accounts.rules import Actor
from scenariowiki.curation.commands.queue.deciding import working_copy_of
from scenariowiki.curation.models import QueueItem
from scenariowiki.curation.policy import WORKING
from scenariowiki.curation.queries import shown, standing, subjects
from scenariowiki.curation.rules.items import ABOUT_POINTS, DUPLICATES, STRICT, ItemKind, ItemState
from scenariowiki.kernel import clock
from scenariowiki.runtime.messages import STATES, text_for, word_for
from scenariowiki.runtime.messages.curation import LOG
from scenariowiki.runtime.messages.points import word_of_verdict
from scenariowiki.runtime.session import read
from scenariowiki.scenarios.commands.personal import find_working_copy
from scenariowiki.web.forms.curation import Draft
from scenariowiki.web.reading import Reader
from scenariowiki.web.request import require_permission
from scenariowiki.web.views.curation import bodies, buttons, listing
from scenariowiki.web.views.curation.blueprint import bp
from scenariowiki.web.views.curation.looking import Opened
from scenariowiki.web.views.curation.typed import in_words


@dataclass(frozen=True, kw_only=True)
class Answer:
    """Why a decision was not taken: one sentence, and codes by field."""

    text: str = ""
    problems: Mapping[str, Any] = field(default_factory=dict)


@bp.get("/queue/<int:item_id>")
def item(item_id: int) -> ResponseReturnValue:
    """Show an item; a decision that was refused before fills the form again."""
    person = require_permission(*WORKING)
    found = shown.get_item(read(), person, item_id)
    kept = find_working_copy(read(), person, working_copy_of(item_id)) if found.closed_at is None else None
    if kept is None or "fresh" in request.args:
        return item_page(person, found, Draft())
    return item_page(person, found, Draft.stored(kept.body), kept_at=kept.updated_at)


def item_page(
    person: Actor,
    found: QueueItem,
    draft: Draft,
    *,
    answer: Answer | None = None,
    kept_at: dt.datetime | None = None,
) -> str:
    """Render an item with what was typed, and with the answer to it."""
    confirming = _is_confirmed(found) and found.first_decider != person.id
    if _is_confirmed(found):
        draft = draft.about(found.decision)
    answer = answer or Answer()
    opened = Opened(person=person, item=found, draft=draft, problems=answer.problems)
    body = bodies.body_of(opened)
    kind = ItemKind(found.kind)
    return render_template(
        body.pop("template"),
        item=_item(person, found),
        draft=draft,
        typed=in_words(draft),
        answer=answer,
        problems=[
            text_for(str(code))
            for path, code in answer.problems.items()
            if path in ("note", "reason", "verdict")
        ],
        kept_at=kept_at,
        confirming=confirming,
        first=_first(found, Reader.of(person)),
        buttons=buttons.buttons_for(kind),
        chips=buttons.chips_for(kind),
        reasons=buttons.merge_reasons(kind),
        log=_log(found),
        **body,
        **listing.queue_context(person, found.id),
    )


def _is_confirmed(found: QueueItem) -> bool:
    return found.state == ItemState.AWAITING_SECOND


def _item(person: Actor, found: QueueItem) -> View:
    now, kind = clock.now(), ItemKind(found.kind)
    stakes = subjects.stakes_in(read(), found) if found.closed_at is None else ()
    conflict = standing.conflicted(stakes, person.id)
    held = found.lease_until is not None and found.lease_until > now
    is_mine = found.claimed_by == person.id and found.closed_at is None
    holder = found.claimed_by if held and not is_mine else None
    return View(
        id=found.id,
        kind=kind.value,
        word=word_for(kind),
        is_pair=kind in DUPLICATES,
        tone=listing.TONES.get(kind, ""),
        percent=listing.percent(found.score),
        age=listing.age(found.created_at, now),
        due_at=found.due_at,
        is_overdue=found.closed_at is None and found.due_at < now,
        is_closed=found.closed_at is not None,
        conflict=conflict,
        few=conflict and kind not in STRICT and standing.few_left(read(), stakes),
        needs_note=kind in ABOUT_POINTS,
        is_sop=kind is ItemKind.SOP,
        own_decision=_is_confirmed(found) and found.first_decider == person.id,
        holder=_name(holder),
        until=found.lease_until if held else None,
        seconds=int((found.lease_until - now).total_seconds()) if held and found.lease_until else 0,
        is_mine=is_mine,
        token=found.lease_token if is_mine else 0,
        **_outcome(found, Reader.of(person)),
        **_urls(found.id),
    )


def _outcome(found: QueueItem, reader: Reader) -> dict[str, Any]:
    if found.closed_at is None:
        return {"outcome": None, "ops": []}
    word = (
        word_of_verdict(found.kind, found.verdict)
        if found.verdict and found.state != ItemState.STALE
        else word_for(ItemState(found.state))
    )
    return {
        "outcome": View(
            word=word,
            told=listing.told(found),
            by=_name(found.decided_by),
            at=found.decided_at or found.closed_at,
            note=reader.text(found.note),
            lang=reader.lang(found.note),
        ),
        "ops": [
            View(url=url_for(".merge", op_id=op.id), active=op.undone_at is None)
            for op in subjects.ops_of(read(), found.id)
        ],
    }


def _urls(item_id: int) -> dict[str, str]:
    kind = listing.chosen_kind()
    names = ("claim", "release", "skip", "decide", "preview", "withdraw")
    return {f"{name}_url": url_for(f".{name}", item_id=item_id, kind=kind) for name in names}


def _first(found: QueueItem, reader: Reader) -> View | None:
    """Show what a first curator decided, for a second one to agree with (M32)."""
    if not _is_confirmed(found) or not found.verdict:
        return None
    reason = found.reason or ""
    return View(
        by=_name(found.first_decider),
        word=word_of_verdict(found.kind, found.verdict),
        reason=STATES["MergeReason"].get(reason, ""),
        note=reader.text(found.note),
        lang=reader.lang(found.note),
    )


def _name(account_id: int | None) -> str | None:
    return accounts.names_of(read(), [account_id]).get(account_id) if account_id else None


def _log(found: QueueItem) -> Sequence[View]:
    lines = []
    for row in shown.log_of(read(), found.id):
        verdict = row.facts.get("verdict")
        word = STATES["Verdict"].get(verdict) if verdict else None
        lines.append(View(text=LOG.get(row.name, row.name), word=word, by=row.by, at=row.at))
    return lines
