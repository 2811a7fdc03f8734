"""Working an item: taking it up, giving it back, putting it off, deciding it, taking the decision back."""

from dataclasses import replace

from flask import flash, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_time
from flask_babel import gettext as _

from scenariowiki.accounts.rules import Actor
from scenariowiki.curation.commands import queue as commands
from scenariowiki.curation.models import QueueItem
from scenariowiki.curation.policy import WORKING
from scenariowiki.curation.queries import shown, subjects
from scenariowiki.curation.rules.decisions import Decision
from scenariowiki.kernel import clock
from scenariowiki.kernel.errors import Conflict, DomainError, Forbidden, Invalid
from scenariowiki.runtime.curating import noting_refusals
from scenariowiki.runtime.messages import text_of
from scenariowiki.runtime.messages.curation import SECOND
from scenariowiki.runtime.session import read, write
from scenariowiki.runtime.status import status_of
from scenariowiki.web import limits
from scenariowiki.web.errors import wants_page
from scenariowiki.web.forms.base import number_or_none
from scenariowiki.web.forms.curation import Draft, read_decision
from scenariowiki.web.request import require_permission
from scenariowiki.web.views.curation import listing
from scenariowiki.web.views.curation.blueprint import bp
from scenariowiki.web.views.curation.item import Answer, item_page
from scenariowiki.web.views.curation.looking import asked

# Refusals that leave something to look at again; any other is told on a page of its own.
SHOWN = (Conflict, Forbidden, Invalid)


@bp.post("/queue/<int:item_id>/claim")
@limits.typing
def claim(item_id: int) -> ResponseReturnValue:
    """Take an item up, or go on with it; a script gets the lease, a form the page."""
    person = require_permission(*WORKING)
    shown.get_item(read(), person, item_id)
    with write() as uow:
        item = commands.claim(uow, person, item_id, override="override" in request.form)
        token, until = item.lease_token, item.lease_until
    if wants_page():
        return redirect(url_for(".item", item_id=item_id, kind=listing.chosen_kind()), 303)
    left = int((until - clock.now()).total_seconds()) if until else 0
    return jsonify(
        token=token, seconds=left, text=_("Yours until %(time)s", time=format_time(until, "short"))
    )


@bp.post("/queue/<int:item_id>/release")
@limits.edit
def release(item_id: int) -> ResponseReturnValue:
    """Give an item back and return to the list."""
    person = require_permission(*WORKING)
    shown.get_item(read(), person, item_id)
    with write() as uow:
        commands.release(uow, person, item_id, number_or_none(request.form.get("lease_token")) or 0)
    flash(_("Given back. Others can take it now."), "ok")
    return redirect(url_for(".queue", kind=listing.chosen_kind()), 303)


@bp.post("/queue/<int:item_id>/skip")
@limits.edit
def skip(item_id: int) -> ResponseReturnValue:
    """Put an item off and go on to the next."""
    person = require_permission(*WORKING)
    item = shown.get_item(read(), person, item_id)
    try:
        with write() as uow:
            commands.skip(uow, person, item_id)
    except SHOWN as refusal:
        return _again(person, item.id, refusal)
    flash(_("Skipped; you will not see it for a week."), "ok")
    return redirect(listing.next_url(person, None, item_id), 303)


@bp.post("/queue/<int:item_id>/preview")
@limits.edit
def preview(item_id: int) -> ResponseReturnValue:
    """Show the form with the sides turned round; what was chosen stays chosen."""
    person = require_permission(*WORKING)
    item = shown.get_item(read(), person, item_id)
    draft = Draft.typed(request.form)
    pair = subjects.pair_of(item)
    keep = number_or_none(request.form.get("keep"))
    if keep is not None:
        draft = replace(draft, winner=keep)
    elif pair is not None and draft.winner in pair:
        draft = draft.swapped(pair[0] if draft.winner == pair[1] else pair[1])
    return item_page(person, item, draft)


@bp.post("/queue/<int:item_id>/decision")
@limits.edit
def decide(item_id: int) -> ResponseReturnValue:
    """Decide and go on to the next item; a refusal shows the page again, nothing typed is lost."""
    person = require_permission(*WORKING)
    shown.get_item(read(), person, item_id)
    try:
        given = read_decision(request.form)
        given = _leased(person, item_id, given)
        with noting_refusals(person, item_id, given):
            prepared = commands.prepare_decision(read(), person, item_id, given, asked())
            with write() as uow:
                decided = commands.decide(uow, person, prepared)
    except SHOWN as refusal:
        return _again(person, item_id, refusal)
    if decided.needs_second:
        reasons = " ".join(str(SECOND.get(code, code)) for code in decided.needs_second)
        flash(_("Kept until a second curator agrees. %(reasons)s", reasons=reasons), "ok")
    return redirect(listing.next_url(person, item_id, item_id), 303)


@bp.post("/queue/<int:item_id>/withdraw")
@limits.edit
def withdraw(item_id: int) -> ResponseReturnValue:
    """Take one's own decision back within the minute; later, lead to where the merge can be undone."""
    person = require_permission(*WORKING)
    item = shown.get_item(read(), person, item_id)
    try:
        with write() as uow:
            commands.withdraw(uow, person, item_id)
    except SHOWN as refusal:
        flash(text_of(refusal), "warn")
        return redirect(_later(item), 303)
    flash(_("Taken back. The item is yours again."), "ok")
    return redirect(url_for(".item", item_id=item_id, kind=listing.chosen_kind()), 303)


def _leased(person: Actor, item_id: int, given: Decision) -> Decision:
    """Take the item up first where the page was not opened with a lease."""
    if given.lease_token:
        return given
    with write() as uow:
        item = commands.claim(uow, person, item_id, override=given.override)
        token = item.lease_token
    return Decision(**{**vars(given), "lease_token": token})


def _again(person: Actor, item_id: int, refusal: DomainError) -> ResponseReturnValue:
    """Show the item as it is now, with what was typed and why it was refused."""
    read().rollback()
    item = shown.get_item(read(), person, item_id)
    problems = refusal.fields if isinstance(refusal, Invalid) else {}
    answer = Answer(text=_text(refusal), problems=problems)
    return item_page(person, item, Draft.typed(request.form), answer=answer), status_of(refusal)


def _text(refusal: DomainError) -> str:
    if isinstance(refusal, Invalid) and refusal.fields:
        return str(_("Nothing was done yet: please look at the marked places."))
    return text_of(refusal)


def _later(item: QueueItem) -> str:
    for op in subjects.ops_of(read(), item.id):
        if op.undone_at is None:
            return url_for(".merge", op_id=op.id)
    return url_for(".item", item_id=item.id)
