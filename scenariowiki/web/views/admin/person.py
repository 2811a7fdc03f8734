"""Administration of one person: adding, showing, changing."""

import secrets
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from scenariowiki.accounts import commands
from scenariowiki.accounts import queries as accounts
from scenariowiki.accounts.queries import AccountRow
from scenariowiki.accounts.rules import SYSTEM, Permission, is_pseudonym
from scenariowiki.kernel import clock
from scenariowiki.kernel.errors import Conflict, Invalid, NotFound
from scenariowiki.runtime.session import read, write
from scenariowiki.sops.queries.orphans import count_kept
from scenariowiki.web.forms.people import HandOverForm, NewPersonForm, PersonForm, offer
from scenariowiki.web.request import require_permission
from scenariowiki.web.views.admin.blueprint import bp


@bp.get("/people/new")
def new_person() -> ResponseReturnValue:
    """Ask who is to be added."""
    require_permission(Permission.MANAGE_PEOPLE)
    return _page(_with_places(NewPersonForm(roles=["contributor"])), None)


@bp.post("/people/new")
def add_person() -> ResponseReturnValue:
    """Add a person; the first password is shown this one time, so there is no redirect."""
    actor = require_permission(Permission.MANAGE_PEOPLE)
    form, password = _with_places(NewPersonForm(request.form)), secrets.token_urlsafe(12)
    try:
        if not form.validate():
            return _page(form, None), HTTPStatus.UNPROCESSABLE_ENTITY
        prepared = commands.prepare_account(read(), form.to_registration(password))
        with write() as uow:
            account = commands.register_account(uow, actor, prepared)
            if team_id := form.chosen_team():
                commands.join_team(uow, actor, account.id, team_id)
    except Invalid as error:
        form.refuse(error)
        return _page(form, None), HTTPStatus.UNPROCESSABLE_ENTITY
    return person_page(account.id, password), HTTPStatus.CREATED


@bp.get("/people/<int:account_id>")
def person(account_id: int) -> ResponseReturnValue:
    """Show one person."""
    require_permission(Permission.MANAGE_PEOPLE)
    return person_page(account_id)


@bp.post("/people/<int:account_id>")
def change_person(account_id: int) -> ResponseReturnValue:
    """Set name, site, team and roles of a person, all or nothing."""
    actor = require_permission(Permission.MANAGE_PEOPLE)
    form, row = _with_places(PersonForm(request.form)), get_person(account_id)
    try:
        if not form.validate():
            return _page(form, row), HTTPStatus.UNPROCESSABLE_ENTITY
        with write() as uow:
            commands.change_account(uow, actor, row.id, form.to_input())
            commands.set_roles(uow, actor, row.id, form.chosen_roles())
            commands.move_to_team(uow, actor, row.id, form.chosen_team())
    except (Invalid, Conflict) as error:
        form.refuse(error)
        return _page(form, row), HTTPStatus.UNPROCESSABLE_ENTITY
    flash(_("Saved."), "ok")
    return back_to(account_id)


def back_to(account_id: int) -> ResponseReturnValue:
    """Go back to the page of a person."""
    return redirect(url_for(".person", account_id=account_id), 303)


def get_person(account_id: int) -> AccountRow:
    """Return an account; the built-in one has no page."""
    row = accounts.get_account(read(), account_id)
    if row.name == SYSTEM:
        raise NotFound
    return row


def person_page(
    account_id: int, temporary_password: str | None = None, heirs: HandOverForm | None = None
) -> str:
    """Draw the page of a person as stored; `heirs` is the form of handing over, where it was refused."""
    row = get_person(account_id)
    teams = [m.team_id for m in accounts.list_memberships(read(), row.id) if m.until is None]
    form = PersonForm(
        display_name=row.display_name,
        site=str(row.site_id or ""),
        team=str(teams[0]) if teams else "",
        roles=[role.value for role in row.roles],
    )
    return _page(_with_places(form), row, temporary_password, heirs)


def _with_places(form: Any) -> Any:
    offer(form.site, [(site.id, site.name) for site in accounts.list_sites(read())])
    offer(form.team, [(team.id, team.name) for team in accounts.list_teams(read())])
    return form


def _page(
    form: PersonForm,
    row: AccountRow | None,
    temporary_password: str | None = None,
    heirs: HandOverForm | None = None,
) -> str:
    return render_template(
        "admin/person.html",
        form=form,
        person=_person(row) if row else None,
        temporary_password=temporary_password,
        handover_form=heirs_of(row.id, heirs or HandOverForm()) if row else None,
        **(_urls(row) if row else {}),
    )


def _person(row: AccountRow) -> Mapping[str, Any]:
    return {
        "name": row.display_name,
        "login": row.name,
        "active": row.disabled_at is None,
        "owns": count_kept(read(), [row.id])[row.id],
        "sessions": len(accounts.list_sessions(read(), row.id, now=clock.now())),
    }


def heirs_of(account_id: int, form: HandOverForm) -> HandOverForm:
    """Offer everybody else to hand over to."""
    offer(form.to, [(key, name) for key, name in accounts.list_choices(read()) if key != account_id])
    return form


def _urls(row: AccountRow) -> Mapping[str, str | None]:
    """Give the addresses of what may be done with an account as it is now."""
    here: dict[str, Any] = {"account_id": row.id}
    active, forgotten = row.disabled_at is None, is_pseudonym(row.name)
    return {
        "handover_url": url_for(".hand_over", **here),
        "deactivate_url": url_for(".disable_person", **here) if active else None,
        "activate_url": None if active or forgotten else url_for(".enable_person", **here),
        "forget_url": None if active or forgotten else url_for(".anonymise_person", **here),
        "password_url": url_for(".reset_password", **here) if active else None,
        "sessions_url": url_for(".sign_person_out", **here) if active else None,
    }
