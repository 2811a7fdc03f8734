"""Drawing a sample, and leaving something drawn to somebody else."""

import secrets
from http import HTTPStatus

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from scenariowiki.accounts.rules import Actor, Permission
from scenariowiki.kernel.errors import Conflict
from scenariowiki.kernel.unit_of_work import UnitOfWork
from scenariowiki.quality.commands import sampling
from scenariowiki.runtime.messages import text_of
from scenariowiki.runtime.session import write
from scenariowiki.web import limits
from scenariowiki.web.once import Answer, act_once
from scenariowiki.web.request import require_permission
from scenariowiki.web.views.quality import index
from scenariowiki.web.views.quality.blueprint import bp


@bp.post("/quality/samples")
@limits.edit
def draw() -> ResponseReturnValue:
    """Draw a few scenarios for me to look at."""
    person = require_permission(Permission.REVIEW_QUALITY)
    try:
        act_once(person, lambda uow: _draw(uow, person))
    except Conflict as refusal:
        return index.page(person, text_of(refusal)), HTTPStatus.CONFLICT
    flash(_("Drawn. Take your time: nothing here is due."), "ok")
    return redirect(url_for(".index"), 303)


@bp.post("/quality/picks/<int:pick_id>/pass")
@limits.edit
def pass_over(pick_id: int) -> ResponseReturnValue:
    """Leave something drawn to somebody else."""
    person = require_permission(Permission.REVIEW_QUALITY)
    with write() as uow:
        sampling.pass_over(uow, person, pick_id, request.form.get("reason", ""))
    flash(_("Left to somebody else."), "ok")
    return redirect(url_for(".index"), 303)


def _draw(uow: UnitOfWork, person: Actor) -> Answer:
    return {"id": sampling.draw_sample(uow, person, seed=secrets.token_hex(8)).id}
