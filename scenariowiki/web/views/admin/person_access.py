"""What an administrator does about a person: first password, signing out, leaving, handing over."""

import secrets
from http import HTTPStatus

from flask import flash, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from scenariowiki.accounts import commands
from scenariowiki.accounts.rules import Permission
from scenariowiki.kernel.errors import Invalid
from scenariowiki.runtime.session import read, write
from scenariowiki.scenarios.commands import facts as ownership
from scenariowiki.web.forms.people import HandOverForm
from scenariowiki.web.request import require_permission
from scenariowiki.web.views.admin.blueprint import bp
from scenariowiki.web.views.admin.person import back_to, get_person, heirs_of, person_page


@bp.post("/people/<int:account_id>/password")
def reset_password(account_id: int) -> ResponseReturnValue:
    """Set a first password, shown this one time; it ends all sessions and has to be changed."""
    actor = require_permission(Permission.MANAGE_PEOPLE)
    password = secrets.token_urlsafe(12)
    prepared = commands.prepare_password(read(), get_person(account_id).id, password)
    with write() as uow:
        commands.change_password(uow, actor, prepared)
    return person_page(account_id, password)


@bp.post("/people/<int:account_id>/sign-out")
def sign_person_out(account_id: int) -> ResponseReturnValue:
    """End all sessions of a person."""
    actor = require_permission(Permission.MANAGE_PEOPLE)
    with write() as uow:
        commands.end_all_sessions(uow, actor, account_id)
    flash(_("Signed out everywhere."), "ok")
    return back_to(account_id)


@bp.post("/people/<int:account_id>/leave")
def disable_person(account_id: int) -> ResponseReturnValue:
    """Close the account of somebody who left."""
    actor = require_permission(Permission.MANAGE_PEOPLE)
    with write() as uow:
        commands.disable_account(uow, actor, account_id)
    flash(_("The account is closed; what the person wrote stays."), "ok")
    return back_to(account_id)


@bp.post("/people/<int:account_id>/return")
def enable_person(account_id: int) -> ResponseReturnValue:
    """Open the account of somebody who came back."""
    actor = require_permission(Permission.MANAGE_PEOPLE)
    with write() as uow:
        commands.enable_account(uow, actor, account_id)
    flash(_("The account is open again."), "ok")
    return back_to(account_id)


@bp.post("/people/<int:account_id>/forget-name")
def anonymise_person(account_id: int) -> ResponseReturnValue:
    """Put a pseudonym for the name of somebody who left (L19); it has to be said that this is for good."""
    actor = require_permission(Permission.MANAGE_PEOPLE)
    row = get_person(account_id)
    if "sure" not in request.form:
        raise Invalid(fields={"sure": "confirm_needed"})
    with write() as uow:
        commands.anonymise_account(uow, actor, row.id)
    flash(_("The name is forgotten; what the person wrote stays."), "ok")
    return back_to(account_id)


@bp.post("/people/<int:account_id>/hand-over")
def hand_over(account_id: int) -> ResponseReturnValue:
    """Give everything a person maintains to another; credits stay."""
    actor = require_permission(Permission.MANAGE_PEOPLE)
    row, form = get_person(account_id), heirs_of(account_id, HandOverForm(request.form))
    if not form.validate():
        return person_page(account_id, heirs=form), HTTPStatus.UNPROCESSABLE_ENTITY
    with write() as uow:
        ownership.hand_over(uow, actor, row.id, int(form.to.data))
    flash(_("Handed over."), "ok")
    return back_to(account_id)
