"""Several items decided at once (Q7): ticked, looked at together, decided with one button, one event each."""

from collections.abc import Mapping, Sequence
from types import SimpleNamespace as View

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from scenariowiki.accounts.rules import Actor, Permission
from scenariowiki.curation.commands import queue as commands
from scenariowiki.curation.commands.queue import Bulk
from scenariowiki.curation.commands.queue.bulk import Candidate
from scenariowiki.curation.queries import queue
from scenariowiki.curation.queries.queue import ItemRow
from scenariowiki.curation.rules.decisions import BULK
from scenariowiki.curation.rules.items import BULK_MOST, ItemKind, Verdict
from scenariowiki.kernel import clock
from scenariowiki.kernel.errors import Conflict, DomainError, Forbidden, Invalid, NotFound
from scenariowiki.runtime.messages import text_for, text_of, word_for
from scenariowiki.runtime.messages.curation import NOTES, SEVERAL
from scenariowiki.runtime.session import read, write
from scenariowiki.runtime.status import status_of
from scenariowiki.web import limits
from scenariowiki.web.forms.base import number_or_none
from scenariowiki.web.reading import Reader
from scenariowiki.web.request import require_permission
from scenariowiki.web.views.curation import listing
from scenariowiki.web.views.curation.blueprint import bp

Seen = Mapping[int, Mapping[int, int]]


@bp.get("/queue/several")
def several() -> ResponseReturnValue:
    """List what can be decided together."""
    return _page(require_permission(Permission.CURATE), ())


@bp.post("/queue/several/preview")
@limits.edit
def preview_several() -> ResponseReturnValue:
    """Show what each button would do to what is ticked; nothing is written."""
    return _page(require_permission(Permission.CURATE), _ticked(request.form.getlist("item")))


@bp.post("/queue/several")
@limits.edit
def decide_several() -> ResponseReturnValue:
    """Decide what is ticked and can be decided so, all or none; then back to what is left."""
    person = require_permission(Permission.CURATE)
    ids, verdict = _ticked(request.form.getlist("item")), request.form.get("verdict", "")
    try:
        bulk = _bulk(person, ids, verdict)
        with write() as uow:
            decided = commands.decide_bulk(uow, person, bulk, uow.merge_effects)
    except (Conflict, Forbidden, Invalid, NotFound) as refusal:
        read().rollback()
        return _page(person, ids, refusal), status_of(refusal)
    waiting = sum(bool(one.needs_second) for one in decided)
    done = len(decided) - waiting
    flash(ngettext("%(num)s item decided.", "%(num)s items decided.", done), "ok")
    if waiting:
        flash(_("Kept until a second curator agrees: %(count)s", count=waiting), "ok")
    return redirect(url_for(".several", kind=listing.chosen_kind()), 303)


def _ticked(values: Sequence[str]) -> list[int]:
    return [id_ for one in values if (id_ := number_or_none(one)) is not None]


def _bulk(person: Actor, ids: Sequence[int], verdict: str) -> Bulk:
    """Take those of the ticked items that the button said it would decide."""
    if verdict not in SEVERAL:
        raise Invalid(fields={"verdict": "unknown_choice"})
    if len(ids) > BULK_MOST:
        raise Invalid(fields={"items": "too_many"})
    able = tuple(one.item_id for one in commands.look_over(read(), person, ids) if one.may(verdict))
    if not able:
        raise Invalid(fields={"items": "not_in_bulk"})
    seen = _seen(able)
    if not all(seen.values()):  # ticked since
        raise Invalid(fields={"items": "look_first"})
    note = request.form.get("note", "").strip()
    return Bulk(item_ids=able, verdict=verdict, seen=seen, note=note or str(NOTES["copy"]))


def _seen(ids: Sequence[int]) -> Seen:
    """Read what was seen: fields `version-<item>-<side>` with their seq."""
    found: dict[int, dict[int, int]] = {id_: {} for id_ in ids}
    for name, value in request.form.items():
        kind, _dash, named = name.partition("-")
        numbers = [number_or_none(one) for one in (*named.split("-"), value)]
        item, side, seq = numbers if kind == "version" and len(numbers) == 3 else (None, None, None)
        if item in found and side is not None and seq is not None:
            found[item][side] = seq
    return found


def _page(person: Actor, ids: Sequence[int], refusal: DomainError | None = None) -> str:
    kind = listing.chosen_kind()
    kinds = (kind,) if kind is not None and kind in BULK else tuple(BULK)
    rows = queue.list_free(read(), person, now=clock.now(), kinds=kinds, limit=BULK_MOST)
    copies = queue.list_copies(read(), rows)
    if "copies" in request.args:
        ids = [row.id for row in rows if row.id in copies]
    chosen = [row.id for row in rows if row.id in ids]
    seen = commands.look_over(read(), person, chosen)
    reader = Reader.of(person)
    return render_template(
        "curation/several.html",
        kind=kinds[0].value if len(kinds) == 1 else None,
        kinds=[(one.value, word_for(one)) for one in BULK],
        lines=[_line(row, reader, chosen, copies) for row in rows],
        copies=len(copies),
        chosen=len(chosen),
        gone=len(set(ids)) - len(chosen),
        buttons=_buttons(seen),
        versions=[(one.item_id, id_, seq) for one in seen for id_, seq in one.versions.items()],
        merges=any(one.may(Verdict.DUPLICATE) for one in seen),
        note=request.form.get("note", ""),
        refusal=_told(refusal),
    )


def _line(row: ItemRow, reader: Reader, chosen: Sequence[int], copies: frozenset[int]) -> View:
    return View(
        id=row.id,
        no=row.no,
        title=reader.text(row.title),
        lang=reader.lang(row.title),
        other_no=row.other_no,
        other=reader.text(row.other_title or ""),
        other_lang=reader.lang(row.other_title or ""),
        kind=word_for(ItemKind(row.kind)),
        tone=listing.TONES.get(ItemKind(row.kind), ""),
        percent=listing.percent(row.score),
        is_overdue=row.is_overdue,
        is_copy=row.id in copies,
        ticked=row.id in chosen,
        url=url_for("curation.item", item_id=row.id),
    )


def _buttons(seen: Sequence[Candidate]) -> list[View]:
    """Offer each verdict that some of the ticked items can get, and say how many would stay."""
    found = []
    for verdict, text in SEVERAL.items():
        able = sum(one.may(verdict) for one in seen)
        if able:
            found.append(View(verdict=verdict, text=text, count=able, left=len(seen) - able))
    return found


def _told(refusal: DomainError | None) -> str | None:
    if isinstance(refusal, Invalid) and refusal.fields:
        return str(text_for(str(next(iter(refusal.fields.values())))))
    return text_of(refusal) if refusal is not None else None
