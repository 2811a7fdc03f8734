"""Administration of teams: names, leads, members over time."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from scenariowiki.accounts import commands
from scenariowiki.accounts import queries as accounts
from scenariowiki.accounts.queries import MemberRow, TeamRow
from scenariowiki.accounts.rules import Permission
from scenariowiki.kernel.errors import Conflict, Invalid
from scenariowiki.runtime.session import read, write
from scenariowiki.web.forms.people import MemberForm, TeamForm, offer
from scenariowiki.web.request import require_permission
from scenariowiki.web.views.admin.blueprint import bp


@bp.get("/teams")
def teams() -> ResponseReturnValue:
    """List the teams."""
    require_permission(Permission.MANAGE_PEOPLE)
    return render_template(
        "admin/teams.html",
        teams=[_line(row) for row in accounts.list_teams(read(), closed=True)],
        new_url=url_for(".new_team"),
    )


def _line(row: TeamRow) -> Mapping[str, Any]:
    return {
        "name": row.name,
        "site": row.site,
        "lead": row.lead,
        "members": row.members,
        "closed_at": row.closed_at,
        "url": url_for(".team", team_id=row.id),
    }


@bp.get("/teams/new")
def new_team() -> ResponseReturnValue:
    """Ask for a new team."""
    require_permission(Permission.MANAGE_PEOPLE)
    return _page(_with_choices(TeamForm()), None)


@bp.post("/teams/new")
def add_team() -> ResponseReturnValue:
    """Add a team."""
    return _save(None)


@bp.get("/teams/<int:team_id>")
def team(team_id: int) -> ResponseReturnValue:
    """Show one team and its members."""
    require_permission(Permission.MANAGE_PEOPLE)
    return _stored(accounts.get_team(read(), team_id))


def _stored(row: TeamRow, member: MemberForm | None = None) -> str:
    """Draw the page of a team as stored; `member` is the form of a new member, where it was refused."""
    form = TeamForm(name=row.name, site=str(row.site_id or ""), lead_id=str(row.lead_id or ""))
    return _page(_with_choices(form), row, member)


@bp.post("/teams/<int:team_id>")
def change_team(team_id: int) -> ResponseReturnValue:
    """Set name, site and lead of a team."""
    return _save(team_id)


def _save(team_id: int | None) -> ResponseReturnValue:
    actor = require_permission(Permission.MANAGE_PEOPLE)
    row = accounts.get_team(read(), team_id) if team_id else None
    form = _with_choices(TeamForm(request.form))
    try:
        if not form.validate():
            return _page(form, row), HTTPStatus.UNPROCESSABLE_ENTITY
        with write() as uow:
            saved = commands.save_team(uow, actor, form.to_input(), team_id)
    except Invalid as error:
        form.refuse(error)
        return _page(form, row), HTTPStatus.UNPROCESSABLE_ENTITY
    flash(_("Saved."), "ok")
    return _back(saved.id)


@bp.post("/teams/<int:team_id>/members")
def add_member(team_id: int) -> ResponseReturnValue:
    """Put a person into a team."""
    actor = require_permission(Permission.MANAGE_PEOPLE)
    row, form = accounts.get_team(read(), team_id), MemberForm(request.form)
    try:
        if not _member_form(form).validate():
            return _stored(row, form), HTTPStatus.UNPROCESSABLE_ENTITY
        with write() as uow:
            commands.join_team(uow, actor, int(form.account.data), team_id, since=form.since.data)
    except (Invalid, Conflict) as error:
        form.refuse(error)
        return _stored(row, form), HTTPStatus.UNPROCESSABLE_ENTITY
    return _back(team_id)


@bp.post("/teams/<int:team_id>/members/<int:account_id>/end")
def end_membership(team_id: int, account_id: int) -> ResponseReturnValue:
    """Take a person out of a team; the time there stays on record."""
    actor = require_permission(Permission.MANAGE_PEOPLE)
    with write() as uow:
        commands.leave_team(uow, actor, account_id, team_id)
    return _back(team_id)


@bp.post("/teams/<int:team_id>/close")
def close_team(team_id: int) -> ResponseReturnValue:
    """Close a team that nobody is in any more."""
    actor = require_permission(Permission.MANAGE_PEOPLE)
    with write() as uow:
        commands.close_team(uow, actor, team_id)
    flash(_("The team is closed."), "ok")
    return redirect(url_for(".teams"), 303)


def _back(team_id: int) -> ResponseReturnValue:
    return redirect(url_for(".team", team_id=team_id), 303)


def _with_choices(form: TeamForm) -> TeamForm:
    offer(form.site, [(site.id, site.name) for site in accounts.list_sites(read())])
    offer(form.lead_id, list(accounts.list_choices(read())))
    return form


def _member_form(form: MemberForm) -> MemberForm:
    offer(form.account, list(accounts.list_choices(read())))
    return form


def _page(form: TeamForm, row: TeamRow | None, member: MemberForm | None = None) -> str:
    members = accounts.list_members(read(), row.id, past=True) if row else ()
    return render_template(
        "admin/team.html",
        form=form,
        team=row,
        members=[_member(member) for member in members],
        member_form=_member_form(member or MemberForm()),
        member_url=url_for(".add_member", team_id=row.id) if row else None,
        close_url=url_for(".close_team", team_id=row.id)
        if row and not row.members and row.closed_at is None
        else None,
    )


def _member(member: MemberRow) -> Mapping[str, Any]:
    end = url_for(".end_membership", team_id=member.team_id, account_id=member.account_id)
    return {
        "name": member.name,
        "login": member.login,
        "seed": member.account_id,
        "since": member.since,
        "until": member.until,
        "end_url": None if member.until else end,
    }
