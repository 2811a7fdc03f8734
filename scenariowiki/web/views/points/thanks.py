"""Badges of what happened, thanks that were said, and saying them."""

from http import HTTPStatus
from types import SimpleNamespace as View

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from scenariowiki.accounts.rules import Actor
from scenariowiki.kernel.errors import Conflict, Invalid
from scenariowiki.points.commands.thanking import Thanks, thank
from scenariowiki.points.queries import thanks as queries
from scenariowiki.points.queries.badges import badges_of
from scenariowiki.points.queries.thanks import Said
from scenariowiki.points.rules.thanks import Badge, ThanksKind
from scenariowiki.runtime.messages import word_for
from scenariowiki.runtime.session import read
from scenariowiki.web import limits
from scenariowiki.web.forms.base import number_or_none, options
from scenariowiki.web.forms.rewards import ThanksForm
from scenariowiki.web.once import act_once, kept_key
from scenariowiki.web.reading import Reader
from scenariowiki.web.request import actor
from scenariowiki.web.views.points.blueprint import bp

ICONS = {
    Badge.FIRST_SCENARIO: "file-check",
    Badge.FIRST_SOLUTION: "lightbulb",
    Badge.FIRST_APPLIED: "handshake",
    Badge.TEN_EFFECTS: "trending-up",
    Badge.SOP_AUTHOR: "book-bookmark",
    Badge.FIRST_MERGE: "git-merge",
}


@bp.get("/me/thanks")
def thanks() -> ResponseReturnValue:
    """Show what happened to my work, and the thanks I got and said."""
    person = actor()
    reader = Reader.of(person)
    have = {one.badge: one.at for one in badges_of(read(), person.id)}
    return render_template(
        "points/thanks.html",
        badges=[View(icon=ICONS[one], word=word_for(one), at=have.get(one)) for one in Badge],
        received=[_said(one, reader) for one in queries.list_received(read(), person)],
        given=[_said(one, reader) for one in queries.list_given(read(), person)],
        count=queries.count_received(read(), person.id),
    )


@bp.get("/scenarios/<no:no>/thanks")
def thank_for(no: int) -> ResponseReturnValue:
    """Ask whom to thank for what."""
    person = actor()
    solution = number_or_none(request.args.get("solution"))
    chosen = f"{ThanksKind.SOLUTION}:{solution}" if solution else None
    return _page(person, no, _form(person, no, chosen=chosen))


@bp.post("/scenarios/<no:no>/thanks")
@limits.comment
def send_thanks(no: int) -> ResponseReturnValue:
    """Say thanks."""
    person = actor()
    form = _form(person, no, sent=True)
    if not form.validate():
        return _page(person, no, form), HTTPStatus.UNPROCESSABLE_ENTITY
    kind, _sep, object_id = form.what.data.partition(":")
    given = Thanks(no=no, kind=ThanksKind(kind), object_id=int(object_id), text=form.text.data or "")
    try:
        act_once(person, lambda uow: {"id": thank(uow, person, given)})
    except Invalid as error:
        form.refuse(error)
        return _page(person, no, form), HTTPStatus.UNPROCESSABLE_ENTITY
    except Conflict as error:
        form.refuse(error)
        return _page(person, no, form), HTTPStatus.CONFLICT
    flash(_("Said; they are told."), "ok")
    return redirect(url_for("scenarios.show", no=no), 303)


def _form(person: Actor, no: int, *, chosen: str | None = None, sent: bool = False) -> ThanksForm:
    form = ThanksForm(request.form if sent else None, data={"what": chosen})
    found = queries.list_thankable(read(), person, no)
    form.what.choices = options(
        (
            f"{one.kind}:{one.object_id}",
            _("%(who)s for: %(what)s", who=one.author, what=word_for(one.kind)),
        )
        for one in found
    )
    return form


def _page(person: Actor, no: int, form: ThanksForm) -> str:
    del person
    return render_template("points/thank_for.html", no=no, form=form, once=kept_key())


def _said(one: Said, reader: Reader) -> View:
    return View(
        other=one.other,
        other_id=one.other_id,
        title=reader.text(one.title),
        lang=reader.lang(one.title),
        text=reader.text(one.text),
        url=url_for("scenarios.show", no=one.no),
        at=one.at,
    )
