"""What nobody keeps any more because its owner has left, and taking it over in one step (R90)."""

from http import HTTPStatus
from types import SimpleNamespace as View

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from scenariowiki.accounts import queries as accounts
from scenariowiki.accounts.rules import Actor, Permission
from scenariowiki.kernel.errors import Invalid
from scenariowiki.runtime.session import read, write
from scenariowiki.scenarios import policy as wiki
from scenariowiki.scenarios.commands import facts
from scenariowiki.sops.queries.orphans import Leaver, list_leavers
from scenariowiki.web import limits
from scenariowiki.web.forms.base import number_or_none
from scenariowiki.web.reading import Reader
from scenariowiki.web.request import actor
from scenariowiki.web.views.sops.blueprint import bp


@bp.get("/sops/orphans")
def orphans() -> ResponseReturnValue:
    """List what leavers left behind, by leaver."""
    return _page(_keeper())


@bp.post("/sops/orphans")
@limits.edit
def take_over() -> ResponseReturnValue:
    """Give all that one leaver kept to somebody who is here."""
    person = _keeper()
    leaver, heir = (number_or_none(request.form.get(name)) or 0 for name in ("from", "to"))
    try:
        with write() as uow:
            given = facts.hand_over(uow, person, leaver, heir)
            moved = given.scenarios
    except Invalid:
        chosen = _("Please choose who takes over.")
        return _page(person, chosen), HTTPStatus.UNPROCESSABLE_ENTITY
    flash(_("Taken over, %(count)s scenarios among it.", count=moved), "ok")
    return redirect(url_for(".orphans"), 303)


def _keeper() -> Actor:
    person = actor()
    wiki.require(person.may(Permission.CURATE) or person.may(Permission.MANAGE_PEOPLE))
    return person


def _page(person: Actor, problem: str = "") -> str:
    reader = Reader.of(person)
    return render_template(
        "sops/orphans.html",
        leavers=[_leaver(one, reader) for one in list_leavers(read(), person)],
        heirs=accounts.list_choices(read()),
        me=person.id,
        problem=problem,
    )


def _leaver(one: Leaver, reader: Reader) -> View:
    return View(
        id=one.id,
        name=one.name,
        scenarios=one.scenarios,
        sops=one.sops,
        categories=one.categories,
        pages=[
            (
                f"S-{row.no}",
                reader.text(row.title),
                url_for("scenarios.show", no=row.no),
                reader.lang(row.title),
            )
            for row in one.pages
        ],
        standards=[
            (reader.text(row.title), url_for(".show", sop_id=row.id), reader.lang(row.title))
            for row in one.standards
        ],
    )
