"""What is done to an SOP from its page: submitted, decided, renewed, ended, read."""

import datetime as dt
from collections.abc import Callable, Mapping
from http import HTTPStatus

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from scenariowiki.accounts.rules import Actor
from scenariowiki.kernel.errors import Conflict, Invalid
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.runtime.messages import text_for, text_of
from scenariowiki.runtime.session import read, write
from scenariowiki.runtime.status import status_of
from scenariowiki.sops.commands import deciding, drafting, ending, proposing, reading, reviewing
from scenariowiki.sops.queries import loading
from scenariowiki.web import limits
from scenariowiki.web.forms.base import number_or_none
from scenariowiki.web.forms.sops import LABELS
from scenariowiki.web.once import act_once
from scenariowiki.web.request import actor
from scenariowiki.web.views.sops.blueprint import bp
from scenariowiki.web.views.sops.show import draw

Done = Callable[[UnitOfWork, Actor, int, str], object]


def _submit(uow: UnitOfWork, person: Actor, sop_id: int, note: str) -> object:
    del note
    day = request.form.get("effective_from", "").strip()
    return deciding.submit_version(
        uow,
        person,
        sop_id,
        request.form.getlist("checklist"),
        effective_from=_day(day) if day else None,
        seen=number_or_none(request.form.get("seen")),
    )


def _approve(uow: UnitOfWork, person: Actor, sop_id: int, note: str) -> object:
    seen = number_or_none(request.form.get("seen"))
    return deciding.approve_version(uow, person, sop_id, note, seen=seen)


def _begin(uow: UnitOfWork, person: Actor, sop_id: int, note: str) -> object:
    del note
    return proposing.begin_version(uow, person, sop_id)


def _retire(uow: UnitOfWork, person: Actor, sop_id: int, note: str) -> object:
    typed = request.form.get("successor", "").strip()
    successor = number_or_none(typed)
    if typed and successor is None:
        raise Invalid(fields={"successor": "no_successor"})
    return ending.retire_sop(
        uow, person, sop_id, note, wrong=bool(request.form.get("wrong")), successor_id=successor
    )


ACTS: Mapping[str, Done] = {
    "submit": _submit,
    "approve": _approve,
    "send_back": deciding.send_back,
    "drop": drafting.drop_draft,
    "begin": _begin,
    "renew": ending.renew_sop,
    "suspend": ending.suspend_sop,
    "clear": ending.clear_sop,
    "keep": ending.keep_sop,
    "retire": _retire,
}


@bp.post("/sops/<int:sop_id>/act")
@limits.edit
def act(sop_id: int) -> ResponseReturnValue:
    """Carry out what a button of the page asks for."""
    person, name = actor(), request.form.get("act", "")
    loading.get_sop(read(), person, sop_id)
    if name not in ACTS:
        raise Invalid(fields={"act": "not_a_choice"})
    note = request.form.get("note", "")
    try:
        act_once(person, lambda uow: _answer(ACTS[name](uow, person, sop_id, note)))
    except (Invalid, Conflict) as refusal:
        return draw(sop_id, _problem(refusal)), status_of(refusal)
    flash(_("Done."), "ok")
    if name == "begin":
        ticket = request.args.get("ticket", type=int)
        return redirect(url_for(".edit", sop_id=sop_id, ticket=ticket), 303)
    return redirect(_back(sop_id, name), 303)


@bp.post("/sops/<int:sop_id>/acknowledge")
@limits.edit
def acknowledge(sop_id: int) -> ResponseReturnValue:
    """Note that somebody has read the version they were shown."""
    person = actor()
    try:
        with write() as uow:
            reading.acknowledge(uow, person, sop_id, version=number_or_none(request.form.get("version")))
    except Conflict as refusal:
        return draw(sop_id, text_of(refusal)), HTTPStatus.CONFLICT
    flash(_("Noted: you work by this version."), "ok")
    return redirect(url_for(".show", sop_id=sop_id), 303)


@bp.post("/sops/<int:sop_id>/remind")
@limits.edit
def remind(sop_id: int) -> ResponseReturnValue:
    """Remind those who have not read it."""
    person = actor()
    try:
        with write() as uow:
            told = reading.remind_readers(uow, person, sop_id)
    except Conflict as refusal:
        return draw(sop_id, text_of(refusal)), HTTPStatus.CONFLICT
    flash(_("People reminded: %(count)s", count=told), "ok")
    return redirect(url_for(".show", sop_id=sop_id), 303)


@bp.post("/scenarios/<no:no>/review")
@limits.edit
def review(no: int) -> ResponseReturnValue:
    """Note that a scenario is still right, and after how many days it is looked at again."""
    typed = request.form.get("days", "").strip()
    days = number_or_none(typed)
    if typed and days is None:
        raise Invalid(fields={"review_days": "review_days_range"})
    with write() as uow:
        reviewing.review_page(uow, actor(), no, request.form.get("note", ""), days=days)
    flash(_("Noted: still right."), "ok")
    on_page = request.args.get("back") == "page"
    return redirect(url_for("scenarios.show", no=no) if on_page else url_for(".index"), 303)


def _problem(refusal: Invalid | Conflict) -> str:
    """Say what is wrong, and with which field where a word alone does not tell."""
    codes = refusal.fields if isinstance(refusal, Invalid) else {}
    names = {
        **LABELS,
        "steps": _("Steps"),
        "note": _("Your note"),
        "effective_from": _("Takes effect on"),
        "successor": _("Successor"),
    }
    told = [(names.get(path), text_for(str(code))) for path, code in codes.items()]
    return " ".join(f"{name}{_(': ')}{text}" if name else text for name, text in told) or text_of(refusal)


def _back(sop_id: int, name: str) -> str:
    """Lead back to the page, or to the list where nothing is left of it to be read."""
    del name
    sop = loading.get_sop(read(), actor(), sop_id)
    return url_for(".show", sop_id=sop.id)


def _answer(done: object) -> dict[str, object]:
    del done
    return {}


def _day(typed: str) -> dt.date:
    try:
        return dt.date.fromisoformat(typed)
    except ValueError:
        raise Invalid(fields={"effective_from": "not_a_date"}) from None
